import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BusinessId } from '../../src/database/business-id.js';
import { BusinessTransaction } from '../../src/database/business-transaction.js';
import { Database } from '../../src/database/database.js';
import type { Statement } from '../../src/database/statement.js';
import { startService, type TestService } from '../support/service.js';

/** A statement that says which business it runs for, and which it was meant for. */
const whose = (businessId: BusinessId, mark: string): Statement => ({
  name: 'test_whose',
  text: `select current_setting('app.business_id') as business, $1::text as meant, $2::text as mark`,
  values: [businessId, mark],
});

describe('transactions that travel together', () => {
  let service: TestService;
  let database: Database;
  let transaction: BusinessTransaction;
  let mine: BusinessId;
  let others: BusinessId;
  /** The values of the statements of each flight, without those that begin it. */
  let flights: unknown[][];

  beforeAll(async () => {
    service = await startService();
    database = service.app.nest.get(Database);
    // The tests stand in for the guard, which is what makes one in the service.
    mine = (await service.business()).businessId as BusinessId;
    others = (await service.business()).businessId as BusinessId;
  });
  afterAll(() => service.stop());

  beforeEach(() => {
    flights = [];
    const watched: Pick<Database, 'transaction'> = {
      transaction: <Row extends object>(statements: readonly Statement[]) => {
        const marked = statements.filter(({ name }) => name === 'test_whose');
        flights.push(marked.map(({ values }) => values[1]));
        return database.transaction<Row>(statements);
      },
    };
    transaction = new BusinessTransaction(watched as Database);
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
    expect(flights).toEqual([all, all]);
  });

  it('take locks in the order of their ids, and answer each caller with its own rows', async () => {
    const answers = await Promise.all(
      marks.map((mark) => transaction.writeTogether(mine, mark, [whose(mine, mark)])),
    );
    expect(answers).toEqual(marks.map((mark) => [[{ business: mine, meant: mine, mark }]]));
    expect(flights).toEqual([marks.toSorted()]);
  });

  it('keep the order in which they came for one and the same id', async () => {
    await Promise.all(marks.map((mark) => transaction.writeTogether(mine, 'same', [whose(mine, mark)])));
    expect(flights).toEqual([marks]);
  });

  it('are at most sixteen', async () => {
    await Promise.all(Array.from({ length: 40 }, () => transaction.readTogether(mine, [whose(mine, 'x')])));
    expect(flights.map(({ length }) => length)).toEqual([16, 16, 8]);
  });
});
