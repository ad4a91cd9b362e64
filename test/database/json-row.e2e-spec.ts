import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Pool, type PoolClient } from 'pg';
import { jsonRowOf } from '../../src/platform/database/wire/json-row.js';
import { Client } from '../../src/platform/database/wire/client.js';
import { sendPipeline as sendPipelineWithin } from '../../src/platform/database/wire/pipeline.js';
import type { Statement } from '../../src/platform/database/statement.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { anyCharacter } from '../support/any-character.js';

/** Also of the length from which on it is written another way. */
const text = fc
  .tuple(fc.string({ unit: anyCharacter, maxLength: 200 }), fc.constantFrom(1, 1, 100))
  .map(([value, times]) => value.replaceAll('\0', '').repeat(times));
/** PostgreSQL leaves out the zeros at the end of a fraction, and a fraction that is 0. */
const time = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.constantFrom(1, 10, 100, 1_000),
  )
  .map(([date, step]) => new Date(Math.floor(date.getTime() / step) * step).toISOString());
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const values = fc.record({
  id: fc.uuid(),
  text: nullable(text),
  integer: nullable(fc.maxSafeInteger()),
  decimal: nullable(fc.integer({ min: -10_000, max: 10_000 }).map((hundredths) => hundredths / 100 || 0)),
  boolean: nullable(fc.boolean()),
  time: nullable(time),
  list: nullable(
    fc.array(fc.record({ name: text, is_primary: fc.boolean() }), { minLength: 1, maxLength: 3 }),
  ),
});

type Values = typeof values extends fc.Arbitrary<infer Value> ? Value : never;
type Row = Omit<Values, 'list'> & { list: object[] };

const rowOf = jsonRowOf<Row>([
  { name: 'id', kind: 'uuid' },
  { name: 'text', kind: 'text' },
  { name: 'integer', kind: 'integer' },
  { name: 'decimal', kind: 'decimal' },
  { name: 'boolean', kind: 'boolean' },
  { name: 'time', kind: 'time' },
  { name: 'list', kind: 'list' },
]);

const columns =
  '$1::uuid, $2::text, $3::bigint, $4::numeric(5, 2), $5::boolean, $6::timestamptz(3), $7::json';

const sendPipeline = (client: PoolClient, statements: readonly Statement[]) =>
  sendPipelineWithin(client, statements, 10_000);

describe('a row as JSON', () => {
  let database: TestDatabase;
  let pool: Pool;
  let client: PoolClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ Client, connectionString: database.url, max: 1, options: '-c timezone=UTC' });
    client = await pool.connect();
  });
  afterAll(async () => {
    client.release();
    await pool.end();
    await database.drop();
  });

  const rowFor = async ({ list, ...value }: Values, sortKey?: string) => {
    const parameters = [...Object.values(value), list === null ? null : JSON.stringify(list, null, 2)];
    const statement =
      sortKey === undefined
        ? { text: `select ${columns}`, values: parameters, rowOf }
        : { text: `select ${columns}, $8::text`, values: [...parameters, sortKey], rowOf };
    const [[row] = []] = await sendPipeline(client, [statement]);
    return row as ReturnType<typeof rowOf>;
  };

  it('is what JSON.stringify makes of the values, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const row = await rowFor(value);
        const expected = { ...value, list: value.list ?? [] };
        expect(row.bytes.toString()).toBe(JSON.stringify(expected));
        expect(row.body.toString()).toBe(JSON.stringify(expected));
        expect(row.value).toEqual(expected);
        expect(row.id).toBe(value.id);
        expect(row.sort_key).toBeNull();
      }),
    );
  });

  it('escapes every character that JSON does not take as it is, in short text and in long', async () => {
    const all = String.fromCharCode(...Array.from({ length: 127 }, (_, index) => index + 1));
    for (const value of [all, all.repeat(3)]) {
      const rest = { integer: null, decimal: null, boolean: null, time: null, list: [] };
      const row = await rowFor({ id: '0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90', text: value, ...rest });
      expect(row.value.text).toBe(value);
      expect(row.body.toString()).toContain(JSON.stringify(value));
    }
  });

  it('separates the sort key from the response', async () => {
    await fc.assert(
      fc.asyncProperty(values, text, async (value, sortKey) => {
        const row = await rowFor(value, sortKey);
        expect(row.sort_key).toBe(sortKey);
        expect(row.value).toEqual({ ...value, list: value.list ?? [] });
      }),
    );
  });

  it.each([
    ['fewer columns', 'select $1::uuid, $2::text'],
    ['more columns', `select ${columns}, 'key', 'more'`],
  ])('is none where there are %s', async (_, sql) => {
    const parameters = ['0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90', 'text', 1, 1, true, null, null];
    const statement = { text: sql, values: parameters.slice(0, sql.match(/\$/g)?.length), rowOf };
    await expect(sendPipeline(client, [statement])).rejects.toThrow('columns instead of 7');
  });

  it('has no key where it is null', async () => {
    const [[row] = []] = await sendPipeline(client, [
      { text: `select ${Array(7).fill('null').join(', ')}, null`, values: [], rowOf },
    ]);
    expect(row).toMatchObject({ sort_key: null });
  });

  it.each([
    ['longer than the memory that rows share', 'ü"'.repeat(200_000)],
    ['which is all to be escaped', '\u001f'.repeat(20_000)],
  ])('takes text %s', async (_, long) => {
    const value = { id: '0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90', text: long };
    const row = await rowFor({
      ...value,
      integer: null,
      decimal: null,
      boolean: null,
      time: null,
      list: null,
    });
    expect(row.value).toMatchObject(value);
    expect(row.body).toEqual(row.bytes);
  });
});
