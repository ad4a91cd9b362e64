import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceOptions } from '../../ormconfig.js';
import { Database } from '../../src/platform/database/database.js';
import { assertRlsEnforced, UnsafeDatabaseError } from '../../src/platform/database/rls.js';
import { readEnvironment } from '../../src/platform/config/environment.js';
import { openDatabase } from '../../src/app/open-database.js';
import { runCommand } from '../process/spawned.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { standInForCitus } from './citus-stand-in.js';

describe('customers distribute', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    // Roles are of the whole server.
    await database.sql('alter role customers_service nologin');
    await database.sql('alter role customers_service reset all');
    await database.drop();
  });

  const run = (...options: readonly string[]) =>
    runCommand({ DATABASE_URL: database.url }, 'distribute', ...options);

  const keys = () =>
    database.sql(
      `select conname, conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint
       where contype = 'f' and connamespace = 'public'::regnamespace order by 1`,
    );

  /** The sentence with which the service refuses to serve, or undefined. */
  const refusal = async () => {
    const connected = new Database(serviceOptions({ url: database.url, poolSize: 1 }));
    try {
      await assertRlsEnforced(connected);
      return undefined;
    } catch (error) {
      if (error instanceof UnsafeDatabaseError) return error.message;
      throw error;
    } finally {
      await connected.close();
    }
  };

  it('needs a server, and says so', async () => {
    const { code, stderr } = await runCommand({}, 'distribute');
    expect([code, stderr]).toEqual([1, 'DATABASE_URL has to name the coordinator of a Citus cluster.\n']);
  });

  it('needs Citus, says so in one sentence, and changes nothing', async () => {
    const { code, stdout, stderr } = await run();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^The database has no Citus: .*\n$/);
    expect(await refusal()).toBeUndefined();
  });

  it('says what it would do, and does nothing, with --dry-run', async () => {
    await standInForCitus(database);
    const before = await keys();
    const { code, stdout, stderr } = await run('--dry-run');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`select create_reference_table('businesses');\n`);
    expect(stdout).toContain(`- Distribute customers by business_id, less than 1 MiB\n`);
    expect(await database.sql('select from pg_dist_partition')).toEqual([]);
    expect(await keys()).toEqual(before);
    expect(
      await database.sql(
        `select attstattarget as target from pg_attribute where attrelid = 'customers'::regclass and attname = 'business_id'`,
      ),
    ).toEqual([{ target: 0 }]);
  });

  it('refuses what a node lacks, in one sentence, and changes nothing', async () => {
    await database.sql('update pg_dist_local_group set groupid = 1');
    const { code, stderr } = await run();
    expect([code, stderr]).toEqual([1, 'This node is a worker: DATABASE_URL has to name the coordinator.\n']);
    await database.sql('update pg_dist_local_group set groupid = 0');
    expect(await database.sql('select from pg_dist_partition')).toEqual([]);
  });

  it('is all done or not at all', async () => {
    const before = await keys();
    await database.sql(
      `alter table pg_dist_partition add constraint no_events check (logicalrelid <> 'public.events'::regclass)`,
    );
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain('no_events');
    expect(await database.sql('select from pg_dist_partition')).toEqual([]);
    expect(await keys()).toEqual(before);
    await database.sql('alter table pg_dist_partition drop constraint no_events');
  });

  it('distributes, gives every key back, and finds nothing to do when it runs again', async () => {
    const before = await keys();
    // As of a shard, to which Citus does not copy it.
    await database.sql('alter table customers alter column business_id set statistics -1');
    const { code, stdout, stderr } = await run();
    expect(stderr).toMatch(/^1\/\d+ .*\n2\/\d+ /);
    expect([code, stdout.split('\n').at(-2)]).toEqual([
      0,
      'The database is distributed, and row-level security holds on every shard.',
    ]);
    expect(await keys()).toEqual(before);
    const tenant = await database.sql<{ name: string }>(
      `select c.relname::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'business_id'
       where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'token_businesses' order by 1`,
    );
    const distributed = await database.sql(
      `select logicalrelid::text as name from pg_dist_partition where partmethod = 'h' order by 1`,
    );
    expect(distributed).toEqual(tenant);
    expect(await refusal()).toBeUndefined();

    const again = await run();
    expect([again.code, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toMatch(/^Nothing is left to do\.\n/);
  });

  it('lets the planner see values from then on, which say where the rows are', async () => {
    const opened = await openDatabase(readEnvironment({ DATABASE_URL: database.url }), {
      upgrades: false,
    });
    const mode = await opened.database.query<object>({ text: 'show plan_cache_mode', values: [] });
    await opened.close();
    expect(mode).toEqual([{ plan_cache_mode: 'auto' }]);
  });

  it('is what the service insists on: it does not serve with an undistributed table, or if no worker knows the business', async () => {
    await database.sql(`delete from pg_dist_partition where logicalrelid = 'events'::regclass`);
    expect(await refusal()).toBe(
      'Others are distributed, but events not: run npm run distribute; the service will not serve.',
    );
    await database.sql(`insert into pg_dist_partition values ('events', 'h', 's')`);
    const name = new URL(database.url).pathname.slice(1);
    await database.sql(`alter database ${name} set citus.propagate_set_commands = 'none'`);
    expect(await refusal()).toMatch(/^citus\.propagate_set_commands is none, so that no worker would know/);
    await database.sql(`alter database ${name} set citus.propagate_set_commands = 'local'`);
    expect(await refusal()).toBeUndefined();
  });

  it('refuses to end with a shard that has no row-level security', async () => {
    await database.sql('alter table events disable row level security');
    const { code, stderr } = await run();
    expect([code, stderr]).toEqual([
      1,
      'Row-level security does not hold on the shards 102008 of events: the service must not serve from them.\n',
    ]);
  });
});
