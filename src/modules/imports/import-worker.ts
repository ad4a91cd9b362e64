import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { storedBusinessId } from '../../platform/database/business-id.js';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { databaseIsUnavailable, isInterruption } from '../../platform/database/database-errors.js';
import { Database } from '../../platform/database/database.js';
import { loggableError } from '../../platform/observability/log/loggable-error.js';
import { ImportRun } from './import-run.js';
import { ImportSlot, ImportSlots } from './import-slots.js';
import { leaseImport } from './import-progress.statements.js';
import { releaseLease } from './renew-lease.js';
import { type ImportTurn, leaveQueue, lockQueue, acquireLease } from './import-queue.statements.js';

/** How often a process looks for work that another one has left, in milliseconds. */
const pollMs = 1_000;

/** In seconds: by then a process with a free slot has taken an import. */
const busyMinWaitSeconds = pollMs / 1_000;

/** How many imports are open for each slot: each holds a part of its file in memory, and its lease. */
const openPerSlot = 4;

export const importsAtOnceToken = Symbol('the most imports that a process works on at once');

/** Works on the imports that wait, whichever process has received them. */
@Injectable()
export class ImportWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Imports');
  private readonly running = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private readonly slots: ImportSlots;
  /** Imports whose last attempt was ended by an outage of the database, which does not count. */
  private readonly interrupted = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly transaction: TenantTransaction,
    @Inject(importsAtOnceToken) private readonly atOnce: number,
  ) {
    this.slots = new ImportSlots(atOnce);
  }

  onApplicationBootstrap(): void {
    if (this.atOnce === 0) return;
    this.timer = setInterval(() => this.wake(), pollMs);
    this.timer.unref();
  }

  /** Stops the open imports once their current batch is stored, and leaves them to other processes. */
  async onModuleDestroy(): Promise<void> {
    this.slots.stop();
    clearInterval(this.timer);
    await Promise.all(this.running);
  }

  /** Looks for work, where there is room for more. */
  wake(): void {
    if (this.slots.isStopped || this.running.size >= this.atOnce * openPerSlot) return;
    const work = this.work().finally(() => this.running.delete(work));
    this.running.add(work);
  }

  private async work(): Promise<void> {
    try {
      // One after another, for as long as there is any.
      while (!this.slots.isStopped && (await this.workOnNext()));
    } catch (error) {
      const level = databaseIsUnavailable(error) ? 'warn' : 'error';
      this.logger[level]({ err: loggableError(error) }, 'An import could not go on');
    }
  }

  /** @returns whether there was any */
  private async workOnNext(): Promise<boolean> {
    const minWaitSeconds = this.slots.hasFree ? 0 : busyMinWaitSeconds;
    const [, [turn] = []] = await this.database.queues<ImportTurn>([lockQueue, acquireLease(minWaitSeconds)]);
    if (turn === undefined) return false;
    // There may be more than one to be worked on.
    this.wake();
    const { import_id: id } = turn;
    const businessId = storedBusinessId(turn.business);
    const lease = randomUUID();
    const attempt = this.interrupted.has(id) ? 0 : 1;
    const [record] = await this.transaction.query(businessId, leaseImport(businessId, id, lease, attempt));
    this.interrupted.delete(id);
    if (record === undefined) {
      await this.transaction.query(businessId, leaveQueue(businessId, id));
      return true;
    }
    const slot = new ImportSlot(this.slots);
    const hasEnded = await new ImportRun(this.transaction, record, lease, slot)
      .run()
      .catch((error: unknown) => {
        if (isInterruption(error)) this.interrupted.add(id);
        throw error;
      })
      .finally(() => slot.release());
    if (!hasEnded) await releaseLease(this.transaction, { businessId, id, lease });
    return true;
  }
}
