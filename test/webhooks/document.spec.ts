import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Webhook as Verifier } from 'standardwebhooks';
import { verifyWebhook } from '../../clients/typescript/src/index.js';
import { waitAfter } from '../../src/modules/webhooks/backoff.js';
import { makeSecret, messageHeaders } from '../../src/modules/webhooks/message.js';

const text = readFileSync(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
const found = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';

test('the test vector of the documentation is what the service sends, and what the libraries take', () => {
  const secret = found(/`(whsec_\w+)`/);
  const id = found(/`webhook-id: ([\w-]+)`/);
  const timestamp = found(/`webhook-timestamp: (\d+)`/);
  const body = found(/```text\n(\{.+\})\n```/);
  const signature = found(/```text\n(v1,.+)\n```/);
  expect(body).toMatch(/ü.*🦉/);
  const sentAt = new Date(Number(timestamp) * 1_000);
  const headers = messageHeaders(id, sentAt, body, [secret]);
  expect(headers).toMatchObject({
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  });
  expect(verifyWebhook(secret, headers, body, { now: sentAt })).toEqual(JSON.parse(body));
  // The library looks at the clock: a message that is sent now.
  const now = messageHeaders(id, new Date(), body, [makeSecret(), secret]);
  expect(new Verifier(secret).verify(body, now)).toEqual(JSON.parse(body));
  expect(() => new Verifier(secret).verify(body.replace('ü', 'u'), now)).toThrow('No matching signature');
});

const waits = (chance: number) => Array.from({ length: 12 }, (_, n) => waitAfter(n + 1, 0, chance) ?? NaN);

test('the waits between attempts are three days together, and apart by up to a fifth', () => {
  const sum = waits(0.5).reduce((total, seconds) => total + seconds, 0);
  expect(Math.round(sum / 3_600)).toBe(72);
  expect(waits(0)[0]).toBeCloseTo(4);
  expect(waits(1)[0]).toBeCloseTo(6);
  expect(waitAfter(13)).toBeNull();
  expect(waitAfter(1, 300, 0)).toBe(300);
  expect(waitAfter(1, 1_000_000, 0)).toBe(86_400);
});
