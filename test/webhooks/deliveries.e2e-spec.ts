import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook as Verifier } from 'standardwebhooks';
import { verifyWebhook } from '../../clients/typescript/src/index.js';
import { startReplica } from '../support/replica.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { createCustomer, createWebhook, passTime, Receiver, settled, taken } from './receiver.js';

const isAll = (state: string, count: number) => (deliveries: Json[]) =>
  deliveries.length === count && deliveries.every((delivery) => delivery['state'] === state);

describe('the events of a business', () => {
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

  it('are sent as GET /events has them, signed by Standard Webhooks', async () => {
    const { id, secret } = await createWebhook(api, receiver.url);
    const customer = await createCustomer(api, 'Zoë 🦉 Müller');
    const [message] = await receiver.received(1);
    const { body } = await api.get('/events');
    expect(message?.event).toEqual((body['items'] as Json[])[0]);
    expect(message?.event.entity_id).toBe(customer);
    expect(message?.headers['webhook-id']).toBe(message?.event['id']);
    expect(message?.headers['content-type']).toBe('application/json');
    const headers = message?.headers as Record<string, string>;
    expect(new Verifier(String(secret)).verify(message?.body ?? '', headers)).toEqual(message?.event);
    expect(verifyWebhook(String(secret), headers, message?.body ?? '')).toEqual(message?.event);
    expect(await settled(api, id, isAll('delivered', 1))).toEqual([
      {
        id: message?.event['id'],
        webhook_id: id,
        event_type: 'customer.created',
        position: 1,
        entity_id: customer,
        occurred_at: message?.event['occurred_at'],
        state: 'delivered',
        attempts: 1,
        next_attempt_at: null,
        last_attempt_at: expect.any(String),
        last_status: 204,
        last_error: null,
        delivered_at: expect.any(String),
      },
    ]);
  });

  it('are sent from the making of the webhook on, those of its types, and not where it is not active', async () => {
    await createCustomer(api);
    const { id } = await createWebhook(api, receiver.url, { event_types: ['customer.deleted'] });
    const customer = await createCustomer(api);
    await api.delete(`/customers/${customer}`);
    await settled(api, id, isAll('delivered', 1));
    await api.put(`/webhooks/${String(id)}`, { is_active: false });
    await api.post(`/customers/${customer}/restore`);
    await api.delete(`/customers/${customer}`);
    await api.put(`/webhooks/${String(id)}`, { is_active: true });
    await settled(api, id, isAll('delivered', 2));
    expect(receiver.messages.map(({ event }) => [event.type, event.position])).toEqual([
      ['customer.deleted', 3],
      ['customer.deleted', 5],
    ]);
  });

  it('go to each endpoint of their business, and to no other', async () => {
    const other = await Receiver.start();
    const stranger = await service.business();
    await createWebhook(api, `${receiver.url}/1`);
    await createWebhook(api, `${receiver.url}/2`);
    await createWebhook(stranger, other.url);
    await createCustomer(api);
    await createCustomer(stranger, 'Stranger');
    const messages = await receiver.received(2);
    const [strange] = await other.received(1);
    expect(new Set(messages.map(({ path }) => path))).toEqual(new Set(['/hooks/1', '/hooks/2']));
    expect(new Set(messages.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(strange?.event.data).toMatchObject({ name: 'Stranger' });
    expect([receiver.messages.length, other.messages.length]).toEqual([2, 1]);
    await other.stop();
  });

  it('are delivered in order per customer: a later one waits, other customers continue', async () => {
    const poor = await createCustomer(api, 'Poor');
    const rich = await createCustomer(api, 'Rich');
    receiver.answer = (response, { event }) =>
      void response
        .writeHead(event.entity_id === poor || event.data['customer_id'] === poor ? 503 : 200)
        .end();
    const { id } = await createWebhook(api, receiver.url);
    await api.put(`/customers/${poor}`, { notes: '1' });
    await api.post(`/customers/${poor}/contacts`, { name: 'Ada' });
    await api.put(`/customers/${poor}`, { notes: '2' });
    for (let n = 0; n < 5; n += 1) await api.put(`/customers/${rich}`, { notes: String(n) });
    const waiting = await settled(
      api,
      id,
      (deliveries) =>
        deliveries.filter(({ state }) => state === 'delivered').length === 5 &&
        deliveries.some(({ attempts }) => attempts === 1 && deliveries.length === 8),
    );
    expect(
      waiting.slice(0, 3).map(({ state, attempts, next_attempt_at }) => [state, attempts, next_attempt_at]),
    ).toEqual([
      ['pending', 1, expect.any(String)],
      ['pending', 0, null],
      ['pending', 0, null],
    ]);
    receiver.answer = taken;
    await passTime(service, id);
    await settled(api, id, isAll('delivered', 8));
    const told = receiver.messages.map(({ event }) => event.position);
    expect(told.filter((position) => position <= 5)).toEqual([3, 3, 4, 5]);
    expect(told.filter((position) => position > 5)).toEqual([6, 7, 8, 9, 10]);
  });

  it('never come before what GET answers', async () => {
    let seen: Promise<unknown> | undefined;
    receiver.answer = (response, message, request) => {
      seen ??= api
        .get(`/customers/${message.event.entity_id}`)
        .then(({ body }) => [body, message.event.data]);
      taken(response, message, request);
    };
    await createWebhook(api, receiver.url);
    await createCustomer(api);
    await receiver.received(1);
    const [body, data] = (await seen) as [Json, Json];
    expect(body).toEqual(data);
  });

  it('carry the signatures of both secrets after a rotation', async () => {
    const { id, secret: first } = await createWebhook(api, receiver.url);
    const path = `/webhooks/${String(id)}/rotate-secret`;
    const { status, body } = await api.post(path);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
        previous_expires_at: expect.any(String),
      },
    });
    const lifetime = Date.parse(String(body['previous_expires_at'])) - Date.now();
    expect(Math.round(lifetime / 3_600_000)).toBe(24);
    const verify = (secret: unknown, index: number) => {
      const message = receiver.messages[index];
      return () =>
        new Verifier(String(secret)).verify(message?.body ?? '', message?.headers as Record<string, string>);
    };
    await createCustomer(api);
    await settled(api, id, isAll('delivered', 1));
    expect(verify(first, 0)).not.toThrow();
    expect(verify(body['secret'], 0)).not.toThrow();
    const { body: third } = await api.post(path);
    await createCustomer(api);
    await settled(api, id, isAll('delivered', 2));
    expect(verify(first, 1)).toThrow('No matching signature found');
    expect(verify(body['secret'], 1)).not.toThrow();
    expect(verify(third['secret'], 1)).not.toThrow();
    await service.database.sql('update webhook_secrets set expires_at = now() where expires_at is not null');
    await createCustomer(api);
    await settled(api, id, isAll('delivered', 3));
    expect(verify(body['secret'], 2)).toThrow('No matching signature found');
    expect(verify(third['secret'], 2)).not.toThrow();
  });

  it('can be tried with a message that reports no change', async () => {
    const { id, secret } = await createWebhook(api, receiver.url, { event_types: ['customer.deleted'] });
    const { status, body } = await api.post(`/webhooks/${String(id)}/test`);
    expect(status).toBe(200);
    const [message] = await receiver.received(1);
    expect(message?.event).toEqual({
      id: body['id'],
      type: 'webhook.test',
      position: 0,
      business_id: api.businessId,
      entity_id: id,
      occurred_at: body['occurred_at'],
      actor: { token_id: null, user_email: null, request_id: null, import_id: null },
      changes: {},
      data: {},
    });
    expect(verifyWebhook(String(secret), message?.headers ?? {}, message?.body ?? '')).toEqual(
      message?.event,
    );
    await settled(api, id, isAll('delivered', 1));
    expect((await api.get('/events')).body['items']).toEqual([]);
  });

  it('are each told by one of several replicas', async () => {
    const replicas = await Promise.all(
      [1, 2].map(() => startReplica(service, { webhookAllowPrivate: true })),
    );
    const clients = [api, ...replicas.map((replica) => replica.as(api))];
    const { id } = await createWebhook(api, receiver.url);
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => createCustomer(clients[n % clients.length] ?? api, `N${n}`)),
    );
    await settled(api, id, isAll('delivered', 60));
    expect(receiver.messages.map(({ event }) => event.position).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, n) => n + 1),
    );
    await Promise.all(replicas.map((replica) => replica.stop()));
  }, 30_000);

  it('are not a flood: at most a hundred a second, and eight at once', async () => {
    let open = 0;
    let most = 0;
    receiver.answer = (response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end();
      }, 20);
    };
    const { id } = await createWebhook(api, receiver.url);
    await Promise.all(Array.from({ length: 150 }, (_, n) => createCustomer(api, `N${n}`)));
    await settled(api, id, isAll('delivered', 150), 20_000);
    const [first, last] = [receiver.messages[0], receiver.messages.at(-1)];
    expect((last?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(1_400);
    expect(most).toBeLessThanOrEqual(8);
  }, 30_000);
});
