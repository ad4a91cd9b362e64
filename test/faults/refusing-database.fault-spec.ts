import { afterEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { makeToken } from '../process/spawned.js';
import { ApiClient } from '../support/api-client.js';
import { counts } from './counts.js';
import { Scene } from './scene.js';
import { checkedFetch } from '../support/checked-fetch.js';

/** A connection that writes whatever the database's default is. */
async function connect(url: string): Promise<Client> {
  const owner = new Client({ connectionString: url, options: '-c default_transaction_read_only=off' });
  await owner.connect();
  return owner;
}

const lockCustomers = 'begin; lock table customers in access exclusive mode;';

describe('a database that does not do what it is asked for', () => {
  let scene: Scene;
  let owner: Client;

  afterEach(async () => {
    await owner.end();
    await scene.stop();
  });

  const begin = async (variables: Readonly<Record<string, string>> = {}) => {
    scene = await Scene.onTestDatabase(variables);
    owner = await connect(scene.database.url);
    await scene.clients.progress(60);
  };
  const readiness = () =>
    Promise.all(scene.replicas.urls.map(async (url) => (await checkedFetch(`${url}/health/ready`)).status));

  it(`loses nothing where a table is locked for ${counts.lockSeconds} s, and serves who does not need it`, async () => {
    await begin({ DATABASE_STATEMENT_TIMEOUT_SECONDS: String(counts.statementSeconds) });
    const { token, businessId } = await makeToken(scene.database, ['payment_terms:write']);
    const locked = owner.query(`${lockCustomers} select pg_sleep(${counts.lockSeconds}); commit`);
    await scene.clients.troubles(3);
    for (const url of scene.replicas.urls) {
      const other = new ApiClient(url, token, businessId);
      expect((await other.post('/payment-terms', { name: 'Net 30', days_until_due: 30 })).status).toBe(201);
    }
    expect(await readiness()).toEqual([200, 200]);
    await locked;
    await scene.clients.progress(60);
    await scene.reconcile(`a table locked for ${counts.lockSeconds} s`);
    expect(scene.replicas.areRunning).toBe(true);
  });

  it('loses nothing where all connections of the pool are in use', async () => {
    await begin({ DATABASE_POOL_SIZE: '2', DATABASE_CONNECT_TIMEOUT_SECONDS: '1' });
    await owner.query(lockCustomers);
    await scene.clients.troubles(20);
    for (const url of scene.replicas.urls) {
      const metrics = await (await checkedFetch(`${url}/metrics`)).text();
      expect(metrics).toMatch(/^database_pool_connections\{state="busy"\} 2$/m);
    }
    expect(await readiness()).toEqual([200, 200]);
    await owner.query('commit');
    await scene.clients.progress(60);
    await scene.reconcile('the pool exhausted');
    expect(scene.replicas.areRunning).toBe(true);
  });

  it(`loses nothing where the server turns read-only, ${counts.failovers} times`, async () => {
    await begin();
    const { clients, database, replicas, apis } = scene;
    const name = new URL(database.url).pathname.slice(1);
    for (let failover = 0; failover < counts.failovers; failover += 1) {
      await owner.query(`alter database ${name} set default_transaction_read_only = on`);
      // As a server does that is demoted. One that is promoted again ends none: that is for the service to notice.
      await owner.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity
         where datname = current_database() and application_name = 'customers-service'`,
      );
      await clients.troubles(10);
      expect(await readiness()).toEqual([503, 503]);
      for (const api of apis) expect((await api.get('/customers?limit=1')).status).toBe(200);
      await owner.query(`alter database ${name} reset default_transaction_read_only`);
      for (const url of replicas.urls) await clients.progress(30, url);
      expect(await readiness()).toEqual([200, 200]);
    }
    await scene.reconcile(`read-only, ${counts.failovers} times`);
    expect(replicas.areRunning).toBe(true);
  });
});
