import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventRetention } from '../../src/modules/events/retention/event-retention.js';
import { type Replica, startReplica } from '../support/replica.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { earlier } from '../support/earlier.js';
import { startService, type TestService } from '../support/service.js';
import {
  createCustomer,
  createWebhook,
  passTime,
  Receiver,
  refused,
  settled,
  taken,
} from '../webhooks/receiver.js';

const days = 30;

const gone = (after: number, first: number) => ({
  status: 409,
  body: {
    detail: `Events after position ${after} are no longer available; the first available event has position ${first}`,
  },
});

describe('events that are kept for a time', () => {
  let service: TestService;
  let receiver: Receiver;
  let replica: Replica;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService({ eventRetentionDays: days, webhookAllowPrivate: true });
    receiver = await Receiver.start();
    replica = await startReplica(service, { eventRetentionDays: days, webhookAllowPrivate: true });
  });
  afterAll(async () => {
    await replica.stop();
    await service.stop();
    await receiver.stop();
  });
  beforeEach(async () => {
    api = await service.business();
  });

  const clear = () => service.app.nest.get(EventRetention).clear();
  const positions = async (query = '') =>
    ((await api.get(`/events?limit=1000${query}`)).body['items'] as Json[]).map(({ position }) => position);
  /** As if the events up to a position had occurred this many days ago. */
  const age = (upTo: number, by = days + 1) =>
    service.database.sql(
      `update events set occurred_at = ${earlier('occurred_at', 'make_interval(days => $3)')}
       where business_id = $1 and position <= $2`,
      [api.businessId, upTo, by],
    );

  it('go when they are older, in their order, and the others stay', async () => {
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push(await createCustomer(api, `N${n}`));
    await age(3);
    await clear();
    expect(await positions()).toEqual([4, 5]);
    expect((await api.get(`/customers/${String(ids[0])}/history`)).body['items']).toEqual([]);
    await createCustomer(api);
    expect(await positions()).toEqual([4, 5, 6]);
    await age(6, days - 1);
    await clear();
    expect(await positions()).toEqual([4, 5, 6]);
  });

  it('are not skipped silently: a reader that has not seen them gets a 409', async () => {
    for (let n = 0; n < 5; n += 1) await createCustomer(api, `N${n}`);
    await age(3);
    await clear();
    const after = (position: number, headers = {}) => api.get(`/events?after=${position}`, { headers });
    expect(await after(1)).toMatchObject(gone(1, 4));
    expect(await after(2, { accept: 'text/event-stream' })).toMatchObject(gone(2, 4));
    const resumed = await api.get('/events', {
      headers: { accept: 'text/event-stream', 'last-event-id': '2' },
    });
    expect(resumed).toMatchObject(gone(2, 4));
    expect(await positions('&after=0')).toEqual([4, 5]);
    expect(await positions('&after=3')).toEqual([4, 5]);
    expect(await positions('&after=5')).toEqual([]);
    await age(5);
    await clear();
    expect(await after(4)).toMatchObject(gone(4, 6));
    expect(await positions('&after=5')).toEqual([]);
    await createCustomer(api);
    expect(await positions('&after=5')).toEqual([6]);
  });

  it('stay where an active webhook has yet to tell them', async () => {
    receiver.answer = refused();
    const { id } = await createWebhook(api, receiver.url);
    await createCustomer(api);
    await settled(api, id, ([delivery]) => delivery?.['attempts'] === 1);
    await createCustomer(api);
    await age(2);
    await clear();
    expect(await positions()).toEqual([1, 2]);
    receiver.answer = taken;
    await passTime(service, id);
    await settled(api, id, (deliveries) => deliveries.every(({ state }) => state === 'delivered'));
    await clear();
    expect(await positions()).toEqual([]);
  });

  it('stay where a webhook has not come to them, unless it is not active', async () => {
    const { id } = await createWebhook(api, 'http://127.0.0.1:1/');
    await api.put(`/webhooks/${String(id)}`, { is_active: false });
    await createCustomer(api);
    await age(1);
    await service.database.sql('update webhooks set is_active = true where id = $1', [id]);
    await clear();
    expect(await positions()).toEqual([1]);
    await service.database.sql('update webhooks set is_active = false where id = $1', [id]);
    await clear();
    expect(await positions()).toEqual([]);
  });

  it('go in batches, whichever of the replicas removes them', async () => {
    await createCustomer(api);
    await service.database.sql(
      `insert into events select business_id, n, gen_random_uuid(), type, entity_id, customer_id, occurred_at, actor, before, data
       from events, generate_series(2, 5000) n where business_id = $1 and position = 1`,
      [api.businessId],
    );
    await service.database.sql('update event_positions set last_position = 5000 where business_id = $1', [
      api.businessId,
    ]);
    await age(4_500);
    await Promise.all([clear(), replica.nest.get(EventRetention).clear()]);
    await clear();
    expect(await positions()).toHaveLength(500);
  });
});

it('is for ever, unless the operator says otherwise', async () => {
  const service = await startService();
  const api = await service.business();
  await createCustomer(api);
  await service.database.sql(
    `update events set occurred_at = ${earlier('occurred_at', `interval '10 years'`)}`,
  );
  await service.app.nest.get(EventRetention).clear();
  expect((await api.get('/events')).body['items']).toHaveLength(1);
  await service.stop();
});
