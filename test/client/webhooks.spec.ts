import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verifyWebhook, WebhookVerificationError } from '../../clients/typescript/src/index.js';

/** An example that implementations of Standard Webhooks share. */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body = '{"test": 2432232314}';
const headers = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const then = new Date(1_614_265_330_000);

describe('verifyWebhook', () => {
  it('accepts and parses a message signed by Standard Webhooks', () => {
    expect(verifyWebhook(secret, headers, body, { now: then })).toEqual({ test: 2432232314 });
    expect(verifyWebhook(secret, new Headers(headers), Buffer.from(body), { now: then })).toEqual({
      test: 2432232314,
    });
  });

  it('takes one right signature among several', () => {
    const several = { ...headers, 'webhook-signature': `v1,AAAA v2,x ${headers['webhook-signature']}` };
    expect(verifyWebhook(secret, several, body, { now: then })).toEqual({ test: 2432232314 });
  });

  it.each([
    ['another body', headers, `${body} `],
    ['another id', { ...headers, 'webhook-id': 'msg_other' }, body],
    ['another time', { ...headers, 'webhook-timestamp': '1614265331' }, body],
    [
      'another version',
      { ...headers, 'webhook-signature': 'v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' },
      body,
    ],
    ['half a signature', { ...headers, 'webhook-signature': 'v1,g0hM9SsE' }, body],
    ['no signature', { ...headers, 'webhook-signature': '' }, body],
    ['no id', { ...headers, 'webhook-id': undefined }, body],
    ['an invalid time', { ...headers, 'webhook-timestamp': 'NaN' }, body],
  ])('refuses %s', (_, changed, received) => {
    expect(() => verifyWebhook(secret, changed, received, { now: then })).toThrow(WebhookVerificationError);
  });

  it.each([-301, 301])('refuses a message %i seconds from now', (seconds) => {
    const now = new Date(then.getTime() + seconds * 1000);
    expect(() => verifyWebhook(secret, headers, body, { now })).toThrow(WebhookVerificationError);
    expect(verifyWebhook(secret, headers, body, { now, toleranceSeconds: 302 })).toBeDefined();
  });

  it('refuses an empty secret, with which anyone could sign', () => {
    const signature = createHmac('sha256', '')
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
      .digest('base64');
    const forged = { ...headers, 'webhook-signature': `v1,${signature}` };
    expect(() => verifyWebhook('whsec_', forged, body, { now: then })).toThrow(TypeError);
  });
});
