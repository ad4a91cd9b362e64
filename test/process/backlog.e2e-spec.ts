import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { RawConnection } from '../support/raw-connection.js';
import { until } from '../support/until.js';
import { type Spawned, startServer } from './spawned.js';

/** More than the backlog that Node asks for by default. */
const connections = 1_000;

describe('the service', () => {
  let database: TestDatabase;
  let server: Spawned;
  let url: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    ({ server, url } = await startServer({ DATABASE_URL: database.url }));
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  it(`answers ${connections} clients that connect while the process is busy`, async () => {
    const clients: RawConnection[] = [];
    let connected = 0;
    // A stopped process accepts no connection, like one whose event loop is busy.
    server.child.kill('SIGSTOP');
    try {
      for (let n = 0; n < connections; n += 1) {
        const client = new RawConnection(url);
        client.socket.once('connect', () => (connected += 1));
        client.send('GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
        clients.push(client);
      }
      await until(
        async () => connected,
        (count) => count === connections,
        5_000,
      );
    } finally {
      server.child.kill('SIGCONT');
    }
    const answers = await Promise.all(clients.map(({ ended }) => ended));
    expect(answers.filter(([answer]) => answer?.status !== 200)).toEqual([]);
  }, 60_000);
});
