import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { makeToken, startServer } from '../process/spawned.js';
import { until } from '../support/until.js';
import { all, counts, sendFile } from './client.js';

describe('an import whose process is killed', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('goes on in another process, losing and repeating nothing', async () => {
    const { token, businessId } = await makeToken(database);
    const variables = { DATABASE_URL: database.url, LOG_LEVEL: 'silent' };
    const file = `name,email\n${Array.from({ length: 12_000 }, (_, n) => `N${n},n${n}@example.com\n`).join('')}`;
    const stored = async () => {
      const [row] = await database.sql<{ rows: number; emails: number }>(
        'select count(*)::integer as rows, count(distinct email)::integer as emails from customers',
      );
      return row;
    };
    let path = '';
    // Each process gets a bit further: where it is killed is nobody's choice.
    for (const killedAt of [1, 3_000, 7_000]) {
      const { server, url } = await startServer(variables);
      const api = new ApiClient(url, token, businessId);
      if (path === '') {
        const { body } = await sendFile(api, '/customers/imports?mode=create', file);
        path = `/customers/imports/${String(body['id'])}`;
      }
      await until(
        () => api.get(path),
        ({ body }) => Number(body['rows_read']) >= killedAt,
        40_000,
      );
      server.child.kill('SIGKILL');
      await server.exitCode();
    }
    const { server, url } = await startServer(variables);
    const api = new ApiClient(url, token, businessId);
    const done = await until(
      () => api.get(path),
      ({ body }) => body['state'] === 'completed',
      60_000,
    );
    expect(counts(done)).toEqual(all({ created: 12_000 }));
    expect(await stored()).toEqual({ rows: 12_000, emails: 12_000 });
    await server.stop();
  }, 180_000);
});
