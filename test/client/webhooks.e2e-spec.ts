import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ConflictError,
  etagOf,
  verifyWebhook,
  WebhookVerificationError,
} from '../../clients/typescript/src/index.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { Receiver, refused, taken } from '../webhooks/receiver.js';
import { clientOf } from './support.js';

let service: TestService;
let receiver: Receiver;

beforeAll(async () => {
  service = await startService({ webhookAllowPrivate: true });
  receiver = await Receiver.start();
});
afterAll(async () => {
  await service.stop();
  await receiver.stop();
});

test('the client makes a webhook, verifies what it is sent, has it sent again, and erases a customer', async () => {
  const { webhooks, customers } = clientOf(await service.business());
  const created = await webhooks.create({ url: receiver.url, event_types: ['customer.created'] });
  const { id } = created;
  expect(await webhooks.list().toArray()).toEqual([await webhooks.get(id)]);

  receiver.answer = refused(500);
  const { id: customerId } = await customers.create({ name: 'Jürgen 🦉', email: 'j@example.com' });
  const deliveries = () => webhooks.deliveries(id, { limit: 10 }).toArray();
  const [failed] = await until(deliveries, ([delivery]) => delivery?.attempts === 1, 10_000);
  receiver.answer = taken;
  expect(failed).toMatchObject({ state: 'pending', last_status: 500, entity_id: customerId });
  expect(await webhooks.redeliver(id, failed?.id ?? '')).toMatchObject({ id: failed?.id });
  await until(deliveries, ([delivery]) => delivery?.state === 'delivered', 10_000);
  expect(
    await webhooks.redeliverSince(id, { since: '2026-01-01T00:00:00Z', include_delivered: true }),
  ).toEqual({
    redelivered: 1,
  });
  await receiver.received(3);

  const { secret: rotated } = await webhooks.rotateSecret(id);
  await webhooks.test(id);
  const messages = await receiver.received(4);
  const events = messages.map(({ event }) => event);
  const verified = (secret: string | null) =>
    messages.flatMap(({ headers, body }) => {
      try {
        return [verifyWebhook(secret ?? '', headers, body)];
      } catch (error) {
        if (error instanceof WebhookVerificationError) return [];
        throw error;
      }
    });
  expect(verified(created.secret)).toEqual(events);
  expect(verified(rotated)).toEqual(events.slice(3));
  expect(messages.map(({ event }) => event.type)).toEqual([
    'customer.created',
    'customer.created',
    'customer.created',
    'webhook.test',
  ]);

  expect((await customers.data(customerId)).customer.name).toBe('Jürgen 🦉');
  expect((await customers.erase(customerId)).counts.customers).toBe(1);
  expect((await customers.data(customerId)).customer.name).toBe('Erased');

  const before = await webhooks.get(id);
  const stopped = await webhooks.update(id, { is_active: false }, { ifMatch: etagOf(before) });
  expect(stopped.is_active).toBe(false);
  await expect(webhooks.test(id)).rejects.toThrow(ConflictError);
  await webhooks.remove(id);
  expect(await webhooks.list().toArray()).toEqual([]);
});
