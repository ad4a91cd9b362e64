import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { droppingPooler, lendingPooler, type Pooler } from '../support/poolers.js';
import { runCommand, service, Spawned } from './spawned.js';

describe('a pooler in front of the database', () => {
  let database: TestDatabase;
  let pooler: Pooler;
  const login = `pooled_${crypto.randomUUID().slice(0, 8)}`;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => pooler.close());
  afterAll(async () => {
    await database.drop();
  });

  const start = async () => {
    const server = new Spawned(service, { DATABASE_URL: pooler.url, PORT: '0' });
    await Promise.race([
      server.exitCode(),
      server.output(/^Customers API/m, 'stderr').catch(() => undefined),
    ]);
    await server.stop();
    return { code: await server.exitCode(), stderr: server.stderr };
  };

  it('that drops startup options is refused, with the missing ones', async () => {
    const [row] = await database.sql<{ name: string }>('select current_database() as name');
    await database.sql(`alter database ${row?.name} set timezone = 'Europe/Berlin'`);
    pooler = await droppingPooler(new URL(database.url));
    const { code, stderr } = await start();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The database does not give connections what the service asks for \([^\n]*; the service will not serve\.\n$/,
    );
    for (const finding of [
      'timezone is Europe/Berlin, not UTC',
      'role is postgres, not customers_service',
      'statement_timeout is 0, not 15000',
      'enable_seqscan is on, not off',
    ]) {
      expect(stderr).toContain(finding);
    }
    const command = await runCommand({ DATABASE_URL: pooler.url }, 'business', 'list');
    expect(command).toMatchObject({ code: 1, stdout: '', stderr });
  });

  it('that drops it is taken where the login has it by itself', async () => {
    pooler = await droppingPooler(new URL(database.url));
    await database.sql(`create role ${login} superuser login password 'pooled'`);
    for (const setting of [
      `timezone = 'UTC'`,
      `datestyle = 'ISO'`,
      'role = customers_service',
      'statement_timeout = 15000',
      'idle_in_transaction_session_timeout = 15000',
      'random_page_cost = 1.1',
      'enable_bitmapscan = off',
      'enable_seqscan = off',
      'jit = off',
      'plan_cache_mode = force_generic_plan',
    ]) {
      await database.sql(`alter role ${login} set ${setting}`);
    }
    const url = new URL(pooler.url);
    [url.username, url.password] = [login, 'pooled'];
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await client.end();
    const command = await runCommand({ DATABASE_URL: url.href }, 'business', 'list', '--json');
    expect(command).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
    await database.sql(`drop role ${login}`);
  });

  it('that lends connections for a transaction is refused, before anything is locked', async () => {
    pooler = await lendingPooler(new URL(database.url));
    expect(await start()).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^A pooler in front of the database lends connections for a transaction only, [^\n]*pool_mode = session[^\n]*; the service will not serve\.\n$/,
      ),
    });
    const locks = await database.sql(
      `select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(locks).toEqual([]);
  });
});
