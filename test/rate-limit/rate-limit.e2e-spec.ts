import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeSecret } from '../../src/modules/tokens/token-secret.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type Replica, startReplica } from '../support/replica.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { enoughOfTheMinute, until } from '../support/until.js';

const limit = 20;
const path = '/customers/019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90';

const counters = ({ headers }: ApiResponse) =>
  ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'].map((name) => headers.get(name));

describe('rate limits', () => {
  let service: TestService;
  let replica: Replica;

  beforeAll(async () => {
    service = await startService({ rateLimitPerMinute: limit, authFailuresPerMinute: 5 }, inOneProcess);
    replica = await startReplica(service, { rateLimitPerMinute: limit });
  });
  afterAll(async () => {
    await replica.stop();
    await service.stop();
  });

  async function exhausted(): Promise<ApiClient> {
    const api = await service.business();
    for (let count = 0; count < limit; count++) expect((await api.get(path)).status).toBe(404);
    return api;
  }

  it('says with every answer to a token how it stands, also with a 400, a 403 and a 422', async () => {
    await enoughOfTheMinute(10);
    const api = await service.business();
    const answers = [
      await api.get(path),
      await api.get(path, { headers: { 'x-business-id': undefined } }),
      await api.get(path, { headers: { 'x-business-id': '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90' } }),
      await api.post('/customers', {}),
      await api.get('/businesses'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 400, 403, 422, 200]);
    answers.forEach((answer, index) => {
      const [max, remaining, reset] = counters(answer);
      expect([max, remaining]).toEqual([String(limit), String(limit - 1 - index)]);
      expect(Number(reset)).toBeGreaterThanOrEqual(1);
      expect(Number(reset)).toBeLessThanOrEqual(60);
    });
  });

  it('says nothing of it where there is no token', async () => {
    const api = await service.business();
    expect(counters(await api.get(path, { headers: { authorization: undefined } }))).toEqual([
      null,
      null,
      null,
    ]);
    expect(counters(await api.request('GET', '/health/live'))).toEqual([null, null, null]);
  });

  it('answers 429 with Retry-After beyond the limit, after 403 and before the body is looked at', async () => {
    await enoughOfTheMinute(10);
    const api = await exhausted();
    const refused = await api.post('/customers', undefined, { raw: '{' });
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({ detail: 'Too many requests, please try again later' });
    expect(counters(refused)).toEqual([String(limit), '0', refused.headers.get('retry-after')]);
    const elsewhere = { 'x-business-id': '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90' };
    expect((await api.get(path, { headers: elsewhere })).status).toBe(403);
  });

  it('limits each token by itself', async () => {
    await enoughOfTheMinute(10);
    const api = await exhausted();
    expect((await api.get(path)).status).toBe(429);
    const other = await service.client([api.businessId]);
    expect((await other.get(path)).status).toBe(404);
  });

  it('admits a burst no further than the limit', async () => {
    await enoughOfTheMinute(10);
    const api = await service.business();
    const burst = await Promise.all(Array.from({ length: 3 * limit }, () => api.get(path)));
    expect(burst.filter(({ status }) => status === 404)).toHaveLength(limit);
    expect(burst.filter(({ status }) => status === 429)).toHaveLength(2 * limit);
  });

  it('counts on all replicas together', async () => {
    await enoughOfTheMinute(15);
    const api = await exhausted();
    const there = await until(
      () => replica.as(api).get(path),
      ({ status }) => status === 429,
      2_000,
    );
    expect(there.headers.get('ratelimit-remaining')).toBe('0');
    // The other replica has admitted what it did not know to be too much: a few requests, not another limit.
    const [row] = await service.database.sql<{ requests: number }>(
      `select requests from rate_limits where token_id =
         (select id from tokens order by id desc limit 1) order by minute desc limit 1`,
    );
    expect(row?.requests).toBeGreaterThanOrEqual(limit);
    expect(row?.requests).toBeLessThan(limit + 10);
  });

  it('hands over at its end what a replica has counted', async () => {
    await enoughOfTheMinute(15);
    const leaving = await startReplica(service, { rateLimitPerMinute: 1_000 });
    const api = await service.business();
    for (let count = 0; count < 15; count++) await leaving.as(api).get(path);
    await leaving.stop();
    const [row] = await service.database.sql<{ requests: number }>(
      'select requests from rate_limits where token_id = (select id from tokens order by id desc limit 1)',
    );
    expect(row?.requests).toBe(15);
  });

  it('neither blocks nor forgets while the database refuses to count', async () => {
    await enoughOfTheMinute(15);
    await service.database.sql('alter table rate_limits rename to hidden');
    const [sent, began] = [service.pipelines.length, performance.now()];
    const api = await exhausted();
    expect((await api.get(path)).status).toBe(429);
    // Not with each request: a database that is away is not to be asked more often than one that is there.
    const tries = service.pipelines
      .slice(sent)
      .flat()
      .filter(({ name }) => name === 'add_requests');
    expect(tries.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 500);
    await service.database.sql('alter table hidden rename to rate_limits');
    await until(
      () =>
        service.database.sql<{ requests: number }>(
          'select requests from rate_limits where token_id = (select id from tokens order by id desc limit 1)',
        ),
      ([row]) => row?.requests === limit,
      5_000,
    );
    const warnings = service.logs.filter((line) => line.includes('counted by each replica alone'));
    expect(warnings.length).toBeLessThanOrEqual(1);
  });

  it('forgets the minutes that have passed', async () => {
    await service.database.sql(
      `insert into rate_limits (token_id, minute, requests) select gen_random_uuid(), 1, 1 from generate_series(1, 3)`,
    );
    const fresh = await startReplica(service, { rateLimitPerMinute: limit });
    const api = await service.business();
    await fresh.as(api).get(path);
    await fresh.stop();
    expect(await service.database.sql('select from rate_limits where minute = 1')).toHaveLength(0);
  });

  it('refuses further failures of an address that has failed too often, but never a valid token', async () => {
    const api = await service.business();
    const fail = (authorization: string | undefined) =>
      api.get('/businesses', { headers: { authorization } });
    for (let count = 0; count < 5; count++) {
      expect((await fail(count % 2 ? `Bearer ${makeSecret()}` : 'Bearer dz_x')).status).toBe(401);
    }
    const refused = await fail(`Bearer ${makeSecret()}`);
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({ detail: 'Too many failed authentications from this address' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.get('/businesses')).status).toBe(200);
    // Not yet cached here, and still good.
    expect((await (await service.business()).get('/businesses')).status).toBe(200);
    // Who sends no token guesses none.
    expect((await fail(undefined)).status).toBe(401);
  });
});

describe('without a rate limit', () => {
  it('counts nothing and says nothing', async () => {
    const service = await startService({ rateLimitPerMinute: 0 });
    const api = await service.business();
    expect(counters(await api.get(path))).toEqual([null, null, null]);
    await service.stop();
  });
});
