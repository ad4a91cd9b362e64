import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseError, Pool, type PoolClient } from 'pg';
import { Client } from '../../src/platform/database/wire/client.js';
import {
  DeadlineError,
  sendPipeline as sendPipelineWithin,
} from '../../src/platform/database/wire/pipeline.js';
import type { Statement } from '../../src/platform/database/statement.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const insert = (id: number): Statement => ({
  name: 'insert_number',
  text: 'insert into numbers (id) values ($1) returning id, id * 2 as twice',
  values: [id],
});
const select: Statement = { name: 'select_numbers', text: 'select id from numbers order by id', values: [] };

const asTexts: Statement['rowOf'] = ({ fields: [id, twice] }) => ({ id, twice });
const asNothing: Statement['rowOf'] = () => {
  throw new TypeError('no such row');
};

const sendPipeline = (client: PoolClient, statements: readonly Statement[]) =>
  sendPipelineWithin(client, statements, 10_000);

describe('a flight of statements', () => {
  let database: TestDatabase;
  let pool: Pool;
  let client: PoolClient;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  beforeEach(async () => {
    await database.sql('drop table if exists numbers');
    await database.sql('create table numbers (id integer primary key, constraint small check (id < 100))');
    pool = new Pool({ Client, connectionString: database.url, max: 1 });
    client = await pool.connect();
    client.on('error', () => undefined);
  });
  afterEach(async () => {
    client.release();
    await pool.end();
  });

  const stored = () => database.sql('select id from numbers order by id');

  it('answers each statement with its own rows, named or not, the first time and again', async () => {
    const unnamed: Statement = { text: 'select $1::text as said', values: ['hello'] };
    for (const id of [1, 2]) {
      const rows = await sendPipeline(client, [insert(id), unnamed, select]);
      expect(rows[0]).toEqual([{ id, twice: 2 * id }]);
      expect(rows[1]).toEqual([{ said: 'hello' }]);
      expect(rows[2]).toHaveLength(id);
    }
  });

  it('makes rows of the texts of their columns, where a statement says how', async () => {
    expect(await sendPipeline(client, [{ ...insert(1), rowOf: asTexts }])).toEqual([
      [{ id: '1', twice: '2' }],
    ]);
  });

  it('is one transaction: statements before a failing one are rolled back', async () => {
    await expect(sendPipeline(client, [insert(1), insert(100), insert(2)])).rejects.toThrow(DatabaseError);
    expect(await stored()).toEqual([]);
  });

  it('leaves the connection usable for statements after a failing one', async () => {
    await expect(sendPipeline(client, [insert(100), select])).rejects.toThrow(/small/);
    expect(await sendPipeline(client, [select, insert(1), select])).toEqual([
      [],
      [{ id: 1, twice: 2 }],
      [{ id: 1 }],
    ]);
  });

  it('leaves the connection usable after a statement that cannot be prepared', async () => {
    const wrong: Statement = { name: 'wrong', text: 'select nothing from nowhere', values: [] };
    await expect(sendPipeline(client, [insert(1), wrong, select])).rejects.toThrow(/nowhere/);
    await expect(sendPipeline(client, [wrong])).rejects.toThrow(/nowhere/);
    expect(await sendPipeline(client, [insert(3), select])).toEqual([[{ id: 3, twice: 6 }], [{ id: 3 }]]);
  });

  it('fails if a row cannot be made', async () => {
    await expect(sendPipeline(client, [{ ...insert(1), rowOf: asNothing }])).rejects.toThrow('no such row');
    expect(await sendPipeline(client, [select])).toHaveLength(1);
  });

  it('prepares a statement once, also if it was refused the first time', async () => {
    const isPrepared: Statement = {
      text: `select from pg_prepared_statements where name = 'insert_number'`,
      values: [],
    };
    await expect(sendPipeline(client, [select, insert(100)])).rejects.toThrow(/small/);
    expect(await sendPipeline(client, [insert(1), insert(2), isPrepared])).toMatchObject([
      [{ id: 1 }],
      [{ id: 2 }],
      [{}],
    ]);
  });

  it('is given up after its deadline, together with its connection', async () => {
    const asleep = sendPipelineWithin(client, [{ text: 'select pg_sleep(60)', values: [] }], 50);
    await expect(asleep).rejects.toThrow(DeadlineError);
    await expect(sendPipeline(client, [select])).rejects.toThrow(/not queryable/);
  });

  it('takes nothing to be a statement as well', async () => {
    expect(await sendPipeline(client, [{ text: '', values: [] }, select])).toEqual([[], []]);
  });

  it('fails if the connection is lost', async () => {
    const asleep = sendPipeline(client, [
      insert(1),
      { text: 'select pg_terminate_backend(pg_backend_pid())', values: [] },
    ]);
    await expect(asleep).rejects.toThrow(/terminat/);
    expect(await stored()).toEqual([]);
  });
});
