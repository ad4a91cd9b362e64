import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { until } from '../support/until.js';
import { createWebhook, Receiver } from '../webhooks/receiver.js';
import { counts } from './counts.js';
import { Scene } from './scene.js';

/** Precedes PostgreSQL's own `now()` for new connections. */
const ownNow = (database: string) => `
  create schema clock;
  create table clock.steps (back interval not null);
  insert into clock.steps values ('0');
  create function clock.now() returns timestamptz stable language sql
    as 'select pg_catalog.now() - back from clock.steps';
  grant usage on schema clock to public;
  grant select on clock.steps to public;
  alter database ${database} set search_path = public, clock, pg_catalog`;

async function replaceNow(url: string): Promise<string> {
  const owner = new Client({ connectionString: url });
  await owner.connect();
  await owner.query(ownNow(new URL(url).pathname.slice(1)));
  await owner.end();
  return url;
}

describe('a clock that is set back under load', () => {
  let scene: Scene;
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await Receiver.start();
    const clock = new URL('clock.mjs', import.meta.url).href;
    scene = await Scene.onTestDatabase(
      { NODE_OPTIONS: `--import ${clock}`, WEBHOOK_ALLOW_PRIVATE: 'true' },
      replaceNow,
    );
  });
  afterAll(async () => {
    await scene.stop();
    await receiver.stop();
  });

  it(`turns no time and no order back, and holds up no message, ${counts.clockSteps} hours`, async () => {
    const { clients, database, replicas, apis } = scene;
    for (const api of apis.slice(0, 1)) await createWebhook(api, receiver.url);
    for (let step = 0; step < counts.clockSteps; step += 1) {
      await clients.progress(60);
      // The server's and the service's, one after the other.
      if (step % 2 === 0) replicas.signal('SIGUSR2');
      await database.sql(`update clock.steps set back = back + interval '1 hour'`);
      if (step % 2 === 1) replicas.signal('SIGUSR2');
      for (const url of replicas.urls) await clients.progress(30, url);
    }
    await scene.reconcile(`the clock set back by an hour, ${counts.clockSteps} times`);
    const [last] = await database.sql<{ position: number }>(
      'select last_position::integer as position from event_positions where business_id = $1',
      [apis[0]?.businessId],
    );
    // All of them since the endpoint was made.
    await until(
      async () => new Set(receiver.messages.map(({ event }) => event.position)),
      (told) => told.size === (last?.position ?? 0) - Math.min(...told) + 1,
      60_000,
    );
    expect(replicas.areRunning).toBe(true);
  });
});
