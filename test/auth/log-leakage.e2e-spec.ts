import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashSecret, makeSecret } from '../../src/modules/tokens/token-secret.js';
import { head, sendRaw } from '../support/raw-connection.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';

describe('the log', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ authFailuresPerMinute: 3 }, inOneProcess);
  });
  afterAll(() => service.stop());

  it('holds no secret, no body and no query at any level, whatever goes wrong', async () => {
    const api = await service.business();
    const unknown = makeSecret();
    const minted = await api.post('/tokens', {
      name: 'Quiet',
      owner_email: 'quiet@example.com',
      scopes: ['customers:read'],
      business_ids: [api.businessId],
    });
    const secrets = [api.token, unknown, String(minted.body['token'])];
    const customer = { name: 'Private name', email: 'private@example.com' };
    await api.post('/customers', customer);
    await api.post('/customers', { ...customer, name: api.token, status: api.token });
    await api.post('/customers', undefined, { raw: `{"token": "${api.token}"` });
    await api.get(`/customers/${api.token}?secret=private-query`);
    await api.get(`/nothing/${api.token}`);
    for (let attempt = 0; attempt < 5; attempt++) {
      await api.get('/businesses', { headers: { authorization: `Bearer ${unknown}` } });
    }
    await api.get('/businesses', { headers: { authorization: `Basic ${api.token}` } });
    await api.post('/tokens', { name: api.token });
    await api.delete(`/tokens/${String(minted.body['id'])}`);
    await sendRaw(service.url, head('GET', '/%', [`Authorization: Bearer ${api.token}`]));
    await sendRaw(service.url, head('GET', `/ ${api.token}`, [`Authorization: Bearer ${api.token}`]));
    // A database that refuses the statement, and one that is not there.
    await service.database.sql('alter table businesses rename to hidden');
    const failed = await api.get('/businesses');
    expect(failed.status).toBe(500);
    expect(failed.body).toEqual({ detail: 'Internal Server Error' });
    await service.database.sql('alter table hidden rename to businesses');
    await service.database.sql(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name = 'customers-service'`);
    await api.get('/businesses');

    const log = service.logs.join('');
    expect(log).toContain('Unhandled failure');
    expect(log.match(/"request"/g)?.length).toBeGreaterThan(10);
    for (const secret of secrets) {
      expect(log).not.toContain(secret.slice(3));
      for (const encoding of ['hex', 'base64'] as const) {
        expect(log).not.toContain(hashSecret(secret).toString(encoding));
      }
    }
    expect(log).not.toMatch(/\bdz_[0-9A-Za-z]{49}\b/);
    expect(log).not.toContain('Private name');
    expect(log).not.toContain('private-query');
  });
});
