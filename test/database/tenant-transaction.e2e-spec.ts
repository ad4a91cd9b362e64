import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BusinessId } from '../../src/platform/database/business-id.js';
import { TenantTransaction } from '../../src/platform/database/tenant-transaction.js';
import { Database } from '../../src/platform/database/database.js';
import type { Statement } from '../../src/platform/database/statement.js';
import { startService, type TestService } from '../support/service.js';

/** A statement that says which business it runs for, and which it was meant for. */
const whose = (businessId: BusinessId, mark: string): Statement => ({
  name: 'test_whose',
  text: `select current_setting('app.business_id') as business, $1::text as meant, $2::text as mark`,
  values: [businessId, mark],
});

/** Locks nothing: the test wants to know which ids it is asked for. */
const lockAll = (_: BusinessId, ids: readonly string[]): Statement<{ id: string }> => ({
  name: 'test_lock_all',
  text: 'select unnest($1::text[]) as id',
  values: [ids],
});
const lock = (id: string) => ({ id, lockAll });
const lockOne = (id: string): Statement => ({
  name: 'test_lock_one',
  text: 'select $1::text as id',
  values: [`lock ${id}`],
});

describe('transactions that travel together', () => {
  let service: TestService;
  let database: Database;
  let transaction: TenantTransaction;
  let mine: BusinessId;
  let others: BusinessId;
  /** The values of the statements of each pipeline, without those that begin it. */
  let pipelines: unknown[][];

  beforeAll(async () => {
    service = await startService();
    database = service.app.nest.get(Database);
    // The tests are in for the guard, which is what makes one in the service.
    mine = (await service.business()).businessId as BusinessId;
    others = (await service.business()).businessId as BusinessId;
  });
  afterAll(() => service.stop());

  beforeEach(() => {
    pipelines = [];
    const watched: Pick<Database, 'transaction'> = {
      transaction: <Row extends object>(statements: readonly Statement[]) => {
        const marked = statements.filter(({ name }) => name?.startsWith('test_'));
        pipelines.push(marked.map(({ values }) => values.at(-1)));
        return database.transaction<Row>(statements);
      },
    };
    transaction = new TenantTransaction(watched as Database);
  });

  const marks = Array.from({ length: 12 }, (_, n) => String.fromCodePoint(97 + ((n * 5) % 12)));

  it('are one, of one business, and answer each caller with its own rows', async () => {
    const calls = marks.flatMap((mark) => [mine, others].map((businessId) => ({ businessId, mark })));
    const answers = await Promise.all(
      calls.map(({ businessId, mark }) =>
        transaction.readTogether(businessId, [whose(businessId, mark), whose(businessId, `${mark}!`)]),
      ),
    );
    expect(answers).toEqual(
      calls.map(({ businessId, mark }) => [
        [{ business: businessId, meant: businessId, mark }],
        [{ business: businessId, meant: businessId, mark: `${mark}!` }],
      ]),
    );
    const all = marks.flatMap((mark) => [mark, `${mark}!`]);
    expect(pipelines).toEqual([all, all]);
  });

  const write = (lockId: string, mark: string) =>
    transaction.writeTogether(mine, lock(lockId), [lockOne(lockId), whose(mine, mark)]);

  it('take all their locks before anything else, and answer each caller with its own rows', async () => {
    const answers = await Promise.all(marks.map((mark) => write(mark, mark)));
    expect(answers).toEqual(marks.map((mark) => [[{ id: mark }], [{ business: mine, meant: mine, mark }]]));
    expect(pipelines).toEqual([[marks, ...marks]]);
  });

  it('take the same lock once, keep their order of arrival, and read the locked row again', async () => {
    const answers = await Promise.all([...marks.map((mark) => write('same', mark)), write('another', 'z')]);
    expect(answers).toEqual([
      ...marks.map((mark) => [[{ id: 'lock same' }], [{ business: mine, meant: mine, mark }]]),
      [[{ id: 'another' }], [{ business: mine, meant: mine, mark: 'z' }]],
    ]);
    expect(pipelines).toEqual([[['same', 'another'], ...marks.flatMap((mark) => ['lock same', mark]), 'z']]);
  });

  it('are at most sixteen', async () => {
    await Promise.all(Array.from({ length: 40 }, () => transaction.readTogether(mine, [whose(mine, 'x')])));
    expect(pipelines.map(({ length }) => length)).toEqual([16, 16, 8]);
  });
});
