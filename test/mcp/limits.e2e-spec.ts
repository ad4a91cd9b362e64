import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect } from '@jest/globals';
import { Client } from 'pg';
import { ResponseBufferBudget } from '../../src/platform/http/response-buffer-budget.js';
import type { ApiClient } from '../support/api-client.js';
import { checkedFetch } from '../support/checked-fetch.js';
import { itInOneProcess } from '../support/one-process.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { enoughOfTheMinute, until } from '../support/until.js';
import { callOf, callTool, headersOf, post } from './assistant.js';

const timeoutMs = 60_000;

let service: TestService;

afterEach(() => service.stop());

interface BatchItem {
  readonly id: number;
  readonly result?: { readonly isError?: boolean; readonly content: readonly { readonly text: string }[] };
}

const batchOf = (count: number, name: string, argsOf: (index: number) => unknown) =>
  JSON.stringify(Array.from({ length: count }, (_, index) => callOf(name, argsOf(index), index)));

async function batch(client: ApiClient, ...call: Parameters<typeof batchOf>): Promise<BatchItem[]> {
  const response = await post(client, batchOf(...call));
  const results = (await response.json()) as BatchItem[];
  return results.toSorted((a, b) => a.id - b.id);
}

interface Line {
  readonly msg: string;
  readonly route?: string;
  readonly business_id?: string;
  readonly status?: number;
}

const requests = () =>
  service.logs.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === 'request');

/** A statement of the service waits for the lock of another transaction. */
const untilOneWaits = () =>
  until(
    () =>
      service.database.sql(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      ),
    ({ length }) => length > 0,
    timeoutMs,
  );

const start = (overrides: Parameters<typeof startService>[0] = {}) => startService(overrides, inOneProcess);

describe('a batch', () => {
  itInOneProcess('of more than 20 messages is refused, and nothing of it is done', async () => {
    service = await start();
    const client = await service.business();

    const response = await post(
      client,
      batchOf(100, 'create_customer', (index) => ({ name: 'x', email: `x${index}@example.com` })),
    );

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: -32_600, message: expect.stringContaining('20') },
    });
    expect(await service.database.sql('select 1 from customers')).toEqual([]);
  });

  itInOneProcess('counts each of its calls against the rate limit, and itself', async () => {
    service = await start({ rateLimitPerMinute: 5 });
    const client = await service.business();

    await enoughOfTheMinute(20);
    const results = await batch(client, 10, 'list_customers', () => ({}));

    expect(results.map(({ result }) => result?.isError === true)).toEqual([
      ...Array<boolean>(4).fill(false),
      ...Array<boolean>(6).fill(true),
    ]);
    expect(results[9]?.result?.content[0]?.text).toMatch(/^429: Too many requests.*Wait \d+ s/);
  });

  itInOneProcess('runs its calls in order', async () => {
    service = await start();
    const client = await service.business();
    const { body: customer } = await client.post('/customers', { name: 'First', email: 'first@example.com' });
    const locker = new Client({ connectionString: service.database.url });
    await locker.connect();
    await locker.query('begin');
    await locker.query('select from customers where id = $1 for update', [customer['id']]);
    const calls = [
      callOf('update_customer', { customer_id: customer['id'], name: 'Changed' }, 0),
      callOf('create_customer', { name: 'Second', email: 'second@example.com' }, 1),
    ];

    const response = post(client, JSON.stringify(calls));
    await untilOneWaits();
    // The first call waits for a lock, and the business is served: a second call in flight would overtake the first.
    for (let count = 0; count < 20; count += 1)
      await client.post('/customers', { name: 'Between', email: 'b@example.com' });
    await locker.query('commit');
    await locker.end();

    expect((await response).status).toBe(200);
    const events = await service.database.sql<{ name: string }>(
      `select data ->> 'name' as name from events where data ->> 'name' <> 'Between' order by position`,
    );
    expect(events.map(({ name }) => name)).toEqual(['First', 'Changed', 'Second']);
  });

  itInOneProcess('with one id twice is refused, and one that cancels its own call is answered', async () => {
    service = await start();
    const client = await service.business();
    const call = callOf('list_customers', {}, 1);

    expect((await post(client, JSON.stringify([call, call]))).status).toBe(400);
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    expect((await post(client, JSON.stringify([call, cancel]))).status).toBe(200);
    expect((await post(client, JSON.stringify([cancel]))).status).toBe(202);
    expect((await post(client, '[]')).status).toBe(400);
  });

  itInOneProcess('whose results are long stops calling, and says so', async () => {
    service = await start();
    const client = await service.business();
    const notes = 'x'.repeat(10_000);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        client.post('/customers', { name: 'Long', email: `long-${index}@example.com`, notes }),
      ),
    );

    const results = await batch(client, 20, 'list_customers', () => ({ limit: 20, fields: ['notes'] }));

    expect(results.map(({ result }) => result?.isError === true)).toEqual([
      ...Array<boolean>(6).fill(false),
      ...Array<boolean>(14).fill(true),
    ]);
    expect(results[19]?.result?.content[0]?.text).toContain('send this call in a separate request');
    expect(requests().filter(({ route }) => route === '/api/v1/customers')).toHaveLength(20 + 6);
  });
});

