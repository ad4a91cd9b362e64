import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { head, sendRaw } from '../support/raw-connection.js';
import { itInOneProcess } from '../support/one-process.js';
import { startService, type TestService } from '../support/service.js';
import { checkedFetch } from '../support/checked-fetch.js';

const path = '/api/v1/customers/019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90';

describe('the headers that say who asks, and where', () => {
  let service: TestService;
  let mine: ApiClient;
  let foreign: ApiClient;

  beforeAll(async () => {
    service = await startService();
    mine = await service.business();
    foreign = await service.business();
  });
  afterAll(() => service.stop());

  const send = (...lines: string[]) => sendRaw(service.url, head('GET', path, lines));
  const token = () => `Authorization: Bearer ${mine.token}`;

  it('reaches the resource with one of each', async () => {
    const { status, body } = await send(token(), `x-business-id: ${mine.businessId}`);
    expect([status, body]).toEqual([404, '{"detail":"Customer not found"}']);
  });

  it('takes an x-business-id in upper case, under a name in any case, and with white space around it', async () => {
    for (const line of [
      `x-business-id: ${mine.businessId.toUpperCase()}`,
      `X-BUSINESS-ID: ${mine.businessId}`,
      `x-business-id: \t ${mine.businessId} \t`,
    ]) {
      expect((await send(token(), line)).status).toBe(404);
    }
  });

  it.each([
    ['mine first', (own: string, other: string) => [`x-business-id: ${own}`, `x-business-id: ${other}`]],
    ['mine last', (own: string, other: string) => [`x-business-id: ${other}`, `X-Business-Id: ${own}`]],
    ['mine twice', (own: string) => [`x-business-id: ${own}`, `x-business-id: ${own}`]],
    ['both in one, with a comma', (own: string, other: string) => [`x-business-id: ${own},${other}`]],
    ['both in one, with a space', (own: string, other: string) => [`x-business-id: ${own} ${other}`]],
    ['braces around it', (own: string) => [`x-business-id: {${own}}`]],
    ['no hyphens', (own: string) => [`x-business-id: ${own.replaceAll('-', '')}`]],
    ['a quote after it', (own: string) => [`x-business-id: ${own}'`]],
    ['nothing in it', () => ['x-business-id:']],
  ])('answers 400 to an x-business-id with %s', async (_, lines) => {
    const { status, body } = await send(token(), ...lines(mine.businessId, foreign.businessId));
    expect(status).toBe(400);
    expect(body).toContain('x-business-id');
  });

  it.each([
    ['two Authorization headers', () => [token(), `Authorization: Bearer ${foreign.token}`]],
    ['the same Authorization twice', () => [token(), token()]],
    ['two tokens in one', () => [`${token()} ${foreign.token}`]],
    ['two tokens with a comma', () => [`${token()},${foreign.token}`]],
    ['the token alone', () => [`Authorization: ${mine.token}`]],
    ['an x-access-token', () => [`x-access-token: ${mine.token}`]],
    ['a cookie', () => [`Cookie: access_token=${mine.token}`]],
  ])('answers 401 to %s', async (_, lines) => {
    const { status, body } = await send(...lines(), `x-business-id: ${mine.businessId}`);
    expect([status, body]).toEqual([401, '{"detail":"Not authenticated"}']);
  });

  it('takes the scheme in any case, as RFC 9110 has it', async () => {
    const { status } = await send(`Authorization: bEaReR ${mine.token}`, `x-business-id: ${mine.businessId}`);
    expect(status).toBe(404);
  });

  it('takes no token from the query or the body', async () => {
    const query = await checkedFetch(`${service.url}${path}?access_token=${mine.token}`);
    expect(query.status).toBe(401);
    const body = await checkedFetch(`${service.url}/api/v1/customers`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-business-id': mine.businessId },
      body: `access_token=${mine.token}`,
    });
    expect(body.status).toBe(401);
  });

  itInOneProcess.each([
    [
      'Content-Length and Transfer-Encoding',
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      '0\r\n\r\n',
    ],
    ['two Content-Lengths', ['Content-Length: 5', 'Content-Length: 6'], 'hello'],
    ['a header name with a space', ['x-business-id : 1'], ''],
    ['a folded header', ['x-a: 1', ' x-business-id: 2'], ''],
    ['a line feed alone', ['x-a: 1\nx-b: 2'], ''],
  ])('answers 400 to %s, and closes', async (_, lines, body) => {
    const answer = await sendRaw(service.url, head('POST', '/api/v1/customers', lines) + body);
    expect(answer.status).toBe(400);
    expect(answer.headers['connection']).toBe('close');
    const { detail } = JSON.parse(answer.body) as { detail: string };
    expect(detail).toMatch(/^(?:Content-Length|Transfer-Encoding|A header|A line) /);
  });

  itInOneProcess('takes x-user-email for the log, if it is an address, and sent only once', async () => {
    const lines = [token(), `x-business-id: ${mine.businessId}`];
    expect((await send(...lines, 'x-user-email: not an address')).status).toBe(422);
    expect((await send(...lines, 'x-user-email: a@example.com', 'x-user-email: b@example.com')).status).toBe(
      422,
    );
    const { status } = await send(...lines, 'x-user-email: Ada@Example.COM', 'x-request-id: audited');
    expect(status).toBe(404);
    const line = service.logs
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .find(({ request_id, msg }) => request_id === 'audited' && msg === 'request');
    expect(line).toMatchObject({
      user_email: 'Ada@example.com',
      business_id: mine.businessId,
      token_id: expect.any(String),
      status: 404,
    });
  });
});
