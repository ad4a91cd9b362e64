import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { head, sendRaw } from '../support/raw-connection.js';

const refusal = { status: 401, body: { detail: 'Not authenticated' }, challenge: 'Bearer' };

const refusalOf = ({ status, body, headers }: ApiResponse) => ({
  status,
  body,
  challenge: headers.get('www-authenticate'),
});

/** A well-formed unknown secret. */
const unknownSecret = 'dz_WG6upXuvVlszPyO5qUfmOaTJ5IW3b8MyxNTmWryt0E42mMAnU';
const revocationLimitMs = 5_000;

const path = () => `/customers/${crypto.randomUUID()}`;

describe('Authorization: Bearer', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const get = (authorization: string | undefined) => api.get(path(), { headers: { authorization } });

  /** Changes the one token that is granted for the client's business. */
  const changeToken = (client: ApiClient, assignment: string) =>
    service.database.sql<{ expires_at: string }>(
      `update tokens t set ${assignment} from token_businesses g
       where g.token_id = t.id and g.business_id = $1 returning t.expires_at`,
      [client.businessId],
    );

  it('lets a token in, whatever the case of the scheme', async () => {
    expect((await get(`Bearer ${api.token}`)).status).toBe(404);
    expect((await get(`bearer ${api.token}`)).status).toBe(404);
  });

  it('accepts a token after any number of spaces', async () => {
    expect((await get(`Bearer  ${api.token}`)).status).toBe(404);
    expect((await get(`Bearer${' '.repeat(1_000)}${api.token}`)).status).toBe(404);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['a scheme alone', 'Bearer'],
    ['text that is not a token', 'Bearer x'],
    ['the prefix alone', 'Bearer dz_'],
    ['an unknown token', `Bearer ${unknownSecret}`],
    ['two tokens', `Bearer ${unknownSecret} ${unknownSecret}`],
  ])('answers 401 to %s', async (_, authorization) => {
    expect(refusalOf(await get(authorization))).toStrictEqual(refusal);
  });

  it.each([
    ['another scheme', (token: string) => `Basic ${btoa(`x:${token}`)}`],
    ['a token without a scheme', (token: string) => token],
    ['a token in lower case', (token: string) => `Bearer ${token.toLowerCase()}`],
    ['a token without its last character', (token: string) => `Bearer ${token.slice(0, -1)}`],
    ['a token followed by a character', (token: string) => `Bearer ${token}x`],
    ['a token followed by a word', (token: string) => `Bearer ${token} x`],
  ])('answers 401 to %s', async (_, write) => {
    expect(refusalOf(await get(write(api.token)))).toStrictEqual(refusal);
  });

  it('does not take a token from the query', async () => {
    const response = await api.get(`${path()}?access_token=${api.token}`, {
      headers: { authorization: undefined },
    });
    expect(refusalOf(response)).toStrictEqual(refusal);
  });

  it('does not take a token from a body, be it JSON or a form', async () => {
    const headers = { authorization: undefined };
    const json = await api.post('/customers', { access_token: api.token }, { headers });
    expect(refusalOf(json)).toStrictEqual(refusal);
    const form = await api.post('/customers', undefined, {
      raw: `access_token=${api.token}`,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(refusalOf(form)).toStrictEqual(refusal);
  });

  it('answers 401 to bytes that no token has', async () => {
    const request = head('GET', `/api/v1${path()}`, ['authorization: Bearer \u00ff\u00fe']);
    const { status, headers } = await sendRaw(service.url, Buffer.from(request, 'latin1'));
    expect({ status, challenge: headers['www-authenticate'] }).toEqual({ status: 401, challenge: 'Bearer' });
  });

  it('answers 401 to a token from the moment it expires', async () => {
    const client = await service.business();
    const [token] = await changeToken(client, `expires_at = now() + interval '1 second'`);
    const expiresAt = Date.parse(token?.expires_at ?? '');
    expect((await client.get(path())).status).toBe(404);
    while (Date.now() <= expiresAt) await client.get(path());
    expect(refusalOf(await client.get(path()))).toStrictEqual(refusal);
  });

  it('answers 401 to a token within 5 seconds of its revocation, and from then on', async () => {
    const client = await service.business();
    expect((await client.get(path())).status).toBe(404);
    await changeToken(client, 'revoked_at = now()');
    const revokedAt = performance.now();
    let response = await client.get(path());
    while (response.status !== 401 && performance.now() - revokedAt < revocationLimitMs) {
      response = await client.get(path());
    }
    expect(refusalOf(response)).toStrictEqual(refusal);
    expect(performance.now() - revokedAt).toBeLessThan(revocationLimitMs);
    expect(refusalOf(await client.get(path()))).toStrictEqual(refusal);
  });

  it('never stores a secret', async () => {
    const rows = await service.database.sql<{ row: string }>('select tokens::text as row from tokens');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ row }) => row.includes(api.token.slice(3, 20)))).toEqual([]);
  });
});
