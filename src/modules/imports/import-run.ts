import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type BusinessId, storedBusinessId } from '../../platform/database/business-id.js';
import type { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import {
  isDataException,
  isInterruption,
  isStatementError,
} from '../../platform/database/database-errors.js';
import { loggableError } from '../../platform/observability/log/loggable-error.js';
import { FileError } from './file/file-error.js';
import { openTable, type Table, type TableRow } from './file/open-table.js';
import { reportImport } from './import-channel.js';
import { detectionOf } from './detection.js';
import type { ImportCounts, ImportRecord } from './import-record.js';
import { gaveUp, maxAttempts } from './attempts.js';
import { finishImport, resetProgress, setDetection } from './import-progress.statements.js';
import { leaveQueue } from './import-queue.statements.js';
import { type ImportSlot, ImportStopped } from './import-slots.js';
import { LeaseRenewal } from './renew-lease.js';
import { readChunks } from './read-chunks.js';
import { selectKnownTerms } from './rows/batch.statements.js';
import { batchesOf } from './rows/batches.js';
import type { Decision, RowGroup } from './rows/import-batch.js';
import { KeySet } from './rows/key-set.js';
import { RowReader } from './rows/read-row.js';
import { type Decide, type Held, LeaseLost, refuseRow, storeBatch } from './rows/store-batch.js';

/** Number of rows read before yielding. */
const rowsAtOnce = 50;

/** How many rows a trial shows as they would be stored. */
const previewRows = 5;

export type OnProgress = (counts: ImportCounts, bytesRead: number) => void;

/**
 * Works on one import from its current position to its end, and can be ended at any moment: committed work is not done
 * again. The process holds the lease of the import.
 */
export class ImportRun {
  private readonly logger = new Logger('Imports');
  private readonly businessId: BusinessId;
  private readonly preview: object[] = [];
  private bytesRead = 0;
  private lastAt = performance.now();
  private readonly leaseRenewal: LeaseRenewal;
  /** The batch that is being stored. */
  private storing: Promise<void> = Promise.resolve();
  private readonly rowsDone: number;
  private rowsRead: number;
  private attempts: number;

  /** @param slot shared with the other imports of the worker; undefined: the import runs without pauses */
  constructor(
    private readonly transaction: TenantTransaction,
    private readonly record: ImportRecord,
    private readonly lease: string,
    private readonly slot?: ImportSlot,
    private readonly onProgress: OnProgress = () => undefined,
  ) {
    this.businessId = storedBusinessId(record.business_id);
    this.leaseRenewal = new LeaseRenewal(transaction, { businessId: this.businessId, id: record.id, lease });
    this.rowsDone = record.options.dry_run ? 0 : record.rows_read;
    this.rowsRead = this.rowsDone;
    this.attempts = record.attempts;
  }

  /**
   * @returns whether the import has come to its end
   * @throws what the database does; the import stays as the last batch has left it
   */
  async run(): Promise<boolean> {
    // The process of the last attempt has ended before it could say what became of it.
    if (this.attempts > maxAttempts) return this.giveUp();
    try {
      return await this.readAll();
    } catch (error) {
      if (error instanceof LeaseLost || error instanceof ImportStopped) return false;
      if (error instanceof FileError) return this.finish(error.message);
      if (isInterruption(error) || this.attempts < maxAttempts) throw error;
      this.logger.error({ err: loggableError(error), import_id: this.record.id }, 'An import was given up');
      return this.giveUp();
    }
  }

  private async readAll(): Promise<boolean> {
    const { businessId, record, lease } = this;
    const { options } = record;
    await this.pause();
    const table = await openTable(this.counted(), options);
    const [terms, [leased]] = await this.transaction.queryAll(businessId, [
      selectKnownTerms(businessId),
      setDetection(businessId, record.id, lease, detectionOf(table), null),
      ...(options.dry_run ? [resetProgress(businessId, record.id, lease)] : []),
    ]);
    if (leased === undefined) return false;
    const held: Held = { businessId, record, lease, terms, earlier: new KeySet() };
    await this.storeAll(table, held);
    if (options.dry_run) {
      await this.transaction.query(
        businessId,
        setDetection(businessId, record.id, lease, detectionOf(table), this.preview),
      );
    }
    return this.finish(null);
  }

  /** While one batch is being stored, the next is read. */
  private async storeAll(table: Table, held: Held): Promise<void> {
    try {
      const reader = new RowReader(table, held.terms);
      for await (const leads of batchesOf(this.paced(table), reader, this.record.options, this.rowsDone)) {
        if (this.record.options.mode !== 'update') await makeReady(leads, held.terms);
        await this.storing;
        this.storing = this.store(held, leads, this.bytesRead);
        // Its failure is handled where it is awaited.
        this.storing.catch(() => undefined);
      }
    } finally {
      await this.storing;
    }
  }

  private async *paced({ rows }: Table): AsyncGenerator<TableRow[]> {
    for await (const some of rows) {
      await this.pause();
      yield some;
    }
  }

  /**
   * Lets other imports use the slot once its time is over. The import stays open, because reading its file again would cost
   * more with each pause, and a dry run would start again.
   */
  private async pause(): Promise<void> {
    if (this.slot?.isOver !== true) return;
    await this.storing;
    await this.slot.next(() => this.leaseRenewal.renewIfDue());
  }

  private async *counted(): AsyncGenerator<Uint8Array> {
    for await (const bytes of readChunks(this.transaction, this.businessId, this.record.id)) {
      await this.leaseRenewal.renewIfDue();
      yield bytes;
      this.bytesRead += bytes.length;
    }
  }

  /**
   * What the database refuses is tried in halves, so that one row fails alone. That the rules of a request have let it
   * pass is a fault of ours, and logged as one.
   */
  private async store(
    held: Held,
    groups: readonly RowGroup[],
    bytesRead: number,
    decide?: Decide,
  ): Promise<void> {
    const now = performance.now();
    const workedMs = now - this.lastAt;
    this.lastAt = now;
    try {
      const stored = await storeBatch(this.transaction, held, groups, bytesRead, workedMs, decide);
      this.rowsRead += stored.counts.rows;
      if (!held.record.options.dry_run) this.attempts = 1;
      this.show(stored.decisions);
      this.onProgress(stored.counts, bytesRead);
      if (!held.record.options.dry_run) reportImport({ rows: stored.counts });
    } catch (error) {
      if (!isStatementError(error)) throw error;
      if (groups.length === 1) {
        if (!isDataException(error)) throw error;
        this.logger.error({ err: loggableError(error) }, 'The database has refused a row of an import');
        await this.store(held, groups, bytesRead, refuseRow);
        return;
      }
      const half = Math.ceil(groups.length / 2);
      await this.store(held, groups.slice(0, half), bytesRead);
      await this.store(held, groups.slice(half), bytesRead);
    }
  }

  private show(decisions: readonly Decision[]): void {
    if (!this.record.options.dry_run) return;
    for (const decision of decisions) {
      if (this.preview.length >= previewRows) return;
      if (decision.kind === 'create') {
        const { id: _id, created_at: _created, ...customer } = decision.customer;
        const contacts = decision.contacts.map(
          ({ id: _of, customer_id: _customer, created_at: _at, ...contact }) => contact,
        );
        this.preview.push({ ...customer, contacts });
      }
      if (decision.kind === 'update') this.preview.push({ id: decision.id, ...decision.patch });
    }
  }

  private giveUp(): Promise<boolean> {
    // A dry run begins again with each attempt.
    return this.finish(
      gaveUp(this.record.options.dry_run ? Math.max(this.rowsRead, this.record.rows_read) : this.rowsRead),
      true,
    );
  }

  /** @returns that the import has come to its end */
  private async finish(error: string | null, isGivenUp = false): Promise<boolean> {
    const { businessId, record, lease } = this;
    const isFinished = await this.transaction.run(businessId, async (run) => {
      const [[finished]] = await run(finishImport(businessId, record.id, lease, error, isGivenUp));
      if (finished === undefined) return false;
      await run(leaveQueue(businessId, record.id));
      return true;
    });
    if (isFinished) reportImport({ ended: error === null ? 'completed' : 'failed' });
    return true;
  }
}

/** The customers that rows would make are made before their transaction, some at a time: others have their turn. */
async function makeReady(groups: readonly RowGroup[], terms: Held['terms']): Promise<void> {
  for (const [index, group] of groups.entries()) {
    group.creationWith(terms);
    if (index % rowsAtOnce === 0) await setImmediate();
  }
}
