import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { ownerOptions } from '../../ormconfig.js';
import { deleteCustomer, updateCustomer } from '../../src/modules/customers/customers.statements.js';
import type { BusinessId } from '../../src/platform/database/business-id.js';
import type { Statement } from '../../src/platform/database/statement.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { type Replica, startReplica } from '../support/replica.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { checkedFetch } from '../support/checked-fetch.js';

const actor = JSON.stringify({ token_id: null, user_email: null, request_id: null, import_id: null });
const positionsOf = (items: unknown) => (items as { position: number }[]).map(({ position }) => position);

const send = (client: Client, { text, values }: Statement) => client.query(text, [...values]);

const create = async (client: ApiClient, n: number) =>
  String((await client.post('/customers', { name: `Acme ${n}`, email: 'a@example.com' })).body['id']);

/** Waits for an event that is yet to come. */
const nextEvents = (client: ApiClient) =>
  client.get('/events?wait=20').then(({ body }) => ({ at: performance.now(), body }));

const open = async (client: ApiClient, lastEventId?: string) => {
  const response = await checkedFetch(`${client.url}/api/v1/events`, {
    headers: {
      authorization: `Bearer ${client.token}`,
      'x-business-id': client.businessId,
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  return {
    read: async (count: number) => {
      while ((text.match(/^data: /gm) ?? []).length < count) {
        const { value, done } = await reader.read();
        if (done) break;
        text += Buffer.from(value).toString();
      }
      return [...text.matchAll(/^id: (\d+)\.[\da-f-]{36}\nevent: (\S+)\ndata: (.*)\n\n/gm)].map(
        ([, id, event, data]) => [id, event, (JSON.parse(data ?? '') as Json)['position']],
      );
    },
    close: () => reader.cancel(),
  };
};

describe('the order of events', () => {
  let service: TestService;
  let replica: Replica;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    replica = await startReplica(service);
  });
  afterAll(async () => {
    await replica.stop();
    await service.stop();
  });
  beforeEach(async () => {
    api = await service.business();
  });

  /** A separate transaction, as long as the test wants it. */
  const connect = async () => {
    const client = new Client({
      connectionString: service.database.url,
      options: String(ownerOptions(service.database.url).extra?.options),
    });
    await client.connect();
    return client;
  };
  const businessId = () => api.businessId as BusinessId;

  it('is that of the commits, without gaps, whatever transactions are open, and no reader misses one', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, (_, n) => create(api, n)));
    const other = replica.as(api);
    let isDone = false;
    /** Reads on as its step says, from the last position that it has seen. */
    const reader = async (client: ApiClient, limit: number) => {
      const seen: number[] = [];
      for (let wasDone = false; ; wasDone = isDone) {
        const { body } = await client.get(`/events?after=${seen.at(-1) ?? 0}&limit=${limit}`);
        const positions = positionsOf(body['items']);
        seen.push(...positions);
        if (wasDone && positions.length === 0) return seen;
      }
    };
    const readers = [reader(api, 1), reader(api, 7), reader(other, 1000)];
    const clients = await Promise.all([connect(), connect(), connect()]);
    try {
      for (let round = 0; round < 4; round += 1) {
        // Three transactions that are held open crosswise: each begins before the one before it has ended.
        const [first, second, third] = clients;
        for (const client of clients) await client.query('begin');
        await send(first, updateCustomer(businessId(), ids[0] ?? '', { notes: `a ${round}` }, actor));
        const waiting = send(
          second,
          updateCustomer(businessId(), ids[1] ?? '', { notes: `b ${round}` }, actor),
        );
        const alsoWaiting = send(
          third,
          updateCustomer(businessId(), ids[2] ?? '', { notes: `c ${round}` }, actor),
        );
        const through = [
          api.put(`/customers/${ids[3] ?? ''}`, { notes: `d ${round}` }),
          other.put(`/customers/${ids[4] ?? ''}`, { notes: `e ${round}` }),
          create(other, round),
        ];
        // A rollback leaves no gap.
        await first.query(round % 2 === 0 ? 'commit' : 'rollback');
        await Promise.all([
          waiting.then(() => second.query('commit')),
          alsoWaiting.then(() => third.query('rollback')),
        ]);
        await Promise.all(through);
      }
    } finally {
      isDone = true;
      await Promise.all(clients.map((client) => client.end()));
    }
    const expected = Array.from({ length: 6 + 2 + 4 + 12 }, (_, n) => n + 1);
    for (const seen of await Promise.all(readers)) expect(seen).toEqual(expected);
  });

  it('has no gaps and no deadlock if two processes write the same customers crosswise', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, (_, n) => create(api, n)));
    const other = replica.as(api);
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all([
        ...ids.map((id) => api.put(`/customers/${id}`, { notes: `first ${round}` })),
        ...ids.toReversed().map((id) => other.put(`/customers/${id}`, { notes: `second ${round}` })),
        ...ids.map((_, n) => other.post('/customers', { name: `New ${n}`, email: 'n@example.com' })),
      ]);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]));
    }
    const { body } = await api.get('/events?limit=1000');
    expect(positionsOf(body['items'])).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  });

  it('goes with times that never go back, also where a clock does', async () => {
    const id = await create(api, 1);
    await service.database.sql(
      `update event_positions set last_occurred_at = '2100-01-01T00:00:00Z' where business_id = $1`,
      [api.businessId],
    );
    await api.put(`/customers/${id}`, { notes: 'x' });
    const { body } = await api.get('/events?after=1');
    expect(body['items']).toMatchObject([{ occurred_at: '2100-01-01T00:00:00.000Z' }]);
  });

  it('is followed by a cursor that is there at the end, too', async () => {
    const first = (await api.get('/events')).body;
    expect(first).toMatchObject({ items: [], next_cursor: null });
    await create(api, 1);
    const { body } = await api.get('/events');
    expect(body).toMatchObject({ has_next: false, next_cursor: expect.any(String) });
    const end = await api.get(`/events?cursor=${String(body['next_cursor'])}`);
    expect(end.body).toMatchObject({ items: [], next_cursor: body['next_cursor'] });
    await create(api, 2);
    const next = await api.get(`/events?cursor=${String(body['next_cursor'])}`);
    expect(positionsOf(next.body['items'])).toEqual([2]);
  });

  it('is answered to those who wait, within 100 ms of the commit, on every replica', async () => {
    const [here, there] = [nextEvents(api), nextEvents(replica.as(api))];
    // Both listen: the database knows of two connections that do.
    await until(
      () =>
        service.database.sql(
          `select from pg_stat_activity where datname = current_database() and query = 'listen events'`,
        ),
      (rows) => rows.length === 2,
      10_000,
    );
    await api.get('/events');
    const committedAt = create(api, 1).then(() => performance.now());
    for (const { at, body } of await Promise.all([here, there])) {
      expect(positionsOf(body['items'])).toEqual([1]);
      // Twenty times as long as it takes, for a machine that does ten other things.
      expect(at - (await committedAt)).toBeLessThan(2_000);
    }
    const started = performance.now();
    expect((await api.get('/events?after=1&wait=1')).body).toMatchObject({ items: [] });
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  it('is streamed as it is committed, and continues after Last-Event-ID', async () => {
    await create(api, 1);
    const stream = await open(replica.as(api));
    expect(await stream.read(1)).toEqual([['1', 'customer.created', 1]]);
    await create(api, 2);
    expect(await stream.read(2)).toEqual([
      ['1', 'customer.created', 1],
      ['2', 'customer.created', 2],
    ]);
    await stream.close();
    const resumed = await open(api, '1');
    expect(await resumed.read(1)).toEqual([['2', 'customer.created', 2]]);
    await resumed.close();
  });

  it('is shown to those alone who may read it, and ends for them when they may no longer', async () => {
    const none = await service.client([api.businessId], { scopes: ['customers:write'] });
    expect((await none.get('/events')).status).toBe(403);
    const bad = await api.get('/events', { headers: { accept: 'text/event-stream', 'last-event-id': 'x' } });
    expect(bad.status).toBe(422);
    const reading = await service.client([api.businessId], { scopes: ['events:read'] });
    const stream = checkedFetch(`${api.url}/api/v1/events`, {
      headers: {
        authorization: `Bearer ${reading.token}`,
        'x-business-id': api.businessId,
        accept: 'text/event-stream',
      },
    }).then((response) => response.text());
    await service.database.sql(`update tokens set revoked_at = now() where scopes = array['events:read']`);
    await stream;
  });

  it('is that of each business alone', async () => {
    const rival = await service.business();
    await create(api, 1);
    await create(rival, 1);
    await create(api, 2);
    expect(positionsOf((await rival.get('/events')).body['items'])).toEqual([1]);
    expect(positionsOf((await api.get('/events')).body['items'])).toEqual([1, 2]);
    expect(deleteCustomer(businessId(), crypto.randomUUID(), actor).recordsEvents).toBe(true);
  });
});
