import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { checkedFetch } from '../support/checked-fetch.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { createCustomer } from '../webhooks/receiver.js';

let service: TestService;
let api: ApiClient;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());
beforeEach(async () => {
  api = await service.business();
});

const create = async (count: number) => {
  for (let n = 0; n < count; n += 1) await createCustomer(api, `N${n}`);
};

/** The log as a restore to an older time, or a failover that loses commits, leaves it. */
async function lose(position: number): Promise<void> {
  await service.database.sql('delete from events where business_id = $1 and position > $2', [
    api.businessId,
    position,
  ]);
  await service.database.sql('update event_positions set last_position = $2 where business_id = $1', [
    api.businessId,
    position,
  ]);
}

const positions = ({ body }: { body: Json }) => (body['items'] as Json[]).map(({ position }) => position);

const beyond = (position: number, last: number) => ({
  status: 409,
  body: {
    detail:
      `Position ${position} is after the newest event, which has position ${last}: it belongs to another ` +
      `history of the business, such as one before a restore. Read the customers again, then continue after position ${last}`,
  },
});

const other = (position: number, last: number) => ({
  status: 409,
  body: {
    detail:
      `The event at position ${position} is not the one that was read: it belongs to another ` +
      `history of the business, such as one before a restore. Read the customers again, then continue after position ${last}`,
  },
});

const accept = 'text/event-stream';
const resume = (id: string) => api.get('/events', { headers: { accept, 'last-event-id': id } });

/** A stream, as a client that reads it has it. */
async function openStream(headers: Record<string, string> = {}) {
  const response = await checkedFetch(`${api.url}/api/v1/events`, {
    headers: { authorization: `Bearer ${api.token}`, 'x-business-id': api.businessId, accept, ...headers },
  });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  const ids = () => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => String(id));
  return {
    status: response.status,
    /** The ids, once this many have arrived or the stream has ended. */
    ids: async (count = Infinity): Promise<string[]> => {
      while (ids().length < count) {
        const { value, done } = await reader.read();
        if (done) break;
        text += Buffer.from(value).toString();
      }
      return ids();
    },
    close: () => reader.cancel(),
  };
}

const idOf = async (position: number) => {
  const { body } = await api.get(`/events?after=${position - 1}&limit=1`);
  const [event] = body['items'] as Json[];
  return `${position}.${String(event?.['id'])}`;
};

const cursorAt = async (position: number, query = '') =>
  String((await api.get(`/events?limit=${position}${query}`)).body['next_cursor']);

it('a position beyond the newest event is a 409, in a list, after a wait and in a stream', async () => {
  await create(2);
  expect(await api.get('/events?after=2')).toMatchObject({ status: 200, body: { items: [] } });
  expect(await api.get('/events?after=3')).toMatchObject(beyond(3, 2));
  expect(await api.get('/events?after=9007199254740991&descending=true')).toMatchObject(
    beyond(9_007_199_254_740_991, 2),
  );
  const startedAt = performance.now();
  expect(await api.get('/events?after=99999&wait=50')).toMatchObject(beyond(99_999, 2));
  expect(performance.now() - startedAt).toBeLessThan(20_000);
  expect(await api.get('/events?after=3', { headers: { accept } })).toMatchObject(beyond(3, 2));
  expect(await resume('3')).toMatchObject(beyond(3, 2));
});

it('a business without events has only position 0 to start from', async () => {
  expect((await api.get('/events?after=0')).status).toBe(200);
  expect(await api.get('/events?after=1')).toMatchObject(beyond(1, 0));
  expect(await resume('1')).toMatchObject(beyond(1, 0));
});

it('a cursor and the id of a stream go on where nothing was lost', async () => {
  await create(3);
  const cursor = await cursorAt(2);
  expect(positions(await api.get(`/events?limit=2&cursor=${cursor}`))).toEqual([3]);
  const stream = await openStream({ 'last-event-id': await idOf(2) });
  expect(await stream.ids(1)).toEqual([await idOf(3)]);
  await stream.close();
});

