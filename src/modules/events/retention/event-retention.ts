import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { type BusinessId, storedBusinessId } from '../../../platform/database/business-id.js';
import { TenantTransaction } from '../../../platform/database/tenant-transaction.js';
import { databaseIsUnavailable } from '../../../platform/database/database-errors.js';
import { Database } from '../../../platform/database/database.js';
import { loggableError } from '../../../platform/observability/log/loggable-error.js';
import { eventsOfOneBatch, removeEvents, selectBusinesses } from './retention.statements.js';

/** How often old events are looked for, in milliseconds. */
const pollMs = 3_600_000;

const beforeAll = '00000000-0000-0000-0000-000000000000';

export const eventRetentionDaysToken = Symbol('how many days events are kept');

/** Removes events that are old enough, some at a time, if any are to be removed at all. */
@Injectable()
export class EventRetention implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Retention');
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> | undefined;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly transaction: TenantTransaction,
    @Inject(eventRetentionDaysToken) private readonly days: number | undefined,
  ) {}

  onApplicationBootstrap(): void {
    if (this.days === undefined) return;
    this.timer = setInterval(() => void this.clear(), pollMs);
    this.timer.unref();
    void this.clear();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.work;
  }

  /** Until nothing is left that is old enough. */
  clear(): Promise<void> {
    this.work ??= this.clearAll()
      .catch((error: unknown) => {
        const level = databaseIsUnavailable(error) ? 'warn' : 'error';
        this.logger[level]({ err: loggableError(error) }, 'Old events could not be removed');
      })
      .finally(() => (this.work = undefined));
    return this.work;
  }

  private async clearAll(): Promise<void> {
    const { days } = this;
    if (days === undefined) return;
    for (let after = beforeAll; ;) {
      const businesses = await this.database.query(selectBusinesses(after));
      const last = businesses.at(-1);
      if (last === undefined) return;
      // No business asks for it: the operator has said it of all of them.
      for (const { id } of businesses) await this.clearBusiness(storedBusinessId(id), days);
      after = last.id;
    }
  }

  private async clearBusiness(businessId: BusinessId, days: number): Promise<void> {
    let removed = eventsOfOneBatch;
    while (removed === eventsOfOneBatch && !this.isStopped) {
      removed = (await this.transaction.query(businessId, removeEvents(businessId, days))).length;
    }
  }
}
