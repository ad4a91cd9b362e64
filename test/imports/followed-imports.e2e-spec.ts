import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkedFetch } from '../support/checked-fetch.js';
import { startService, type TestService } from '../support/service.js';
import { sendFile } from './client.js';

/** Within 5 seconds a token is known everywhere to have ended; the rest is for a machine that does other things. */
const timeoutMs = 15_000;

describe('whoever follows an import', () => {
  let service: TestService;

  beforeAll(async () => {
    // Nobody works on it: the stream would go on for ever.
    service = await startService({ importsAtOnce: 0 });
  });
  afterAll(() => service.stop());

  it('receives nothing after the token has ended', async () => {
    const api = await service.business();
    const reading = await service.client([api.businessId], { scopes: ['customers:read'] });
    const { body } = await sendFile(api, '/customers/imports', 'name,email\nA,a@example.com\n');
    const response = await checkedFetch(`${api.url}/api/v1/customers/imports/${String(body['id'])}/events`, {
      headers: { authorization: `Bearer ${reading.token}`, 'x-business-id': api.businessId },
      signal: AbortSignal.timeout(timeoutMs),
    });
    await service.database.sql(`update tokens set revoked_at = now() where scopes = array['customers:read']`);
    const text = await response.text();
    expect(text).toContain('event: progress\n');
    expect(text).not.toContain('event: end\n');
  }, 30_000);
});