it('a cursor and the id of a stream are a 409 where their event was lost, and where its position is in use again', async () => {
  await create(4);
  const [cursor, backwards] = [await cursorAt(4), await cursorAt(1, '&descending=true')];
  const [lost, kept] = [await idOf(4), await idOf(2)];
  await lose(3);
  expect(await api.get(`/events?limit=4&cursor=${cursor}`)).toMatchObject(beyond(4, 3));
  expect(await resume(lost)).toMatchObject(beyond(4, 3));
  await create(2);
  expect(await api.get(`/events?limit=4&cursor=${cursor}`)).toMatchObject(other(4, 5));
  expect(await api.get(`/events?limit=4&wait=50&cursor=${cursor}`)).toMatchObject(other(4, 5));
  expect(await api.get(`/events?limit=1&descending=true&cursor=${backwards}`)).toMatchObject(other(4, 5));
  expect(await resume(lost)).toMatchObject(other(4, 5));
  // Events read before the loss belong to both histories.
  const stream = await openStream({ 'last-event-id': kept });
  expect((await stream.ids(3)).map((id) => Number.parseInt(id, 10))).toEqual([3, 4, 5]);
  await stream.close();
  // A position alone cannot show which history it is of.
  expect(positions(await api.get('/events?after=4'))).toEqual([5]);
});

it('a cursor of a customer history is a 409 where its event was lost', async () => {
  const id = await createCustomer(api);
  await api.put(`/customers/${id}`, { notes: '1' });
  const path = `/customers/${id}/history`;
  const cursor = String((await api.get(path)).body['next_cursor']);
  await lose(1);
  expect(await api.get(`${path}?cursor=${cursor}`)).toMatchObject(beyond(2, 1));
  await api.put(`/customers/${id}`, { notes: '2' });
  expect(await api.get(`${path}?cursor=${cursor}`)).toMatchObject(other(2, 2));
});

it('a request that waits is a 409 once the history that it began in is gone', async () => {
  await create(2);
  const waiting = api.get('/events?after=2&wait=50');
  await until(
    () => service.database.sql(`select from pg_stat_activity where query = 'listen events'`),
    ({ length }) => length > 0,
    10_000,
  );
  await lose(1);
  expect(await waiting).toMatchObject(beyond(2, 1));
}, 30_000);

it('a stream that is open ends once the history that it began in is gone', async () => {
  await create(2);
  const stream = await openStream();
  const [, last = ''] = await stream.ids(2);
  await lose(1);
  await create(2);
  expect(await stream.ids()).toHaveLength(2);
  expect(await resume(last)).toMatchObject(other(2, 3));
}, 30_000);

it('a position whose event retention has removed still shows which history it is of', async () => {
  await create(3);
  const [cursor, id] = [await cursorAt(3), await idOf(3)];
  await service.database.sql(
    `update event_positions set removed_position = 3, removed_id = (
       select e.id from events e where e.business_id = $1 and e.position = 3
     ) where business_id = $1`,
    [api.businessId],
  );
  await service.database.sql('delete from events where business_id = $1', [api.businessId]);
  await create(1);
  expect(positions(await api.get(`/events?limit=3&cursor=${cursor}`))).toEqual([4]);
  await service.database.sql(
    'update event_positions set removed_id = gen_random_uuid() where business_id = $1',
    [api.businessId],
  );
  expect(await api.get(`/events?limit=3&cursor=${cursor}`)).toMatchObject(other(3, 4));
  expect(await resume(id)).toMatchObject(other(3, 4));
});

it.each([
  'x',
  '-1',
  '1.2',
  '1.',
  '1.019ab0f7',
  '1.019AB0F7-6C1E-7B52-9D43-5F0E8C2A1B93x',
  '1234567890123456',
])('Last-Event-ID %s is a 422', async (id) => {
  expect(await resume(id)).toMatchObject({
    status: 422,
    body: { detail: [{ loc: ['header', 'last-event-id'] }] },
  });
});
