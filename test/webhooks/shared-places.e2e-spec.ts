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
    // All of them are due, and nobody works for those that have no place.
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
});
