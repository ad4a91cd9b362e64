import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { describeOnOneNode } from '../support/one-node.js';
import { onUnguarded } from '../support/unguarded-tables.js';

/** Names the grants of a token, which it is looked up by; no tenant's data. */
const notTenantData = ['token_businesses'];

describeOnOneNode('tenant data', () => {
  let database: TestDatabase;
  let tables: string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    const rows = await database.sql<{ name: string }>(
      `select c.relname::text as name from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'business_id' and not a.attisdropped
       where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname <> all ($1)`,
      [notTenantData],
    );
    tables = rows.map(({ name }) => name);
  });
  afterAll(() => database.drop());

  it('is known to these tests', () => {
    expect(tables).toEqual(expect.arrayContaining(['customers', 'customer_contacts', 'payment_terms']));
  });

  it('is all there is, but for the tables that unguarded-tables.ts lists', async () => {
    const rows = await database.sql<{ name: string }>(
      `select relname::text as name from pg_class
       where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not relrowsecurity`,
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(onUnguarded).toSorted());
  });

  it('has business_id as the first column of its primary key and of every index', async () => {
    const rows = await database.sql<{ index: string; first: string; primary: boolean; table: string }>(
      `select i.indrelid::regclass::text as table, i.indexrelid::regclass::text as index, i.indisprimary as primary,
         pg_get_indexdef(i.indexrelid, 1, true) as first
       from pg_index i where i.indrelid::regclass::text = any ($1)`,
      [tables],
    );
    // The tokens of the search begin with a part of the business's id, and the search compares all of it.
    const tokens = rows.filter(({ first }) => first === 'customer_name_tokens(business_id, name_order)');
    expect(tokens.map(({ index }) => index)).toEqual(['customers_search_tokens']);
    expect(rows.filter((row) => row.first !== 'business_id' && !tokens.includes(row))).toEqual([]);
    const withKey = rows.filter(({ primary }) => primary).map(({ table }) => table);
    expect(withKey.toSorted()).toEqual(tables.toSorted());
  });

  it('has business_id as the first column of every foreign key, on both sides', async () => {
    const rows = await database.sql<{ name: string; definition: string }>(
      `select conname::text as name, pg_get_constraintdef(oid) as definition from pg_constraint
       where contype = 'f' and conrelid::regclass::text = any ($1)`,
      [tables],
    );
    const leading = /^FOREIGN KEY \(business_id(, \w+)*\) REFERENCES (businesses\(id\)|\w+\(business_id, )/;
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ definition }) => !leading.test(definition))).toEqual([]);
  });

  it('has business_id not null, row-level security and a policy that reads the setting', async () => {
    const rows = await database.sql<{ name: string }>(
      `select c.relname::text as name from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'business_id'
       where c.relname = any ($1) and a.attnotnull and c.relrowsecurity and exists (
         select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*'
           and pg_get_expr(p.polqual, p.polrelid) like '%current_setting(''app.business_id''%')
         and not exists (
           select from pg_policy p where p.polrelid = c.oid
             and pg_get_expr(p.polqual, p.polrelid) not like '%current_setting(''app.business_id''%')`,
      [tables],
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual(tables.toSorted());
  });

  it('has no statistics of businesses: plans for one that they do not know are those for all others', async () => {
    const rows = await database.sql<{ name: string }>(
      `select attrelid::regclass::text as name from pg_attribute
       where attname = 'business_id' and attstattarget = 0 and attrelid::regclass::text = any ($1)`,
      [tables],
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual(tables.toSorted());
  });

  it('has no trigger of its own and no key that is set to null', async () => {
    const triggers = await database.sql('select tgname from pg_trigger where not tgisinternal');
    expect(triggers).toEqual([]);
    const actions = await database.sql(
      `select conname from pg_constraint where contype = 'f' and (confdeltype in ('n', 'd') or confupdtype in ('n', 'd'))`,
    );
    expect(actions).toEqual([]);
  });
});
