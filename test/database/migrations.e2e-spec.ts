import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ownerOptions } from '../../ormconfig.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** What TypeORM itself keeps of them. */
const bookkeeping = ['migrations', 'typeorm_metadata'];

describe('the migrations', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const owner = () => new DataSource(ownerOptions(database.url));
  const known = () => owner().options.migrations as readonly { readonly name: string }[];

  const empty = async () => {
    await database.sql('drop schema public cascade');
    await database.sql('create schema public');
  };

  /** What the schema holds, and how it looks. */
  const schema = async () => {
    const [columns, indexes, constraints, policies, functions] = await Promise.all([
      database.sql<object>(
        `select table_name, column_name, data_type, is_nullable, column_default, generation_expression, collation_name
         from information_schema.columns where table_schema = 'public' and table_name <> all ($1) order by 1, 2`,
        [bookkeeping],
      ),
      database.sql<object>(
        `select indexdef from pg_indexes where schemaname = 'public' and tablename <> all ($1) order by 1`,
        [bookkeeping],
      ),
      database.sql<object>(
        `select conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) from pg_constraint
         where connamespace = 'public'::regnamespace and conrelid::regclass::text <> all ($1) order by 1, 2`,
        [bookkeeping],
      ),
      database.sql<object>(
        `select tablename, policyname, cmd, qual, with_check from pg_policies order by 1, 2`,
      ),
      database.sql<object>(
        `select p.oid::regprocedure::text, md5(prosrc), pg_get_function_sqlbody(p.oid), proconfig::text from pg_proc p where pronamespace = 'public'::regnamespace
           -- An extension stays: it may have been there before.
           and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`,
      ),
    ]);
    return { columns, indexes, constraints, policies, functions };
  };

  const recorded = async () => {
    const rows = await database.sql<{ name: string }>('select name from migrations order by id');
    return rows.map(({ name }) => name);
  };

  it('ask nothing of a login that may only serve', async () => {
    const login = `login_${randomUUID().replaceAll('-', '')}`;
    const password = randomUUID();
    await database.sql(`create role ${login} login password '${password}' in role customers_service`);
    try {
      const url = new URL(database.url);
      url.username = login;
      url.password = password;
      expect(await migrate(new DataSource(ownerOptions(url.href)))).toEqual([]);
    } finally {
      await database.sql(`drop role ${login}`);
    }
  });

  it('do nothing when they run again', async () => {
    const before = await schema();
    expect(await migrate(owner())).toEqual([]);
    expect(await schema()).toEqual(before);
  });

  it('run once when ten connections start them at once on an empty database', async () => {
    const before = await schema();
    await empty();
    const runs = await Promise.all(Array.from({ length: 10 }, () => migrate(owner())));
    const names = known().map(({ name }) => name);
    expect(runs.filter((ran) => ran.length > 0)).toEqual([names]);
    expect(await recorded()).toEqual(names);
    expect(await schema()).toEqual(before);
  });

  it('can all be taken back, one after the other, and run again', async () => {
    const before = await schema();
    const dataSource = await owner().initialize();
    try {
      for (let count = 0; count < known().length; count += 1) {
        await dataSource.undoLastMigration({ transaction: 'each' });
      }
    } finally {
      await dataSource.destroy();
    }
    expect(await recorded()).toEqual([]);
    expect(await schema()).toEqual({
      columns: [],
      indexes: [],
      constraints: [],
      policies: [],
      functions: [],
    });
    expect(await migrate(owner())).toEqual(known().map(({ name }) => name));
    expect(await schema()).toEqual(before);
  });

  /** A data source that knows only the first migrations. */
  const withFirst = async (count: number, work: (dataSource: DataSource) => Promise<unknown>) => {
    const options = ownerOptions(database.url);
    const migrations = Object.values(options.migrations ?? []).slice(0, count);
    const dataSource = await new DataSource({ ...options, migrations }).initialize();
    try {
      await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  };

  it('each revert to the schema before them', async () => {
    await empty();
    const all = known().length;
    const before: unknown[] = [];
    for (let count = 1; count <= all; count += 1) {
      before.push(await schema());
      await withFirst(count, (dataSource) => dataSource.runMigrations({ transaction: 'each' }));
    }
    for (let count = all; count >= 1; count -= 1) {
      await withFirst(count, (dataSource) => dataSource.undoLastMigration({ transaction: 'each' }));
      expect({ count, schema: await schema() }).toEqual({ count, schema: before.pop() });
    }
  });

  it('leave nothing of one that failed, so that it can run again', async () => {
    await empty();
    // Another table of the name makes the last but one of the foundation fail, after others have run.
    await database.sql('create table customers (id int)');
    await expect(migrate(owner())).rejects.toMatchObject({ message: expect.stringContaining('customers') });
    const done = await recorded();
    expect(done.length).toBeGreaterThan(0);
    await database.sql('drop table customers');
    const rest = await migrate(owner());
    expect([...done, ...rest]).toEqual(known().map(({ name }) => name));
  });
});
