import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { Wire } from '../support/wire.js';
import { counts } from './counts.js';
import { cutRequests } from './cut-requests.js';
import { Scene } from './scene.js';

const timeoutMs = 60_000;
/** The number of the first client that goes away; those before it stay. */
const firstCut = 1_000;

const selectSessions = `
  select pid from pg_stat_activity
  where datname = current_database() and application_name = 'customers-service' order by pid`;

describe('connections that are lost under load', () => {
  let scene: Scene | undefined;
  let wire: Wire | undefined;

  afterEach(async () => {
    await scene?.stop();
    await wire?.cut();
    wire = undefined;
  });

  it(`lose nothing where the server ends sessions one by one, ${counts.endedSessions} of them`, async () => {
    scene = await Scene.onTestDatabase();
    const { clients, database } = scene;
    let last = 0;
    for (let ended = 0; ended < counts.endedSessions; ended += 1) {
      await clients.progress(10);
      // Each in its turn, those that listen and look after readiness as well.
      const sessions = (await database.sql<{ pid: number }>(selectSessions)).map(({ pid }) => pid);
      last = sessions.find((pid) => pid > last) ?? sessions[0] ?? 0;
      await database.sql('select pg_terminate_backend($1, 5000)', [last]);
    }
    await clients.progress(60);
    await scene.reconcile(`${counts.endedSessions} sessions ended one by one`);
    expect(scene.replicas.areRunning).toBe(true);
  });

  it(`lose nothing where clients go in the middle of a request, ${counts.cutRequests} times`, async () => {
    scene = await Scene.onTestDatabase();
    const { clients, database, replicas, businesses } = scene;
    for (const [index, business] of businesses.entries()) {
      const each = Math.ceil(counts.cutRequests / businesses.length);
      clients.asked.push(...(await cutRequests(replicas.urls, business, firstCut + index, each)));
    }
    await clients.progress(60);
    // Requests that arrived completely are carried out, although the client is gone.
    const names = clients.asked
      .filter(({ client, outcome }) => client >= firstCut && outcome === 'unknown')
      .map(({ trace }) => trace.replace('customer.created ', ''));
    await until(
      () => database.sql('select from customers where name = any ($1)', [names]),
      ({ length }) => length === names.length,
      timeoutMs,
    );
    await scene.reconcile(`${counts.cutRequests} requests cut off by their clients`);
    expect(replicas.areRunning).toBe(true);
  });

  it.each([
    ['on its way to the server', 'flight'],
    ['when the server has answered', 'answer'],
  ] as const)(`lose nothing where the way to the database is cut %s`, async (when, what) => {
    const cuts = Math.ceil(counts.cutFlights / 2);
    scene = await Scene.onTestDatabase({}, async (url) => {
      wire = new Wire(new URL(url));
      await wire.mend();
      return wire.url;
    });
    const { clients, replicas } = scene;
    for (let cut = 0; cut < cuts; cut += 1) {
      await clients.progress(10);
      await wire?.cutNext(what);
    }
    for (const url of replicas.urls) await clients.progress(30, url);
    await scene.reconcile(`the way to the database cut ${cuts} times ${when}`);
    expect(replicas.areRunning).toBe(true);
  });
});
