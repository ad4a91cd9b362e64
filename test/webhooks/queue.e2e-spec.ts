import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { BusinessId } from '../../src/platform/database/business-id.js';
import { TenantTransaction } from '../../src/platform/database/tenant-transaction.js';
import {
  completeTurn,
  enterQueue,
  acquireLeases,
  type Turn,
  wakeWebhook,
} from '../../src/modules/webhooks/queue.statements.js';
import { startService, type TestService } from '../support/service.js';
import { createCustomer, createWebhook, Receiver } from './receiver.js';

/** Processes take their turns from one queue. */
describe('the queue of endpoints', () => {
  let service: TestService;
  let receiver: Receiver;
  let other: Client;

  beforeAll(async () => {
    service = await startService({ webhookAllowPrivate: true });
    receiver = await Receiver.start();
    other = new Client({ connectionString: service.database.url });
    await other.connect();
  });
  afterAll(async () => {
    await other.end();
    await receiver.stop();
    await service.stop();
  });

  it('is not held up by an endpoint that another process is just taking', async () => {
    const locked = randomUUID();
    const [{ businessId }, api] = [await service.business(), await service.business()];
    await service.database.sql(
      `insert into webhook_queue (webhook_id, business, due_at, busy_until)
       values ($1, $2, now() + interval '500 ms', now() - interval '1 second')`,
      [locked, businessId],
    );
    await other.query('begin');
    await other.query('select from webhook_queue where webhook_id = $1 for update', [locked]);
    try {
      // It is due by now, and the first in the queue.
      await other.query('select pg_sleep_until(due_at) from webhook_queue where webhook_id = $1', [locked]);
      await createWebhook(api, receiver.url);
      await createCustomer(api);
      const [message] = await receiver.received(1);
      expect(message?.event.type).toBe('customer.created');
      const untouched = await service.database.sql(
        `select due_at < now() as is_due, busy_until < now() as is_free from webhook_queue where webhook_id = $1`,
        [locked],
      );
      expect(untouched).toEqual([{ is_due: true, is_free: true }]);
    } finally {
      await other.query('rollback');
    }
  });
});

describe('a turn for an endpoint', () => {
  const places = { most: 1, maxPerKey: 1, taken: [] };
  const nothingDue = {
    inSeconds: Infinity,
    isFailing: false,
    backlog: { waiting: 0, parked: 0, oldest_at: null },
  };

  it('is followed by another if an event was committed after its position', async () => {
    const service = await startService({ webhooksAtOnce: 0 });
    const { connected } = service;
    const businessId = (await service.business()).businessId as BusinessId;
    const transaction = service.app.nest.get(TenantTransaction);
    const webhookId = randomUUID();
    const taken = async () => (await connected.queues<Turn>([acquireLeases(false, places)]))[0];
    await transaction.query(businessId, enterQueue(businessId, webhookId));
    const turn = [{ webhook_id: webhookId, business: businessId, failures: 0 }];
    expect(await taken()).toEqual(turn);
    await transaction.query(businessId, wakeWebhook(businessId, webhookId));
    await transaction.query(businessId, completeTurn(businessId, webhookId, nothingDue));
    expect(await taken()).toEqual(turn);
    await transaction.query(businessId, completeTurn(businessId, webhookId, nothingDue));
    expect(await taken()).toEqual([]);
    await service.stop();
  });
});
