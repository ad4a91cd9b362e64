import { Injectable } from '@nestjs/common';
import { Batches } from './batches.js';
import type { BusinessId } from './business-id.js';
import { isLockTimeout } from './database-errors.js';
import { Database } from './database.js';
import { sharePipeline, type SharedLock, type SharedWrite } from './shared-writes.js';
import { begin, command, commit, type Statement } from './statement.js';

type Statements = readonly Statement[];

/** The rows of each of several statements. */
export type RowsOf<Sent extends Statements> = {
  [Index in keyof Sent]: Sent[Index] extends Statement<infer Row> ? Row[] : never;
};

/**
 * Runs statements that do not depend on each other's answers within the transaction that it was made for, in one round
 * trip: `const [[customer], contacts] = await run(selectCustomer(…), selectContacts(…))`.
 */
export type Run = <Sent extends Statements>(...statements: Sent) => Promise<RowsOf<Sent>>;

/** How long a pipeline of several writes waits for a lock: a write that waits longer is sent again by itself. */
const limitWaiting = command(`set local lock_timeout = '50ms'`);

/** Once the locks are held, the pipeline waits only for the commits of others that record events of the business. */
const waitOn = command(`set local lock_timeout = 0`);

const setBusiness = (businessId: BusinessId): Statement => ({
  name: 'set_business',
  text: 'select set_business($1)',
  values: [businessId],
  rowOf: () => ({}),
});

/** Requests whose statements travel together: few enough that their rows do not outlive the young generation. */
const maxTogether = 16;

/**
 * The only door to tenant data. Each transaction belongs to one business, which row-level security reads from a
 * setting that ends with the transaction: a connection in the pool belongs to no business.
 */
@Injectable()
export class TenantTransaction {
  private readonly reads = new Batches<Statements, object[][]>(
    (businessId, reads) => this.queryEach(businessId, [setBusiness(businessId)], reads),
    maxTogether,
  );
  private readonly writes = new Batches<SharedWrite, object[][]>(
    (businessId, writes) => this.writeEach(businessId, writes),
    maxTogether,
  );

  /** The locks that writes wait for in separate transactions, because they took long. */
  private readonly slowLocks = new Set<string>();

  private readonly recordedListeners: ((businessId: BusinessId) => void)[] = [];

  constructor(private readonly database: Database) {}

  /** Is called after each commit of this process that may have recorded events of a business. */
  onRecorded(listener: (businessId: BusinessId) => void): void {
    this.recordedListeners.push(listener);
  }

  /** One statement in one round trip. */
  async query<Row extends object>(businessId: BusinessId, statement: Statement<Row>): Promise<Row[]> {
    const [rows] = await this.queryAll(businessId, [statement]);
    return rows;
  }

  /** Statements that do not depend on each other, in one transaction and one round trip: the rows of each. */
  async queryAll<const Sent extends Statements>(
    businessId: BusinessId,
    statements: Sent,
  ): Promise<RowsOf<Sent>> {
    return (await this.queryAfter(
      businessId,
      [setBusiness(businessId)],
      statements,
    )) as unknown as RowsOf<Sent>;
  }

  /**
   * As `queryAll`, in one transaction with concurrent reads: for quick statements with few rows.
   */
  readTogether(businessId: BusinessId, statements: Statements): Promise<object[][]> {
    return this.reads.submit(businessId, statements);
  }

  /**
   * As `queryAll`, in one transaction with what others write at the moment: for statements that wait for the lock of
   * one row before they write, and for nothing else. Where that takes long, they go on waiting in a transaction of
   * their own, and so do those that want the same lock meanwhile.
   */
  async writeTogether(businessId: BusinessId, lock: SharedLock, statements: Statements): Promise<object[][]> {
    const slowLock = `${businessId}/${lock.id}`;
    if (!this.slowLocks.has(slowLock)) {
      try {
        return await this.writes.submit(businessId, { lock, statements });
      } catch (error) {
        if (!isLockTimeout(error)) throw error;
      }
    }
    this.slowLocks.add(slowLock);
    return this.queryAfter(businessId, [setBusiness(businessId)], statements).finally(() =>
      this.slowLocks.delete(slowLock),
    );
  }

  /** Several statements that depend on each other: all of them, or, if `work` throws, none. */
  async run<T>(businessId: BusinessId, work: (run: Run) => Promise<T>): Promise<T> {
    let recordsEvents = false;
    const result = await this.database.use(businessId, async (sendPipeline) => {
      // The transaction begins in the pipeline of its first statements.
      let opening: Statements = [begin, setBusiness(businessId)];
      const run = async (...statements: Statements) => {
        const opens = opening;
        opening = [];
        recordsEvents ||= mayRecordEvents(statements);
        return (await sendPipeline([...opens, ...statements])).slice(opens.length);
      };
      const outcome = await work(run as unknown as Run);
      if (opening.length === 0) await sendPipeline([commit]);
      return outcome;
    });
    if (recordsEvents) this.notifyRecorded(businessId);
    return result;
  }

  /** @param opening makes the transaction that of the business */
  private async queryAfter(
    businessId: BusinessId,
    opening: Statements,
    statements: Statements,
  ): Promise<object[][]> {
    const pipeline = [begin, ...opening, ...statements, commit];
    const results = await this.database.transaction(pipeline, businessId);
    if (mayRecordEvents(statements)) this.notifyRecorded(businessId);
    return results.slice(1 + opening.length, -1);
  }

  private async queryEach(
    businessId: BusinessId,
    opening: Statements,
    groups: readonly Statements[],
  ): Promise<object[][][]> {
    const results = await this.queryAfter(businessId, opening, groups.flat());
    return groups.map(({ length }) => results.splice(0, length));
  }

  private async writeEach(businessId: BusinessId, requests: readonly SharedWrite[]): Promise<object[][][]> {
    const { locks, writes, share } = sharePipeline(businessId, requests);
    const opening = [setBusiness(businessId), limitWaiting];
    const results = await this.queryAfter(businessId, opening, [...locks, waitOn, ...writes]);
    return share(results.slice(0, locks.length), results.slice(locks.length + 1));
  }

  private notifyRecorded(businessId: BusinessId): void {
    for (const listener of this.recordedListeners) listener(businessId);
  }
}

const mayRecordEvents = (statements: Statements) =>
  statements.some(({ recordsEvents }) => recordsEvents === true);
