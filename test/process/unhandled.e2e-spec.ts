import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { makeToken, service, type Spawned, startServer } from './spawned.js';

/** Makes SIGUSR2 throw where no code can catch it. */
const bug = {
  exception: `process.on('SIGUSR2', () => setImmediate(() => { throw new Error('a bug') }))`,
  rejection: `process.on('SIGUSR2', () => void Promise.reject(new Error('a bug')))`,
};

describe('an error that nothing has caught', () => {
  let database: TestDatabase;
  let owner: Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new Client({ connectionString: database.url });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  it.each(Object.entries(bug))(
    'is logged, and the process answers what it has accepted before it exits with 1 (%s)',
    async (_, code) => {
      const { token, businessId } = await makeToken(database);
      const [node, ...script] = service;
      const program = [
        node,
        '--import',
        `data:text/javascript,${encodeURIComponent(code)}`,
        ...script,
      ] as const;
      const { server, url }: { server: Spawned; url: string } = await startServer(
        { DATABASE_URL: database.url },
        program,
      );
      const api = new ApiClient(url, token, businessId);
      await owner.query('begin');
      await owner.query('lock table customers in access exclusive mode');
      const held = api.post('/customers', { name: 'Accepted', email: 'a@example.com' });
      await until(
        () =>
          owner.query(
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          ),
        ({ rowCount }) => rowCount === 1,
        10_000,
      );
      server.child.kill('SIGUSR2');
      await server.output(/uncaught error; the process stops/);
      await owner.query('rollback');
      expect(await held).toMatchObject({ status: 201 });
      expect(await server.exitCode()).toBe(1);
      expect(server.stdout).toContain('"message":"a bug"');
    },
  );
});