describe('many clients', () => {
  itInOneProcess(
    'whose batches are in flight are refused beyond the bound, and others are served',
    async () => {
      service = await start({ requestsAtOnce: 8 });
      const [client, other] = [await service.business(), await service.business()];

      const { body: customer } = await client.post('/customers', { name: 'x', email: 'x@example.com' });
      const locker = new Client({ connectionString: service.database.url });
      await locker.connect();
      await locker.query('begin');
      await locker.query('select from customers where id = $1 for update', [customer['id']]);

      const statuses: number[] = [];
      const flood = Array.from({ length: 60 }, async () => {
        const response = await post(
          client,
          batchOf(20, 'update_customer', (index) => ({ customer_id: customer['id'], name: `${index}` })),
        );
        statuses.push(response.status);
        await response.arrayBuffer();
      });
      await untilOneWaits();
      // No batch of the flood can end before the lock is released.
      const list = await other.get('/customers');
      const endedBefore = new Set(statuses);
      await locker.query('commit');
      await locker.end();
      await Promise.all(flood);

      expect(list.status).toBe(200);
      expect(endedBefore).not.toContain(200);
      expect(new Set(statuses)).toEqual(new Set([200, 429]));
      const served = statuses.filter((status) => status === 200).length;
      // A message that was let in has its calls run, whatever else is in flight.
      const inner = requests().filter(
        ({ route, business_id }) =>
          route === '/api/v1/customers/:customer_id' && business_id === client.businessId,
      );
      expect(inner).toHaveLength(served * 20);
      expect(inner.every(({ status }) => status === 200)).toBe(true);
    },
  );
});

itInOneProcess('a call opens no connection', async () => {
  service = await start();
  const client = await service.business();
  let connections = 0;
  service.app.nest.getHttpServer().on('connection', () => {
    connections += 1;
  });

  const response = await post(
    client,
    batchOf(20, 'list_customers', () => ({})),
    { connection: 'close' },
  );

  expect(response.status).toBe(200);
  expect(connections).toBe(1);
});

itInOneProcess('a client that goes away ends its batch after the call that runs', async () => {
  service = await start();
  const client = await service.business();
  const owner = new Client({ connectionString: service.database.url });
  await owner.connect();
  const sockets: Socket[] = [];
  service.app.nest.getHttpServer().on('connection', (socket: Socket) => void sockets.push(socket));
  await owner.query('begin; lock table customers in access exclusive mode');
  const controller = new AbortController();
  const body = batchOf(20, 'create_customer', (index) => ({
    name: `${index}`,
    email: `x${index}@example.com`,
  }));
  const headers = { ...headersOf(client), 'content-type': 'application/json', connection: 'close' };
  const { signal } = controller;
  const cut = checkedFetch(`${client.url}/mcp`, { method: 'POST', headers, body, signal });
  await until(
    () =>
      service.database.sql(
        `select from pg_locks l join pg_stat_activity a on a.pid = l.pid
         where not l.granted and l.relation = 'customers'::regclass and a.query !~ 'pg_relation_size|pg_table_size'`,
      ),
    ({ length }) => length === 1,
    timeoutMs,
  );
  const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
  controller.abort();
  await expect(cut).rejects.toMatchObject({ name: 'AbortError' });
  await closed;
  await owner.query('commit');
  await owner.end();
  await until(
    async () => requests().filter(({ route }) => route === '/mcp'),
    ({ length }) => length === 1,
    timeoutMs,
  );

  const rows = await service.database.sql('select name from customers');
  expect(rows).toEqual([{ name: '0' }]);
});

itInOneProcess('a response that is too much with those that are unread is a 503', async () => {
  service = await start();
  const client = await service.business();
  const notes = 'x'.repeat(10_000);
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      client.post('/customers', { name: 'Long', email: `long-${index}@example.com`, notes }),
    ),
  );
  const unread = service.app.nest.get(ResponseBufferBudget);
  // One list still has room, three in one response have not.
  const held = 64 * 1_048_576 - 500_000;
  unread.add(client.businessId, held);

  const response = await post(
    client,
    batchOf(3, 'list_customers', () => ({ limit: 20, fields: ['notes'] })),
  );
  expect(response.status).toBe(503);

  unread.remove(client.businessId, held);
  expect(await callTool(client, 'list_customers', {})).toMatchObject({ isError: false });
});
