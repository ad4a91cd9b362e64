import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { Wire } from '../support/wire.js';

const timeoutMs = 10_000;

const isCreated = ({ status }: { status: number }) => status === 201;

const isAsleep = ({ state, query }: { state: string; query: string }) =>
  state === 'active' && query.includes('pg_sleep');

describe('a database that does not do what it is asked for', () => {
  let service: TestService;
  let wire: Wire;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService({}, async (url) => {
      wire = new Wire(new URL(url));
      await wire.mend();
      return { url: wire.url, poolSize: 2, deadlineMs: 1_000, connectTimeoutMs: 500 };
    });
    api = await service.business();
    await until(create, isCreated, timeoutMs);
  });
  afterAll(async () => {
    await service.stop();
    await wire.cut();
  });

  const create = async () => {
    const { status, headers } = await api.post('/customers', { name: 'Acme', email: 'a@example.com' });
    return { status, retryAfter: headers.get('retry-after') };
  };
  const created = { status: 201, retryAfter: null };
  const unavailable = { status: 503, retryAfter: '1' };
  const readiness = async () => (await api.request('GET', '/health/ready')).status;

  const backends = () =>
    service.database.sql<{ pid: number; state: string; query: string }>(
      `select pid, state, query from pg_stat_activity
       where datname = current_database() and application_name = 'customers-service'`,
    );
  const terminate = () =>
    service.database.sql(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and application_name = 'customers-service'`,
    );

  const alter = async (change: string) => {
    const [{ name } = { name: '' }] = await service.database.sql<{ name: string }>(
      'select current_database() as name',
    );
    await service.database.sql(`alter database ${name} ${change}`);
  };

  describe('because it only reads, as one that was demoted', () => {
    afterEach(() => alter('reset default_transaction_read_only'));

    it('is a 503 with Retry-After, and readiness fails', async () => {
      expect(await readiness()).toBe(200);
      await alter('set default_transaction_read_only = on');
      await terminate();
      await until(readiness, (status) => status === 503, timeoutMs);
      expect(await until(create, ({ status }) => status === 503, timeoutMs)).toEqual(unavailable);
      expect(await create()).toEqual(unavailable);
      await alter('reset default_transaction_read_only');
      // Only the service ends the connections that only read.
      await until(create, isCreated, timeoutMs);
      expect(await until(readiness, (status) => status === 200, timeoutMs)).toBe(200);
    });
  });

  describe('because a grant was revoked', () => {
    afterEach(() => service.database.sql('grant insert on customers to customers_service'));

    it('is a 503 with Retry-After, and a batch of requests is not sent again one by one', async () => {
      await service.database.sql('revoke insert on customers from customers_service');
      const before = service.pipelines.length;
      const answers = await Promise.all(Array.from({ length: 20 }, create));
      expect(answers).toEqual(Array.from({ length: 20 }, () => unavailable));
      const inserts = service.pipelines
        .slice(before)
        .filter((sent) => sent.some(({ name }) => name?.startsWith('insert_customers') === true));
      expect(inserts.length).toBeLessThan(10);
    });
  });

  describe('because it has fallen silent', () => {
    afterEach(() => wire.thaw());

    it('is a 503 with Retry-After once a deadline has passed, and is given up: others answer again', async () => {
      await until(create, isCreated, timeoutMs);
      wire.freeze();
      expect(await Promise.all([create(), readiness()])).toEqual([unavailable, 503]);
      const silent = (await backends()).map(({ pid }) => pid);
      wire.thaw();
      await until(create, isCreated, timeoutMs);
      await until(readiness, (status) => status === 200, timeoutMs);
      await until(
        async () => (await backends()).filter(({ pid }) => silent.includes(pid)),
        ({ length }) => length < silent.length,
        timeoutMs,
      );
    });
  });

  it('is a 503 with Retry-After to who waits for a connection for too long', async () => {
    await until(create, isCreated, timeoutMs);
    const holding = new EventEmitter();
    const held = once(holding, 'release');
    const { connected } = service;
    const holders = [connected.use('one', () => held), connected.use('another', () => held)];
    expect(await create()).toEqual(unavailable);
    expect(await readiness()).toBe(200);
    holding.emit('release');
    await Promise.all(holders);
    expect(await create()).toEqual(created);
  });

  it('does not end the process with a connection that is idle when it is ended', async () => {
    await until(create, isCreated, timeoutMs);
    await terminate();
    await until(create, isCreated, timeoutMs);
    expect(service.logs.filter((line) => line.includes('An idle connection was lost'))).not.toEqual([]);
  });

  it('does not end the process with a connection that is in use when it is ended', async () => {
    const asleep = service.connected.query({ text: 'select pg_sleep(60)', values: [] });
    const failure = asleep.catch((error: unknown) => error);
    await until(backends, (all) => all.some(isAsleep), timeoutMs);
    await terminate();
    expect(await failure).toMatchObject({ code: '57P01' });
    await until(create, isCreated, timeoutMs);
  });
});
