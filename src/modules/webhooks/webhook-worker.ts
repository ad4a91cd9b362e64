import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { type BusinessId, storedBusinessId } from '../../platform/database/business-id.js';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { databaseIsUnavailable, isInterruption } from '../../platform/database/database-errors.js';
import { Database } from '../../platform/database/database.js';
import { loggableError } from '../../platform/observability/log/loggable-error.js';
import { holdLease, leaseWebhook } from './deliveries.statements.js';
import { DeliveryTurn } from './delivery-turn.js';
import { failTurn } from './failed-turn.js';
import {
  completeTurn,
  type FreeSlots,
  acquireLeases,
  type Turn,
  wakeWebhooksOf,
} from './queue.statements.js';
import { Sender } from './sender.js';

/** Poll interval in milliseconds. */
const pollMs = 1_000;
/** How often a process that writes all the time wakes endpoints, in milliseconds. */
const wakeIntervalMs = 50;
/** How long a stopping process waits for responses, in milliseconds; aborted deliveries are sent again. */
const stopMs = 3_000;

/** One business has at most half of the slots. */
const shareOfOne = 0.5;

/** KeyedSemaphore in flight, and the business of each. */
type KeyedSemaphore = Map<Promise<void>, string>;

export const webhooksAtOnceToken = Symbol('the most endpoints that a process works for at once');

/** Delivers the events of all processes to endpoints. */
@Injectable()
export class WebhookWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Webhooks');
  /** The business of each. Those that take nothing have separate places, and keep no other waiting. */
  private readonly turns: Record<'healthy' | 'failing', KeyedSemaphore> = {
    healthy: new Map(),
    failing: new Map(),
  };
  private readonly stop = new AbortController();
  private readonly recorded = new Set<BusinessId>();
  private waking: Promise<void> | undefined;
  private polling: Promise<void> | undefined;
  private pollsAgain = false;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly transaction: TenantTransaction,
    private readonly sender: Sender,
    @Inject(webhooksAtOnceToken) private readonly atOnce: number,
  ) {}

  onApplicationBootstrap(): void {
    this.transaction.onRecorded((businessId) => {
      if (this.isStopped) return;
      this.recorded.add(businessId);
      this.waking ??= this.wakeRecorded().finally(() => (this.waking = undefined));
    });
    if (this.atOnce === 0) return;
    this.timer = setInterval(() => this.poll(), pollMs);
    this.timer.unref();
  }

  /** Deliveries in flight end, or are left to other processes. */
  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    const giveUp = setTimeout(() => {
      this.stop.abort();
      this.sender.abort();
    }, stopMs);
    await this.waking;
    await this.polling;
    await Promise.all([...this.turns.healthy.keys(), ...this.turns.failing.keys()]);
    clearTimeout(giveUp);
  }

  /** Polls for due endpoints if there are free slots. */
  poll(): void {
    if (this.isStopped || this.atOnce === 0) return;
    this.pollsAgain = true;
    this.polling ??= this.acquireLeases().finally(() => (this.polling = undefined));
  }

  /** A process that misses the notification polls a little later. */
  private async wakeRecorded(): Promise<void> {
    while (this.recorded.size > 0) {
      const businessIds = [...this.recorded];
      this.recorded.clear();
      await this.database.queues([wakeWebhooksOf(businessIds)]).then(
        () => this.poll(),
        (error: unknown) => this.report(error),
      );
      await new Promise((resolve) => {
        setTimeout(resolve, wakeIntervalMs).unref();
      });
    }
  }

  private async acquireLeases(): Promise<void> {
    while (this.pollsAgain && !this.isStopped) {
      this.pollsAgain = false;
      const { healthy, failing } = this.turns;
      try {
        const [some = [], others = []] = await this.database.queues<Turn>([
          acquireLeases(false, this.slotsAlongside(healthy)),
          acquireLeases(true, this.slotsAlongside(failing)),
        ]);
        for (const turn of some) this.begin(turn, healthy);
        for (const turn of others) this.begin(turn, failing);
      } catch (error) {
        this.report(error);
      }
    }
  }

  private slotsAlongside(turns: KeyedSemaphore): FreeSlots {
    return {
      most: this.atOnce - turns.size,
      maxPerKey: Math.ceil(this.atOnce * shareOfOne),
      taken: [...turns.values()],
    };
  }

  private begin(turn: Turn, turns: KeyedSemaphore): void {
    const work = this.work(turn)
      .catch((error: unknown) => this.report(error))
      .finally(() => {
        turns.delete(work);
        // There may be more that waits for the place, or for this very endpoint.
        this.poll();
      });
    turns.set(work, turn.business);
  }

  private async work({ webhook_id: id, business, failures }: Turn): Promise<void> {
    const businessId = storedBusinessId(business);
    const lease = randomUUID();
    const [leased] = await this.transaction.query(businessId, leaseWebhook(businessId, id, lease));
    if (leased === undefined) return;
    const { transaction, sender, stop } = this;
    const turn = new DeliveryTurn(transaction, sender, businessId, id, lease, stop.signal);
    const end = await turn.run().catch(async (error: unknown) => {
      if (!isInterruption(error)) await failTurn(transaction, { businessId, id, lease }, failures + 1);
      throw error;
    });
    if (end === null) return;
    await transaction.run(businessId, async (run) => {
      const [[held]] = await run(holdLease(businessId, id, lease));
      if (held !== undefined) await run(completeTurn(businessId, id, end));
    });
  }

  private report(error: unknown): void {
    const level = databaseIsUnavailable(error) ? 'warn' : 'error';
    this.logger[level]({ err: loggableError(error) }, 'Webhook deliveries failed');
  }
}
