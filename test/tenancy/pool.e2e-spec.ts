import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import type { BusinessId } from '../../src/platform/database/business-id.js';
import type { Statement } from '../../src/platform/database/statement.js';
import { TenantTransaction } from '../../src/platform/database/tenant-transaction.js';
import { Database } from '../../src/platform/database/database.js';

/** What the connection of the pool says about itself. */
const connection = {
  name: 'test_connection',
  text: `select pg_backend_pid() as pid, nullif(current_setting('app.business_id', true), '') as business,
    (select count(*)::int from customers) as visible, current_user::text as role,
    current_setting('lock_timeout') as "lockTimeout"`,
  values: [],
};
const failing = {
  name: 'test_failing',
  text: 'select 1 / (select count(*) - count(*) from customers)',
  values: [],
};

/** A lock that tells how long it may be waited for. */
const lockOne: Statement<Connection & { id: string }> = {
  name: 'test_lock',
  text: connection.text.replace('select', `select 'a' as id,`),
  values: [],
};
const lock = { id: 'a', lockAll: () => lockOne };

interface Connection {
  readonly pid: number;
  readonly business: string | null;
  readonly visible: number;
  readonly role: string;
  readonly lockTimeout: string;
}

describe('a connection that goes back to the pool', () => {
  let service: TestService;
  let api: ApiClient;
  let database: Database;
  let transaction: TenantTransaction;
  let businessId: BusinessId;

  beforeAll(async () => {
    // One connection: each request reuses that of the previous one.
    service = await startService({ databasePoolSize: 1 });
    api = await service.business();
    // The tests are in for the guard, which is what makes one in the service.
    businessId = api.businessId as BusinessId;
    database = service.app.nest.get(Database);
    transaction = service.app.nest.get(TenantTransaction);
    await api.post('/customers', { name: 'Acme', email: 'a@example.com' });
  });
  afterAll(() => service.stop());

  const next = async () => (await database.query<Connection>(connection))[0];
  const nobody = {
    business: null,
    visible: 0,
    role: 'customers_service',
    lockTimeout: '0',
    pid: expect.any(Number),
  };

  it('belongs to no business after a request', async () => {
    const { body } = await api.post('/customers', { name: 'Acme', email: 'a@example.com' });
    expect(await next()).toEqual(nobody);
    expect((await api.get(`/customers/${String(body['id'])}`)).status).toBe(200);
    expect(await next()).toEqual(nobody);
  });

  it('belongs to its business within a transaction', async () => {
    const [inside] = await transaction.query<Connection>(businessId, connection);
    expect(inside).toMatchObject({ business: api.businessId, role: 'customers_service' });
    expect(inside?.visible).toBeGreaterThan(0);
  });

  it('belongs to no business after a statement that failed, and is the same connection', async () => {
    const before = await next();
    await expect(transaction.query(businessId, failing)).rejects.toMatchObject({ code: '22012' });
    expect(await next()).toEqual({ ...nobody, pid: before?.pid });
  });

  it('gives back its locks if the process that has it hangs', async () => {
    const [{ limit } = { limit: undefined }] = await database.query<{ limit: string }>({
      text: `select current_setting('idle_in_transaction_session_timeout') as limit`,
      values: [],
    });
    expect(limit).toBe('15s');
  });

  it('belongs to no business, and may wait again, after writes that travelled together', async () => {
    const [locked, inside] = await transaction.writeTogether(businessId, lock, [lockOne, connection]);
    expect(locked).toMatchObject([{ business: api.businessId, lockTimeout: '50ms' }]);
    // The locks are held by then: only the commits remain.
    expect(inside).toMatchObject([{ business: api.businessId, lockTimeout: '0' }]);
    expect(await next()).toEqual(nobody);
    await expect(transaction.writeTogether(businessId, lock, [lockOne, failing])).rejects.toMatchObject({
      code: '22012',
    });
    expect(await next()).toEqual(nobody);
  });

  it('belongs to no business after work that failed, and nothing of it was stored', async () => {
    const before = await next();
    const work = transaction.run(businessId, async (run) => {
      await run({ name: 'test_rename', text: `update customers set name = 'Renamed'`, values: [] });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await next()).toEqual({ ...nobody, pid: before?.pid });
    expect(await service.database.sql(`select from customers where name = 'Renamed'`)).toEqual([]);
  });

  it('belongs to no business after work whose statement failed', async () => {
    await expect(transaction.run(businessId, (run) => run(failing))).rejects.toMatchObject({ code: '22012' });
    expect(await next()).toEqual(nobody);
  });

  it('serves business after business, each with its own rows only', async () => {
    const others = await Promise.all(Array.from({ length: 5 }, () => service.business()));
    await Promise.all(
      others.flatMap((other, index) =>
        Array.from({ length: index + 1 }, () =>
          other.post('/customers', { name: 'A', email: 'a@example.com' }),
        ),
      ),
    );
    const seen = await Promise.all(
      others.map(({ businessId: id }) => transaction.query<Connection>(id as BusinessId, connection)),
    );
    expect(seen.map(([row]) => row?.visible)).toEqual([1, 2, 3, 4, 5]);
  });
});
