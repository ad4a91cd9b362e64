import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeToken, type Spawned, startServer } from '../process/spawned.js';
import { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { latencies, load, p99, report, requestOf } from './support.js';

/** FAULTS_SCALE multiplies all counts. */
const scale = Number(process.env['FAULTS_SCALE'] ?? 1);

const maxTimesQuiet = 5;
/** Fast requests on an idle machine vary by more than their duration. */
const minQuietMs = 20;

/** Relative, because other work on the machine slows both measurements down. */
const boundMs = (quietMs: number) => maxTimesQuiet * Math.max(quietMs, minQuietMs);

const term = { name: 'Net 30', days_until_due: 30 };
const customer = { name: 'Acme', email: 'billing@acme.example.com' };
const alone = (count: number, requestAt: (index: number) => string) =>
  Array.from({ length: count * scale }, (_, index) => [requestAt(index)]);

describe('whatever one business does, another', () => {
  let database: TestDatabase;
  let server: Spawned;
  let hostile: ApiClient;
  let victim: ApiClient;
  let quietMs: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    const started = await startServer({ DATABASE_URL: database.url, LOG_LEVEL: 'warn' });
    server = started.server;
    const client = async () => {
      const { token, businessId } = await makeToken(database, ['customers:write', 'payment_terms:write']);
      return new ApiClient(started.url, token, businessId);
    };
    hostile = await client();
    victim = await client();
    for (const { businessId } of [hostile, victim]) {
      const rows = Array.from({ length: 1_000 }, (_, n) => customerRow(Date.now() - n * 1_000));
      await insertCustomerRows(database, businessId, rows);
    }
    await latencies(victim, delay(1_000));
  });
  beforeEach(async () => {
    quietMs = p99(await latencies(victim, delay(1_500)));
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  it.each([
    [
      '2,000 payment terms are made at once',
      () => alone(2_000, () => requestOf(hostile, 'POST', '/payment-terms', { json: term })),
    ],
    [
      'one customer is changed 1,000 times at once, on a condition',
      async () => {
        const created = await hostile.post('/customers', customer);
        const headers = { 'if-match': created.headers.get('etag') ?? '' };
        const path = `/customers/${String(created.body['id'])}`;
        return alone(1_000, (n) => requestOf(hostile, 'PUT', path, { json: { notes: `${n}` }, headers }));
      },
    ],
    [
      '1,000 customers are made at once, each with a key',
      () =>
        alone(1_000, (n) =>
          requestOf(hostile, 'POST', '/customers', {
            json: customer,
            headers: { 'idempotency-key': `key-${n}` },
          }),
        ),
    ],
    [
      'one connection asks for 10,000 lists at once',
      () => [Array.from({ length: 10_000 * scale }, () => requestOf(hostile, 'GET', '/customers'))],
    ],
  ])('has its lists as fast as ever while %s', async (what, connections) => {
    const loading = load(hostile.url, await connections());
    const taken = await latencies(victim, loading);
    const counts = await loading;
    const loadedMs = p99(taken);
    report(
      `${what}: ${JSON.stringify(counts)}; p99 of ${taken.length} lists ${loadedMs.toFixed(1)} ms, ` +
        `quiet ${quietMs.toFixed(1)} ms`,
    );
    expect(Object.keys(counts).filter((status) => !/^(2..|412|429|503)$/.test(status))).toEqual([]);
    expect(loadedMs).toBeLessThan(boundMs(quietMs));
  });
});
