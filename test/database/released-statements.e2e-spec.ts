import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { serviceOptions } from '../../ormconfig.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

interface Released {
  readonly version: string;
  readonly statements: readonly string[];
}

const file = new URL('released-statements.json', import.meta.url);

/** While replicas are replaced one by one, those of the last release are at work on the schema of this one. */
describe('what the last release sends', () => {
  let database: TestDatabase;
  let client: Client;
  let released: Released;

  beforeAll(async () => {
    released = JSON.parse(await readFile(file, 'utf8')) as Released;
    database = await createTestDatabase();
    client = new Client(serviceOptions({ url: database.url }).connections);
    await client.connect();
    // A generic plan needs no values, and to explain it asks for the rights to all that it names.
    await client.query('set plan_cache_mode = force_generic_plan');
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  /** @returns what the server says against the statement, if anything */
  async function refusalOf(text: string, name: string): Promise<string | undefined> {
    try {
      await client.query(`prepare ${name} as ${text}`);
      const { rows } = await client.query<{ parameters: number }>(
        `select cardinality(parameter_types) as parameters from pg_prepared_statements where name = $1`,
        [name],
      );
      const parameters = Array<string>(rows[0]?.parameters ?? 0).fill('null');
      await client.query(
        `explain execute ${name}${parameters.length > 0 ? `(${parameters.join(', ')})` : ''}`,
      );
      return undefined;
    } catch (error) {
      return `${String(error)}\n${text}`;
    }
  }

  it('is understood and allowed by the schema of this one', async () => {
    const refusals: string[] = [];
    for (const [index, text] of released.statements.entries()) {
      const refusal = await refusalOf(text, `released_${index}`);
      if (refusal !== undefined) refusals.push(refusal);
    }
    expect(refusals).toEqual([]);
    expect(released.statements.length).toBeGreaterThan(50);
  });

  it('gives every column a value that has to have one', async () => {
    const required = await database.sql<{ table: string; columns: string[] }>(
      `select c.relname::text as table, array_agg(a.attname::text order by a.attname) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
         and a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = ''
       group by c.relname`,
    );
    const requiredOf = new Map(required.map(({ table, columns }) => [table, columns]));
    const inserts = released.statements.flatMap((text) => [
      ...text.matchAll(/insert into (\w+)(?: as \w+)?\s*\(([^)]+)\)/g),
    ]);
    const forgotten = inserts.flatMap(([, table = '', columns = '']) => {
      const given = columns.split(',').map((column) => column.trim());
      return (requiredOf.get(table) ?? [])
        .filter((column) => !given.includes(column))
        .map((column) => `${table}.${column}`);
    });
    expect(forgotten).toEqual([]);
    expect(inserts.length).toBeGreaterThan(5);
  });

  it('is refused if it names a removed object, or has lost its privilege', async () => {
    await client.query('begin');
    try {
      expect(await refusalOf('select c.no_longer_there from customers c', 'gone')).toContain(
        'column c.no_longer_there does not exist',
      );
    } finally {
      await client.query('rollback');
    }
    expect(await refusalOf('delete from migrations', 'forbidden')).toContain('permission denied');
  });
});
