import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Statement } from '../../src/platform/database/statement.js';
import { ApiClient } from '../support/api-client.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';

describe('the look-up of a token', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
  });
  afterAll(() => service.stop());

  /** Does the work while the next look-up has read its token, and has not yet answered. */
  function meanwhile(work: () => Promise<void>): void {
    const { connected } = service;
    const query = connected.query.bind(connected);
    const spy = jest.spyOn(connected, 'query');
    spy.mockImplementation(async (statement: Statement) => {
      const rows = await query(statement);
      if (statement.name === 'select_active_token') {
        spy.mockRestore();
        await work();
      }
      return rows;
    });
  }

  it('looks again where the token was revoked after it was read', async () => {
    const api = await service.business();
    const { body } = await api.post('/tokens', {
      name: 'Revoked soon',
      owner_email: 'ada@example.com',
      scopes: ['customers:read'],
      business_ids: [api.businessId],
    });
    const revoked = new ApiClient(service.url, String(body['token']), api.businessId);
    meanwhile(async () => {
      expect((await api.delete(`/tokens/${String(body['id'])}`)).status).toBe(204);
    });
    expect((await revoked.get('/customers')).status).toBe(401);
    expect((await revoked.get('/customers')).status).toBe(401);
  });
});
