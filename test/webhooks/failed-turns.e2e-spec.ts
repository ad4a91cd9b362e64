import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { createCustomer, createWebhook, Receiver, settled } from './receiver.js';

/** The database fails for a reason that is neither the endpoint's nor an outage, as if the code did. */
describe('a webhook turn that meets a bug', () => {
  let service: TestService;
  let broken: Receiver;
  let healthy: Receiver;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService({ webhookAllowPrivate: true });
    [broken, healthy] = [await Receiver.start(), await Receiver.start()];
    api = await service.business();
  });
  afterAll(async () => {
    await service.stop();
    await Promise.all([broken.stop(), healthy.stop()]);
  });

  const turnsOf = (id: unknown) =>
    service.database.sql<{ failures: number; is_free: boolean; wait: number | null }>(
      `select failures, busy_until < now() as is_free, extract(epoch from retry_at - now())::float8 as wait
       from webhook_queue where webhook_id = $1`,
      [id],
    );

  it('is retried later and later, wakes for no event, and ends with the endpoint disabled', async () => {
    const { id } = await createWebhook(api, broken.url);
    const { id: otherId } = await createWebhook(api, healthy.url);
    await service.database.sql(`
      create function break() returns trigger language plpgsql as $$
      begin
        raise exception 'a bug, as if it were ours' using errcode = 'internal_error';
      end $$`);
    await service.database.sql(
      `create trigger breaks before update on webhook_deliveries for each row
       when (new.webhook_id = '${String(id)}' and new.state = 'delivered') execute function break()`,
    );
    await createCustomer(api);
    const hasFailed = (count: number) =>
      until(
        () => turnsOf(id),
        ([turn]) => turn?.failures === count,
        10_000,
      );
    const [first] = await hasFailed(1);
    expect(first?.is_free).toBe(true);
    expect(first?.wait).toBeLessThanOrEqual(6);

    await service.database.sql(
      `update webhook_queue set retry_at = now() + interval '1 hour' where webhook_id = $1`,
      [id],
    );
    await createCustomer(api);
    await settled(api, otherId, (all) => all.filter(({ state }) => state === 'delivered').length === 2);
    expect(await turnsOf(id)).toMatchObject([{ failures: 1, is_free: true }]);
    expect(broken.messages).toHaveLength(1);

    const isDue = () =>
      service.database.sql(
        `update webhook_queue set retry_at = now() where webhook_id = $1 and retry_at is not null`,
        [id],
      );
    for (let failures = 2; failures <= 12; failures += 1) {
      await isDue();
      await hasFailed(failures);
    }
    await isDue();
    const { body } = await until(
      () => api.get(`/webhooks/${String(id)}`),
      (answer) => answer.body['is_active'] === false,
      10_000,
    );
    expect(body['disabled_at']).toEqual(expect.any(String));
    expect(await turnsOf(id)).toEqual([]);

    // Once the bug is mended, the endpoint gets what it has missed.
    await service.database.sql('drop trigger breaks on webhook_deliveries');
    expect((await api.put(`/webhooks/${String(id)}`, { is_active: true })).status).toBe(200);
    await settled(api, id, (all) => all.length >= 2 && all.every(({ state }) => state === 'delivered'));
    await until(
      () => turnsOf(id),
      ([turn]) => turn?.failures === 0 && turn.wait === null,
      10_000,
    );
  }, 90_000);

  it('is retried at once when a delivery is sent again by hand', async () => {
    const { id } = await createWebhook(api, broken.url);
    await createCustomer(api);
    const [delivery] = await settled(api, id, ([one]) => one?.['state'] === 'delivered');
    await service.database.sql(
      `update webhook_queue set failures = 3, retry_at = now() + interval '1 hour' where webhook_id = $1`,
      [id],
    );
    const before = broken.messages.length;
    await api.post(`/webhooks/${String(id)}/deliveries/${String(delivery?.['id'])}/redeliver`);
    const messages = await broken.received(before + 1);
    expect(messages[before]?.headers['webhook-id']).toBe(delivery?.['id']);
  });
});
