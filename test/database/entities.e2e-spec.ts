import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { ownerOptions } from '../../ormconfig.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

interface StoredColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly generated: boolean;
  readonly collation: string | null;
}

const names: Readonly<Record<string, string>> = {
  'timestamp with time zone': 'timestamptz',
  ARRAY: 'array',
};

const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);

const declared = (column: ColumnMetadata): StoredColumn => ({
  name: column.databaseName,
  type: column.isArray ? 'array' : String(column.type),
  nullable: column.isNullable,
  generated: column.asExpression !== undefined || (!column.isInsert && !column.isPrimary),
  collation: column.collation ?? null,
});

describe('the entities', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(ownerOptions(database.url)).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('are known', () => {
    const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
    expect(tables).toEqual(
      expect.arrayContaining(['businesses', 'tokens', 'customers', 'customer_contacts']),
    );
  });

  it('have the columns of their tables: names, types, null, generation and collation', async () => {
    for (const { tableName, columns } of dataSource.entityMetadatas) {
      const rows = await database.sql<StoredColumn>(
        `select column_name as name, data_type as type, is_nullable = 'YES' as nullable,
           is_generated = 'ALWAYS' as generated, collation_name as collation
         from information_schema.columns where table_schema = 'public' and table_name = $1`,
        [tableName],
      );
      const stored = rows.map((row) => ({ ...row, type: names[row.type] ?? row.type }));
      const entity = { table: tableName, columns: columns.map(declared).toSorted(byName) };
      expect(entity).toEqual({ table: tableName, columns: stored.toSorted(byName) });
    }
  });

  it('have the primary keys of their tables', async () => {
    for (const { tableName, primaryColumns } of dataSource.entityMetadatas) {
      const rows = await database.sql<{ name: string }>(
        `select a.attname::text as name from pg_index i
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
         where i.indrelid = $1::regclass and i.indisprimary`,
        [tableName],
      );
      const key = {
        table: tableName,
        key: primaryColumns.map(({ databaseName }) => databaseName).toSorted(),
      };
      expect(key).toEqual({ table: tableName, key: rows.map(({ name }) => name).toSorted() });
    }
  });
});
