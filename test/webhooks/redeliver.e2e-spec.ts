import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { createCustomer, createWebhook, deliveriesOf, Receiver, settled } from './receiver.js';

let service: TestService;
let receiver: Receiver;
let api: ApiClient;
let path: string;
let webhookId: unknown;
/** When each of the six events occurred, by position: created, deleted and restored, of two customers. */
let times: string[];

beforeAll(async () => {
  service = await startService({ webhookAllowPrivate: true });
});
afterAll(() => service.stop());
beforeEach(async () => {
  receiver = await Receiver.start();
  api = await service.business();
  ({ id: webhookId } = await createWebhook(api, receiver.url));
  path = `/webhooks/${String(webhookId)}/redeliver`;
  for (const name of ['One', 'Two']) {
    const id = await createCustomer(api, name);
    await api.delete(`/customers/${id}`);
    await api.post(`/customers/${id}/restore`);
  }
  await settled(api, webhookId, (all) => all.length === 6 && all.every(({ state }) => state === 'delivered'));
  // Their times are apart by a second, as those of changes by hand are.
  times = [1, 2, 3, 4, 5, 6].map((second) => `2026-11-22T09:22:0${second}.710Z`);
  await service.database.sql(
    `update webhook_deliveries set occurred_at = '2026-11-22T09:22:00.710Z'::timestamptz + make_interval(secs => position)
     where webhook_id = $1`,
    [webhookId],
  );
  receiver.messages.length = 0;
});
afterEach(() => receiver.stop());

/** The positions of the redelivered events, once all have arrived. */
async function redelivered(request: Json): Promise<number[]> {
  const { status, body } = await api.post(path, { include_delivered: true, ...request });
  expect(status).toBe(200);
  await settled(api, webhookId, (all) => all.every(({ state }) => state === 'delivered'));
  const positions = receiver.messages.map(({ event }) => event.position).toSorted((a, b) => a - b);
  expect(body).toEqual({ redelivered: positions.length });
  return positions;
}

it('sends again the events from `since` to `until`, both inclusive', async () => {
  expect(await redelivered({ since: times[1], until: times[3] })).toEqual([2, 3, 4]);
});

it('sends again the events of `event_types` only', async () => {
  expect(await redelivered({ since: times[0], event_types: ['customer.deleted'] })).toEqual([2, 5]);
});

it('sends again every event from `since` on where `event_types` is empty', async () => {
  expect(await redelivered({ since: times[4], event_types: [] })).toEqual([5, 6]);
});

it('sends again what matches `until` and `event_types` both', async () => {
  const types = ['customer.created', 'customer.restored'];
  expect(await redelivered({ since: times[0], until: times[3], event_types: types })).toEqual([1, 3, 4]);
});

it('sends nothing again where `until` is before `since`', async () => {
  expect(await redelivered({ since: times[3], until: times[1] })).toEqual([]);
});

it('refuses an unknown event type, and sends nothing again', async () => {
  const { status, body } = await api.post(path, { since: times[0], event_types: ['customer.sung'] });
  expect({ status, body }).toMatchObject({
    status: 422,
    body: { detail: [{ type: 'enum', loc: ['body', 'event_types', 0] }] },
  });
  expect((await deliveriesOf(api, webhookId)).every(({ state }) => state === 'delivered')).toBe(true);
});
