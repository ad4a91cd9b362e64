import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeToken, startServer } from '../process/spawned.js';
import { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { createCustomer, createWebhook, hang, Receiver, settled, taken } from './receiver.js';

describe('a process that is killed while it sends', () => {
  let database: TestDatabase;
  let receiver: Receiver;

  beforeAll(async () => {
    database = await createTestDatabase();
    receiver = await Receiver.start();
  });
  afterAll(async () => {
    await receiver.stop();
    await database.drop();
  });

  it('leaves undelivered events to another one, in order and with the same webhook-id', async () => {
    const { token, businessId } = await makeToken(database);
    await database.sql(`update tokens set scopes = '{customers:write,webhooks:write}'`);
    const variables = { DATABASE_URL: database.url, LOG_LEVEL: 'silent', WEBHOOK_ALLOW_PRIVATE: 'true' };
    const first = await startServer(variables);
    const api = new ApiClient(first.url, token, businessId);
    const { id } = await createWebhook(api, receiver.url);
    const customer = await createCustomer(api);
    await settled(api, id, ([delivery]) => delivery?.['state'] === 'delivered');
    receiver.answer = hang;
    for (let n = 0; n < 3; n += 1) await api.put(`/customers/${customer}`, { notes: String(n) });
    await receiver.received(2);
    first.server.child.kill('SIGKILL');
    await first.server.exitCode();

    receiver.answer = taken;
    const second = await startServer(variables);
    const other = new ApiClient(second.url, token, businessId);
    await settled(
      other,
      id,
      (deliveries) => deliveries.length === 4 && deliveries.every(({ state }) => state === 'delivered'),
      45_000,
    );
    const told = receiver.messages.map(({ event }) => event.position);
    expect(told).toEqual([1, 2, 2, 3, 4]);
    expect(receiver.messages[1]?.headers['webhook-id']).toBe(receiver.messages[2]?.headers['webhook-id']);
    await second.server.stop();
  }, 90_000);
});
