import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { createCustomer, createWebhook, hang, Receiver } from './receiver.js';

/** An endpoint that does not answer is given up after ten seconds. */
const beforeItIsGivenUp = 5_000;

describe('the places of a process for endpoints', () => {
  let service: TestService;
  let slow: Receiver;
  let quick: Receiver;

  beforeAll(async () => {
    service = await startService({ webhookAllowPrivate: true, webhooksAtOnce: 2 });
    [slow, quick] = [await Receiver.start(), await Receiver.start()];
    slow.answer = hang;
  });
  afterAll(async () => {
    await service.stop();
    await Promise.all([slow.stop(), quick.stop()]);
  });

  it('are not all taken by the slow endpoints of one business', async () => {
    const [busy, other] = [await service.business(), await service.business()];
    for (let number = 0; number < 4; number += 1) await createWebhook(busy, slow.url);
    await createWebhook(other, quick.url);
    await createCustomer(busy);
    await slow.received(1);
    // All of them are due, and those without a slot wait.
    await until(
      () =>
        service.database.sql(
          `select from webhook_queue where business = $1 and busy_until < now() and due_at <= now()`,
          [busy.businessId],
        ),
      ({ length }) => length >= 2,
      beforeItIsGivenUp,
    );
    await createCustomer(other);
    const [message] = await quick.received(1, beforeItIsGivenUp);
    expect(message?.event).toMatchObject({ type: 'customer.created', business_id: other.businessId });
  }, 30_000);

  it('are free again after endpoints of two businesses have answered 101', async () => {
    const switching = createServer((socket) => {
      socket.on('error', () => undefined);
      socket
        .once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'))
        .resume();
    });
    switching.listen(0, '127.0.0.1');
    await once(switching, 'listening');
    const url = `http://127.0.0.1:${(switching.address() as AddressInfo).port}/`;
    const attackers = [await service.business(), await service.business()];
    const victim = await service.business();
    await createWebhook(victim, quick.url);
    for (const attacker of attackers) {
      for (let number = 0; number < 4; number += 1) await createWebhook(attacker, url);
      await createCustomer(attacker);
    }
    const attempted = await until(
      () =>
        service.database.sql<{ last_error: string }>(
          `select last_error from webhook_deliveries where business_id = any ($1) and last_status = 101`,
          [attackers.map(({ businessId }) => businessId)],
        ),
      ({ length }) => length >= 4,
      20_000,
    );
    expect(attempted[0]).toEqual({ last_error: 'The endpoint answered 101' });
    const before = quick.messages.length;
    await createCustomer(victim);
    const messages = await quick.received(before + 1, beforeItIsGivenUp);
    expect(messages.at(-1)?.event).toMatchObject({ business_id: victim.businessId });
    await new Promise((done) => void switching.close(done));
  }, 30_000);
});
