import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { inOneProcess, startService } from '../support/service.js';
import { until } from '../support/until.js';
import { Drain } from '../../src/platform/http/http-server.js';
import { makeToken, type Spawned, startServer, type Variables } from './spawned.js';

const minimal = { name: 'Accepted', email: 'a@example.com' };

/** How a request that comes now is answered, one that does not wait for the lock: perhaps not at all. */
const statusOfNew = (api: ApiClient) =>
  api.get('/nothing').then(
    ({ status, headers }) => ({ status, retryAfter: headers.get('retry-after') }),
    () => 'refused' as const,
  );

describe('the service told to stop', () => {
  let database: TestDatabase;
  let credentials: { token: string; businessId: string };
  let owner: Client;
  let server: Spawned;
  let api: ApiClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    credentials = await makeToken(database);
    owner = new Client({ connectionString: database.url });
    await owner.connect();
  });
  afterEach(() => server.stop());
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  /** Accepts a request, which cannot end before the owner of the tables lets it. */
  const holdRequest = async (variables: Variables = {}) => {
    const started = await startServer({ DATABASE_URL: database.url, ...variables });
    server = started.server;
    api = new ApiClient(started.url, credentials.token, credentials.businessId);
    expect((await api.request('GET', '/health/ready')).status).toBe(200);
    await owner.query('begin');
    await owner.query('lock table customers in access exclusive mode');
    const held = api.post('/customers', minimal);
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await until(
      () => owner.query(waiting),
      ({ rowCount }) => rowCount === 1,
      10_000,
    );
    const outcome = held.then(
      ({ status }) => status,
      () => 'broken off',
    );
    return { held, outcome };
  };

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s finishes what it has accepted, takes nothing new, and exits with 0',
    async (signal) => {
      const { held } = await holdRequest();
      server.child.kill(signal);
      const answer = await until(
        () => statusOfNew(api),
        (given) => given === 'refused' || given.status !== 404,
        10_000,
      );
      expect(['refused', { status: 503, retryAfter: '1' }]).toContainEqual(answer);
      await owner.query('commit');
      const { status, body } = await held;
      expect(status).toBe(201);
      expect(await server.exitCode()).toBe(0);
      const rows = await database.sql('select from customers where id = $1', [body['id']]);
      expect(rows).toHaveLength(1);
    },
  );

  it('exits within STOP_TIMEOUT_SECONDS even if a request does not end', async () => {
    const { outcome } = await holdRequest({ STOP_TIMEOUT_SECONDS: '1' });
    server.child.kill('SIGTERM');
    expect(await server.exitCode()).toBe(1);
    await owner.query('rollback');
    expect(await outcome).not.toBe(201);
  });

  it('exits at once on a second signal', async () => {
    const { outcome } = await holdRequest({ STOP_TIMEOUT_SECONDS: '3600' });
    await until(
      // Two that come together are one, as Ctrl-C is where npm passes it on.
      async () => server.child.kill('SIGTERM') && delay(100),
      () => server.child.exitCode !== null,
      30_000,
    );
    expect(await server.exitCode()).toBe(1);
    await owner.query('rollback');
    expect(await outcome).not.toBe(201);
  });
});

describe('GET /health', () => {
  it('says live and ready without a token, and no longer ready while draining', async () => {
    const service = await startService({}, inOneProcess);
    const api = new ApiClient(service.url, '', '');
    const ask = async (path: string) => {
      const { status, body, headers } = await api.request('GET', path, {
        headers: { authorization: undefined, 'x-business-id': undefined },
      });
      return { status, body, retryAfter: headers.get('retry-after') };
    };
    const ok = { status: 200, body: { status: 'ok' }, retryAfter: null };
    const stopping = {
      status: 503,
      body: { detail: 'The service is shutting down, please try again' },
      retryAfter: '1',
    };
    expect(await ask('/health/live')).toStrictEqual(ok);
    expect(await ask('/health/ready')).toStrictEqual(ok);
    service.app.nest.get(Drain).isDraining = true;
    expect(await ask('/health/live')).toStrictEqual(ok);
    expect(await ask('/health/ready')).toStrictEqual(stopping);
    expect(await ask('/api/v1/customers')).toStrictEqual(stopping);
    await service.stop();
  });

  it('says not ready while a migration has not run', async () => {
    const service = await startService();
    const api = await service.business();
    await service.database.sql('delete from migrations where id = (select max(id) from migrations)');
    const { status, body } = await api.request('GET', '/health/ready');
    expect({ status, body }).toEqual({ status: 503, body: { detail: 'The database is not migrated yet' } });
    await service.stop();
  });
});
