import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import {
  createCustomer,
  createWebhook,
  hang,
  passTime,
  Receiver,
  refused,
  reset,
  settled,
  taken,
} from './receiver.js';

const isAll = (state: string, count: number) => (deliveries: Json[]) =>
  deliveries.length === count && deliveries.every((delivery) => delivery['state'] === state);

describe('the events of a business that an endpoint does not take', () => {
  let service: TestService;
  let receiver: Receiver;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService({ webhookAllowPrivate: true });
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    receiver = await Receiver.start();
    api = await service.business();
  });
  afterEach(() => receiver.stop());

  it.each([
    ['a 500', refused(500), 500, 'The endpoint answered 500'],
    [
      'a redirect, which is not followed',
      refused(307, { location: '/hooks/other' }),
      307,
      'The endpoint answered 307; redirects are not followed',
    ],
    ['a connection that is cut', reset, null, 'The connection was lost'],
  ])('are sent again after %s, with the same webhook-id', async (_, answer, status, error) => {
    receiver.answer = answer;
    const { id } = await createWebhook(api, receiver.url);
    await createCustomer(api);
    const [failed] = await settled(api, id, ([delivery]) => delivery?.['attempts'] === 1);
    expect(failed).toMatchObject({ state: 'pending', last_status: status, delivered_at: null });
    expect(failed?.['last_error']).toBe(error);
    const wait =
      Date.parse(String(failed?.['next_attempt_at'])) - Date.parse(String(failed?.['last_attempt_at']));
    expect(wait).toBeGreaterThanOrEqual(3_990);
    expect(wait).toBeLessThanOrEqual(6_010);
    expect((await api.get(`/webhooks/${String(id)}`)).body['failing_since']).toBe(
      failed?.['last_attempt_at'],
    );
    receiver.answer = taken;
    await passTime(service, id);
    const [done] = await settled(api, id, isAll('delivered', 1));
    expect(done).toMatchObject({ attempts: 2, last_status: 204, last_error: null });
    expect((await api.get(`/webhooks/${String(id)}`)).body['failing_since']).toBeNull();
    expect(receiver.messages).toHaveLength(2);
    expect(new Set(receiver.messages.map(({ path }) => path))).toEqual(new Set(['/hooks']));
    expect(new Set(receiver.messages.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('are sent again after an answer that does not come within ten seconds, while other endpoints go on', async () => {
    const other = await Receiver.start();
    receiver.answer = hang;
    const { id } = await createWebhook(api, receiver.url);
    const { id: otherId } = await createWebhook(api, other.url);
    const begin = performance.now();
    await createCustomer(api);
    await settled(api, otherId, isAll('delivered', 1), 2_000);
    const [failed] = await settled(api, id, ([delivery]) => delivery?.['attempts'] === 1, 15_000);
    expect(performance.now() - begin).toBeGreaterThan(9_900);
    expect(failed).toMatchObject({ last_status: null, last_error: 'No response within 10 seconds' });
    for (let n = 0; n < 3; n += 1) await createCustomer(api);
    await settled(api, otherId, isAll('delivered', 4), 2_000);
    await other.stop();
  }, 30_000);

  it('are taken by an endpoint that says so and does not end its answer', async () => {
    receiver.answer = (response) => void response.writeHead(200).write('x'.repeat(100_000));
    const { id } = await createWebhook(api, receiver.url);
    await createCustomer(api);
    const [delivered] = await settled(api, id, isAll('delivered', 1), 5_000);
    expect(delivered).toMatchObject({ last_status: 200, last_error: null });
  });

  it('are parked after three days, and the next of the customer follows; a parked one is sent again when asked', async () => {
    receiver.answer = refused();
    const { id } = await createWebhook(api, receiver.url);
    const customer = await createCustomer(api);
    await settled(api, id, ([delivery]) => delivery?.['attempts'] === 1);
    await api.put(`/customers/${customer}`, { notes: 'x' });
    for (let attempt = 2; attempt <= 13; attempt += 1) {
      await passTime(service, id);
      await settled(api, id, ([delivery]) => delivery?.['attempts'] === attempt);
    }
    const [parked] = await settled(api, id, (deliveries) => deliveries[1]?.['attempts'] === 1);
    expect(parked).toMatchObject({ state: 'parked', attempts: 13, next_attempt_at: null, last_status: 500 });
    const list = await api.get(`/webhooks/${String(id)}/deliveries?state=parked`);
    expect(list.body['items']).toEqual([parked]);

    receiver.answer = taken;
    await passTime(service, id);
    await settled(api, id, (deliveries) => deliveries[1]?.['state'] === 'delivered');
    const path = `/webhooks/${String(id)}/deliveries/${String(parked?.['id'])}/redeliver`;
    const again = await api.post(path);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ id: parked?.['id'], state: 'pending', attempts: 0 });
    await settled(api, id, isAll('delivered', 2));
    expect(receiver.messages.at(-1)?.headers['webhook-id']).toBe(parked?.['id']);
  }, 40_000);

  it('are sent again from a time on, in order', async () => {
    const { id } = await createWebhook(api, receiver.url);
    const customer = await createCustomer(api);
    for (let n = 0; n < 4; n += 1) await api.put(`/customers/${customer}`, { notes: String(n) });
    const deliveries = await settled(api, id, isAll('delivered', 5));
    await service.database.sql(`update webhook_deliveries set state = 'parked' where position = 3`);
    const path = `/webhooks/${String(id)}/redeliver`;
    const since = '2026-01-01T00:00:00Z';
    expect((await api.post(path, { since })).body).toEqual({ redelivered: 1 });
    await receiver.received(6);
    await settled(api, id, isAll('delivered', 5));
    expect((await api.post(path, { since })).body).toEqual({ redelivered: 0 });
    expect((await api.post(path, { since, include_delivered: true })).body).toEqual({ redelivered: 5 });
    await receiver.received(11);
    await settled(api, id, isAll('delivered', 5));
    const positions = receiver.messages.map(({ event }) => event.position);
    expect(positions).toEqual([1, 2, 3, 4, 5, 3, 1, 2, 3, 4, 5]);
    expect(new Set(receiver.messages.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set(deliveries.map((delivery) => delivery['id'])),
    );
    expect((await api.post(path, { since: '2999-01-01T00:00:00Z', include_delivered: true })).body).toEqual({
      redelivered: 0,
    });
    expect((await api.post(path, { since: 1 })).body['detail']).toMatchObject([{ type: 'datetime_type' }]);
  });

  it('that are gone from the log are parked', async () => {
    receiver.answer = refused();
    const { id } = await createWebhook(api, receiver.url);
    await createCustomer(api);
    await settled(api, id, ([delivery]) => delivery?.['attempts'] === 1);
    await service.database.sql('delete from events where business_id = $1', [api.businessId]);
    await passTime(service, id);
    const [parked] = await settled(api, id, isAll('parked', 1));
    expect(parked).toMatchObject({ last_error: 'The event is no longer available' });
  });

  it('disable an endpoint that has taken nothing for days, which is a separate event', async () => {
    const other = await Receiver.start();
    receiver.answer = refused();
    const { id } = await createWebhook(api, receiver.url);
    await createWebhook(api, other.url, { event_types: ['webhook.disabled'] });
    await createCustomer(api);
    await settled(api, id, ([delivery]) => delivery?.['attempts'] === 1);
    await service.database.sql(
      `update webhooks set failing_since = now() - interval '5 days 1 second' where id = $1`,
      [id],
    );
    const { body: failing } = await api.get(`/webhooks/${String(id)}`);
    await passTime(service, id);
    const [message] = await other.received(1);
    const { body } = await api.get(`/webhooks/${String(id)}`);
    expect(body).toMatchObject({ is_active: false, failing_since: failing['failing_since'] });
    expect(body['disabled_at']).toEqual(expect.any(String));
    expect(message?.event).toMatchObject({
      type: 'webhook.disabled',
      entity_id: id,
      changes: { is_active: [true, false], disabled_at: [null, body['disabled_at']] },
      data: body,
    });
    const attempts = receiver.messages.length;
    expect((await api.post(`/webhooks/${String(id)}/test`)).status).toBe(409);

    receiver.answer = taken;
    const { body: enabled } = await api.put(`/webhooks/${String(id)}`, { is_active: true });
    expect(enabled).toMatchObject({ is_active: true, failing_since: null, disabled_at: null });
    await passTime(service, id);
    await settled(api, id, isAll('delivered', 2));
    expect(receiver.messages.slice(attempts).map(({ event }) => event.type)).toEqual(
      expect.arrayContaining(['customer.created', 'webhook.disabled']),
    );
    await other.stop();
  });

  it('disable an endpoint at once that answers 410', async () => {
    receiver.answer = refused(410);
    const { id } = await createWebhook(api, receiver.url);
    await createCustomer(api);
    const { body } = await until(
      () => api.get(`/webhooks/${String(id)}`),
      (answer) => answer.body['is_active'] === false,
      10_000,
    );
    expect(body['disabled_at']).toEqual(expect.any(String));
  });

  it('wait for as long as the endpoint asks', async () => {
    receiver.answer = refused(429, { 'retry-after': '120' });
    const { id } = await createWebhook(api, receiver.url);
    await createCustomer(api);
    const [failed] = await settled(api, id, ([delivery]) => delivery?.['attempts'] === 1);
    const wait =
      Date.parse(String(failed?.['next_attempt_at'])) - Date.parse(String(failed?.['last_attempt_at']));
    expect(wait).toBe(120_000);
  });
});
