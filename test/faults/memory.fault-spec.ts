import { once } from 'node:events';
// oxlint-disable-next-line no-restricted-imports -- These sockets are not read from.
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rssMiB } from '../../bench/usage.js';
import { makeToken, type Spawned, startServer } from '../process/spawned.js';
import { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { load, report, requestOf } from './support.js';

/** What docs/operations.md tells operators to plan. */
const maxMiB = 512;
const stallSeconds = 3;
const timeoutMs = 60_000;

interface Watched {
  isOver: boolean;
  highestMiB: number;
}

async function watch({ child }: Spawned, watched: Watched): Promise<void> {
  while (!watched.isOver) {
    watched.highestMiB = Math.max(watched.highestMiB, await rssMiB(child.pid ?? 0));
    await delay(50);
  }
}

describe('a process of the service', () => {
  let database: TestDatabase;
  let server: Spawned;
  let hostile: ApiClient;
  let other: ApiClient;
  let watching: Promise<void>;
  let watched: Watched;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    const started = await startServer({
      DATABASE_URL: database.url,
      LOG_LEVEL: 'warn',
      STALL_TIMEOUT_SECONDS: String(stallSeconds),
    });
    server = started.server;
    const client = async () => {
      const { token, businessId } = await makeToken(database);
      return new ApiClient(started.url, token, businessId);
    };
    hostile = await client();
    other = await client();
    const rows = Array.from({ length: 500 }, (_, n) => customerRow(Date.now() - n * 1_000));
    await insertCustomerRows(database, hostile.businessId, rows);
    // Four bytes a character: 20 MB of notes.
    await database.sql(`update customers set notes = repeat('\u{1F600}', 10000)`);
    watched = { isOver: false, highestMiB: 0 };
    watching = watch(server, watched);
  });
  afterEach(async () => {
    watched.isOver = true;
    await watching;
    for (const socket of sockets.splice(0)) socket.destroy();
    await server.stop();
    await database.drop();
  });

  const open = async () => {
    const { hostname, port } = new URL(hostile.url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };

  it(`stays below ${maxMiB} MiB while large pages are not read, and continues when they are closed`, async () => {
    const request = requestOf(hostile, 'GET', '/customers?limit=1000');
    const stalled = await Promise.all(Array.from({ length: 40 }, () => open()));
    for (const socket of stalled) socket.pause().write(request.repeat(3));
    const answers: number[] = [];
    const end = performance.now() + 2 * stallSeconds * 1_000;
    while (performance.now() < end) {
      const start = performance.now();
      expect((await other.get('/customers')).status).toBe(200);
      answers.push(performance.now() - start);
      await delay(100);
    }
    await until(
      async () => (await hostile.get('/customers?limit=1000')).status,
      (status) => status === 200,
      timeoutMs,
    );
    report(
      `40 stalled readers of large pages: at most ${Math.round(watched.highestMiB)} MiB; another business was answered within ` +
        `${Math.round(Math.max(...answers))} ms`,
    );
    expect(watched.highestMiB).toBeLessThan(maxMiB);
  });

  it(`stays below ${maxMiB} MiB while bodies of a mebibyte come in at once`, async () => {
    const json = { name: 'Acme', email: 'billing@acme.example.com', unknown: 'x'.repeat(1_000_000) };
    const request = requestOf(hostile, 'POST', '/customers', { json });
    const counts = await load(
      hostile.url,
      Array.from({ length: 200 }, () => [request]),
    );
    report(
      `200 bodies of a mebibyte: at most ${Math.round(watched.highestMiB)} MiB; ${JSON.stringify(counts)}`,
    );
    expect((await other.get('/customers')).status).toBe(200);
    expect(watched.highestMiB).toBeLessThan(maxMiB);
  });
});
