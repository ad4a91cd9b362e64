import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Wire } from '../support/wire.js';
import { until } from '../support/until.js';
import { makeToken, type Spawned, startServer } from './spawned.js';

const deadlineMs = 60_000;

describe('while the database is away', () => {
  let database: TestDatabase;
  let wire: Wire;
  let server: Spawned;
  let api: ApiClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    wire = new Wire(new URL(database.url));
    await wire.mend();
    const { token, businessId } = await makeToken(database);
    const started = await startServer({ DATABASE_URL: wire.url });
    server = started.server;
    api = new ApiClient(started.url, token, businessId);
  });
  afterAll(async () => {
    await server.stop();
    await wire.cut();
    await database.drop();
  });

  const create = async () => {
    const { status, headers, body } = await api.post('/customers', { name: 'Acme', email: 'a@example.com' });
    return { status, retryAfter: headers.get('retry-after'), detail: body['detail'] };
  };
  const unavailable = {
    status: 503,
    retryAfter: '1',
    detail: 'The database is unavailable, please try again',
  };

  it('answers 503 with Retry-After, is alive but not ready, and resumes by itself', async () => {
    expect((await create()).status).toBe(201);
    await wire.cut();
    expect(await create()).toEqual(unavailable);
    expect(await create()).toEqual(unavailable);
    expect((await api.request('GET', '/health/live')).status).toBe(200);
    expect((await api.request('GET', '/health/ready')).status).toBe(503);
    await wire.mend();
    await until(create, (answer) => answer.status === 201, deadlineMs);
    expect((await api.request('GET', '/health/ready')).status).toBe(200);
    expect(server.child.exitCode).toBeNull();
  });

  it('answers 503 to a request whose connection is ended under it, stores nothing of it, and goes on', async () => {
    const owner = new Client({ connectionString: database.url });
    await owner.connect();
    await owner.query('begin');
    await owner.query('lock table customers in access exclusive mode');
    const held = api.post('/customers', { name: 'Ended', email: 'a@example.com' });
    // Of the insert: the service looks at the sizes of its tables as well, and waits for the lock with another mode.
    const waiting = `
      select from pg_locks
      where not granted and relation = 'customers'::regclass and mode = 'RowExclusiveLock'
        and database = (select oid from pg_database where datname = current_database())`;
    await until(
      () => owner.query(waiting),
      ({ rowCount }) => rowCount === 1,
      deadlineMs,
    );
    await owner.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and application_name = 'customers-service'`,
    );
    await owner.query('commit');
    await owner.end();
    const { status, headers } = await held;
    expect({ status, retryAfter: headers.get('retry-after') }).toEqual({ status: 503, retryAfter: '1' });
    await until(create, (answer) => answer.status === 201, deadlineMs);
    expect(await database.sql(`select from customers where name = 'Ended'`)).toEqual([]);
  });

  it('answers 503 with Retry-After to a token that it has yet to look up', async () => {
    const { token, businessId } = await makeToken(database);
    await wire.cut();
    const stranger = new ApiClient(api.url, token, businessId);
    const { status, headers } = await stranger.get(`/customers/${crypto.randomUUID()}`);
    expect({ status, retryAfter: headers.get('retry-after') }).toEqual({ status: 503, retryAfter: '1' });
    await wire.mend();
    await until(
      () => stranger.get(`/customers/${crypto.randomUUID()}`),
      (answer) => answer.status === 404,
      deadlineMs,
    );
    expect(server.child.exitCode).toBeNull();
  });
});
