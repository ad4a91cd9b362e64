import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../support/api-client.js';
import { earlier } from '../support/earlier.js';
import { type Replica, startReplica } from '../support/replica.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

describe('tokens on several replicas', () => {
  let service: TestService;
  let replica: Replica;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    replica = await startReplica(service);
    api = await service.business();
  });
  afterAll(async () => {
    await replica.stop();
    await service.stop();
  });

  const mint = async () => {
    const { body } = await api.post('/tokens', {
      name: 'Brief',
      owner_email: 'brief@example.com',
      scopes: ['tokens:write'],
      business_ids: [api.businessId],
    });
    return { id: String(body['id']), client: new ApiClient(api.url, String(body['token']), api.businessId) };
  };

  it('refuses a revoked token within 5 seconds everywhere, however busy it is', async () => {
    const { id, client } = await mint();
    const there = replica.as(client);
    expect((await there.get('/tokens')).status).toBe(200);
    expect((await api.delete(`/tokens/${id}`)).status).toBe(204);
    expect((await client.get('/tokens')).status).toBe(401);
    // Every answer on the way keeps the cache in use.
    await until(
      () => there.get('/tokens'),
      ({ status }) => status === 401,
      5_000,
    );
    expect((await there.get('/tokens')).status).toBe(401);
  });

  it('makes no token for a revoked one, also where the revocation is not known yet', async () => {
    const { id, client } = await mint();
    const there = replica.as(client);
    expect((await there.get('/tokens')).status).toBe(200);
    await api.delete(`/tokens/${id}`);
    const { status } = await there.post('/tokens', {
      name: 'Backdoor',
      owner_email: 'backdoor@example.com',
      scopes: ['tokens:write'],
      business_ids: [api.businessId],
    });
    expect(status).toBe(401);
    const rows = await service.database.sql(`select from tokens where owner_email = 'backdoor@example.com'`);
    expect(rows).toHaveLength(0);
  });

  it('keeps last_used_at to the minute, with at most one write for a token in a minute', async () => {
    const { id, client } = await mint();
    const use = async () => {
      await Promise.all([client.get('/tokens'), replica.as(client).get('/tokens')]);
      const [row] = await service.database.sql<{ last_used_at: string | null; version: string }>(
        'select last_used_at, xmin::text as version from tokens where id = $1',
        [id],
      );
      return row;
    };
    const used = await until(use, (row) => row?.last_used_at !== null, 5_000);
    expect(Math.abs(Date.parse(String(used?.last_used_at)) - Date.now())).toBeLessThan(10_000);
    // In use for longer than a look-up is cached and a batch takes: the row is not written again.
    const end = performance.now() + 4_500;
    const again = await until(use, () => performance.now() > end, 6_000);
    expect(again?.version).toBe(used?.version);
    await service.database.sql(
      `update tokens set last_used_at = ${earlier('last_used_at', `interval '61 seconds'`)} where id = $1`,
      [id],
    );
    await until(use, (row) => Date.parse(String(row?.last_used_at)) > Date.now() - 30_000, 6_000);
  });

  it('writes at its end what it still has noted', async () => {
    const leaving = await startReplica(service);
    const { id, client } = await mint();
    expect((await leaving.as(client).get('/tokens')).status).toBe(200);
    await leaving.stop();
    const [row] = await service.database.sql<{ last_used_at: string | null }>(
      'select last_used_at from tokens where id = $1',
      [id],
    );
    expect(row?.last_used_at).not.toBeNull();
  });
});
