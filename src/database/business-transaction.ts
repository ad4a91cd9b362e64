import { Inject, Injectable } from '@nestjs/common';
import { Batches } from './batches.js';
import type { BusinessId } from './business-id.js';
import { isLockTimeout } from './database-errors.js';
import { Database } from './database.js';
import { fly } from './wire/flight.js';
import type { Statement } from './statement.js';

/** Runs one statement within the transaction that it was made for. */
export type Run = <Row extends object>(statement: Statement<Row>) => Promise<Row[]>;

const begin: Statement = { text: 'begin', values: [], rowOf: () => ({}) };

const setBusiness = (businessId: BusinessId): Statement => ({
  name: 'set_business',
  text: 'select set_business($1)',
  values: [businessId],
  rowOf: () => ({}),
});

/**
 * As `setBusiness`; also limits how long a write may wait for a lock, in milliseconds, and those that travel with it,
 * before it goes by itself. The workers of a distributed database are not told: there it waits for as long as a statement may take.
 */
const setBusinessAndLimitWaiting = (businessId: BusinessId): Statement => ({
  name: 'set_business_and_limit_waiting',
  text: `select set_business($1), set_config('lock_timeout', '50', true)`,
  values: [businessId],
  rowOf: () => ({}),
});

/** Requests whose statements travel together: few enough that their rows do not outlive the young generation. */
const mostTogether = 16;

type Statements = readonly Statement[];

interface Write {
  readonly lockedId: string;
  readonly statements: Statements;
}

const byLockedId = (a: Write, b: Write) => Number(a.lockedId > b.lockedId) - Number(a.lockedId < b.lockedId);

/**
 * The only door to tenant data. Each transaction belongs to one business, which row-level security reads from a
 * setting that ends with the transaction: a connection that goes back to the pool belongs to nobody.
 */
@Injectable()
export class BusinessTransaction {
  private readonly reads = new Batches<Statements, object[][]>(
    (businessId, reads) => this.queryEach(setBusiness(businessId), reads),
    mostTogether,
  );
  private readonly writes = new Batches<Write, object[][]>(
    (businessId, writes) => this.writeEach(businessId, writes),
    mostTogether,
  );

  /** What is being waited for by those that wait by themselves. */
  private readonly slowLocks = new Set<string>();

  constructor(@Inject(Database) private readonly database: Database) {}

  /** One statement in one round trip. */
  async query<Row extends object>(businessId: BusinessId, statement: Statement<Row>): Promise<Row[]> {
    const [rows = []] = await this.queryAll<Row>(businessId, [statement]);
    return rows;
  }

  /** Statements that do not depend on each other, in one transaction and one round trip: the rows of each. */
  async queryAll<Row extends object>(businessId: BusinessId, statements: Statements): Promise<Row[][]> {
    return this.queryAfter(setBusiness(businessId), statements);
  }

  /** As `queryAll`, in one transaction with what others read at the moment: for what is quick, and whose rows are few. */
  readTogether(businessId: BusinessId, statements: Statements): Promise<object[][]> {
    return this.reads.submit(businessId, statements);
  }

  /**
   * As `queryAll`, in one transaction with what others write at the moment: for statements that wait for the lock of
   * one row, and for nothing else. Where that takes long, they go on waiting in a transaction of their own, and so do
   * those that want the same lock meanwhile.
   *
   * @param lockedId in lower case, so that all take their locks in one order
   */
  async writeTogether(businessId: BusinessId, lockedId: string, statements: Statements): Promise<object[][]> {
    const lock = `${businessId}/${lockedId}`;
    if (!this.slowLocks.has(lock)) {
      try {
        return await this.writes.submit(businessId, { lockedId, statements });
      } catch (error) {
        if (!isLockTimeout(error)) throw error;
      }
    }
    this.slowLocks.add(lock);
    return this.queryAll(businessId, statements).finally(() => this.slowLocks.delete(lock));
  }

  /** Several statements that depend on each other: all of them, or, if `work` throws, none. */
  async run<T>(businessId: BusinessId, work: (run: Run) => Promise<T>): Promise<T> {
    const client = await this.database.pool.connect();
    const run: Run = async <Row extends object>(statement: Statement<Row>) => {
      const [rows = []] = await fly(client, [statement]);
      return rows as Row[];
    };
    try {
      await fly(client, [begin, setBusiness(businessId)]);
      const result = await work(run);
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      // A connection that cannot roll back is given up.
      await client.query('rollback').then(
        () => client.release(),
        () => client.release(true),
      );
      throw error;
    }
  }

  /** @param opening makes the transaction that of a business */
  private async queryAfter<Row extends object>(opening: Statement, statements: Statements): Promise<Row[][]> {
    const [, ...results] = await this.database.transaction<Row>([opening, ...statements]);
    return results;
  }

  private async queryEach(opening: Statement, groups: readonly Statements[]): Promise<object[][][]> {
    const results = await this.queryAfter<object>(opening, groups.flat());
    return groups.map(({ length }) => results.splice(0, length));
  }

  /**
   * Takes the locks in the order of their ids, so that no two flights wait for each other in a circle. Where a
   * flight and a transaction that waits at a unique index do, the limit ends it.
   */
  private async writeEach(businessId: BusinessId, writes: readonly Write[]): Promise<object[][][]> {
    const inOrder = writes.toSorted(byLockedId);
    const results = await this.queryEach(
      setBusinessAndLimitWaiting(businessId),
      inOrder.map(({ statements }) => statements),
    );
    const resultOf = new Map(results.map((result, index) => [inOrder[index], result]));
    return writes.map((write) => resultOf.get(write) as object[][]);
  }
}
