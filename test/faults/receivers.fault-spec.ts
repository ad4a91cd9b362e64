import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeToken } from '../process/spawned.js';
import { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import {
  type Answer,
  createWebhook,
  hang,
  type Message,
  passTime,
  Receiver,
  refused,
  reset,
  taken,
} from '../webhooks/receiver.js';
import { counts } from './counts.js';
import { Replicas } from './replicas.js';
import { report } from './support.js';

/** So often what waits for its next attempt is due at once, in milliseconds. */
const hurryMs = 200;
const changesOfCustomer = 3;

/** What of it is about one customer comes in order. */
const subjectOf = ({ event }: Message) =>
  typeof event.data['entity_id'] === 'string' ? event.data['entity_id'] : event.entity_id;

describe('a receiver that hangs, resets and answers 500 as it pleases', () => {
  let database: TestDatabase;
  let receiver: Receiver;
  let replicas: Replicas;

  beforeAll(async () => {
    database = await createTestDatabase();
    receiver = await Receiver.start();
    replicas = await Replicas.start(2, {
      DATABASE_URL: database.url,
      LOG_LEVEL: 'warn',
      WEBHOOK_ALLOW_PRIVATE: 'true',
    });
  });
  afterAll(async () => {
    await replicas.stop();
    await receiver.stop();
    await database.drop();
  });

  it('is notified of every event, of each customer in order, also where a process that sends is killed', async () => {
    const { token, businessId } = await makeToken(database, ['customers:write', 'webhooks:write']);
    const at = (n: number) => new ApiClient(replicas.urls[n % replicas.urls.length] ?? '', token, businessId);
    const { id } = await createWebhook(at(0), receiver.url);
    const takenAt = new Map<number, number>();
    const answered: Record<string, number> = { taken: 0, refused: 0, reset: 0, hang: 0 };
    const behave = (name: string, answer: Answer): Answer => {
      return (...message) => {
        answered[name] = (answered[name] ?? 0) + 1;
        if (name === 'taken') takenAt.set(message[1].event.position, receiver.messages.length - 1);
        answer(...message);
      };
    };
    const takes = behave('taken', taken);
    const moods = [takes, takes, behave('refused', refused(500)), behave('reset', reset)];
    const hangs = behave('hang', hang);
    receiver.answer = (...message) => {
      const mood = Math.random() < 0.02 ? hangs : moods[Math.floor(Math.random() * moods.length)];
      (mood ?? takes)(...message);
    };

    for (let n = 0; n < counts.toldCustomers; n += 1) {
      const { body } = await at(n).post('/customers', { name: `Acme ${n}`, email: 'a@example.com' });
      const path = `/customers/${String(body['id'])}`;
      await at(n + 1).post(`${path}/contacts`, { name: 'Ada' });
      for (let change = 0; change < changesOfCustomer; change += 1)
        await at(n + change).put(path, { notes: `${change}` });
      if (n === Math.floor(counts.toldCustomers / 2)) {
        await receiver.received(1);
        await replicas.kill(0);
        await replicas.startAgain(0);
      }
    }
    const last = counts.toldCustomers * (2 + changesOfCustomer);
    const end = performance.now() + 100_000;
    while (takenAt.size < last && performance.now() < end) {
      await passTime({ database }, id);
      // It has been bad for long enough: from here on it hangs no more.
      if (receiver.messages.length > 2 * last) receiver.answer = takes;
      await delay(hurryMs);
    }
    report(
      `${last} events of ${counts.toldCustomers} customers: ${receiver.messages.length} messages, ` +
        `${takenAt.size} taken; answers ${JSON.stringify(answered)}`,
    );
    expect([...takenAt.keys()].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: last }, (_, index) => index + 1),
    );
    expect(outOfOrder(receiver.messages, takenAt)).toEqual([]);
  });
});

/** Messages that came before an earlier one of the same customer was taken. */
function outOfOrder(messages: readonly Message[], takenAt: ReadonlyMap<number, number>): number[] {
  const positions = new Map<string, Set<number>>();
  for (const message of messages) {
    const subject = subjectOf(message);
    positions.set(subject, (positions.get(subject) ?? new Set()).add(message.event.position));
  }
  return messages.flatMap((message, index) => {
    const { position } = message.event;
    const earlier = [...(positions.get(subjectOf(message)) ?? [])].filter((other) => other < position);
    return earlier.some((other) => (takenAt.get(other) ?? Infinity) > index) ? [position] : [];
  });
}
