import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createTenantTable } from '../../migrations/tenant-table.js';
import { ownerOptions, serviceOptions } from '../../ormconfig.js';
import { Database } from '../../src/platform/database/database.js';
import { assertRlsEnforced } from '../../src/platform/database/rls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { standInForCitus } from './citus-stand-in.js';

describe('a table of tenant data that a later migration makes', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const create = async () => {
    const owner = await new DataSource(ownerOptions(database.url)).initialize();
    const queryRunner = owner.createQueryRunner();
    try {
      await createTenantTable(queryRunner, {
        name: 'notes',
        columns:
          'business_id uuid not null, customer_id uuid not null, id uuid not null, text text not null, primary key (business_id, id)',
        foreignKeys: {
          notes_customer_fkey:
            'foreign key (business_id, customer_id) references customers (business_id, id)',
        },
        grants: 'select, insert',
      });
    } finally {
      await queryRunner.release();
      await owner.destroy();
    }
  };

  const wallStands = async () => {
    const connected = new Database(serviceOptions({ url: database.url, poolSize: 1 }));
    try {
      await assertRlsEnforced(connected);
    } finally {
      await connected.close();
    }
  };

  const places = () =>
    database.sql(
      `select logicalrelid::text as name, partmethod::text as method from pg_dist_partition order by 1`,
    );

  it('has its policy, its keys and its grants', async () => {
    await create();
    await wallStands();
    const [row] = await database.sql(
      `select pg_get_constraintdef(k.oid) as key, c.relacl::text as grants from pg_class c
       join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' where c.oid = 'notes'::regclass`,
    );
    expect(row).toEqual({
      key: 'FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id)',
      grants: expect.stringContaining('customers_service=ar/'),
    });
  });

  it('is distributed where the others are, and before it has a key', async () => {
    await standInForCitus(database);
    await database.sql(`
      insert into pg_dist_partition select c.oid, 'h', 's' from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'business_id'
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'token_businesses'`);
    await database.sql(`insert into pg_dist_partition values ('businesses', 'n', 't')`);
    await create();
    expect(await places()).toContainEqual({ name: 'notes', method: 'h' });
    await wallStands();
  });

  it('stays where it is where Citus is there, and nothing is distributed', async () => {
    await standInForCitus(database);
    await create();
    expect(await places()).toEqual([]);
    await wallStands();
  });
});
