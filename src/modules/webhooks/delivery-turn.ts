import { setTimeout as wait } from 'node:timers/promises';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { selectBacklog } from './backlog.statements.js';
import { waitAfter } from './backoff.js';
import { type DueDelivery, fanOut, holdLease, hurryUntried, selectDue } from './deliveries.statements.js';
import { recordDelivered, recordFailure } from './delivery-outcomes.statements.js';
import { disableEndpoint } from './failed-turn.js';
import { messageHeaders } from './message.js';
import type { Backlog, TurnEnd } from './queue.statements.js';
import type { Outcome, Sender } from './sender.js';
import { testMessage } from './test-message.js';
import { reportWebhook } from './webhook-channel.js';
import { selectSecrets } from './webhooks.statements.js';

/** How long a turn goes on beginning something new, in milliseconds: others wait for their turn. */
const turnMs = 10_000;
/** Concurrent deliveries per endpoint; a failing endpoint gets one at a time. */
const atOnce = 8;
/** Limits deliveries to 100 per second, also during an import of thousands of rows. In milliseconds. */
const paceMs = 10;
/** How often the turn looks for something new while it waits for answers, in milliseconds. */
const pollMs = 200;

const gone = 410;

const nothingLeft: Backlog = { waiting: 0, parked: 0, oldest_at: null };

/**
 * Tells one endpoint of what is due, for as long as there is any, or until others are to have their turn. The process
 * holds the lease of the endpoint, so no other process sends to it.
 */
export class DeliveryTurn {
  private readonly inFlight = new Map<string, Promise<void>>();
  private secrets: readonly string[] = [];
  private isFailing = false;
  private isOver = false;
  private isLost = false;
  private failure: unknown;

  constructor(
    private readonly transaction: TenantTransaction,
    private readonly sender: Sender,
    private readonly businessId: BusinessId,
    private readonly webhookId: string,
    private readonly lease: string,
    private readonly stop: AbortSignal,
  ) {}

  /**
   * @returns null if another process has taken the lease
   * @throws database errors: deliveries sent since the last commit are sent again
   */
  async run(): Promise<TurnEnd | null> {
    const { transaction, businessId, webhookId } = this;
    const [secrets] = await transaction.queryAll(businessId, [
      selectSecrets(businessId, webhookId),
      hurryUntried(businessId, webhookId),
    ]);
    this.secrets = secrets.map(({ secret }) => secret);
    const end = performance.now() + turnMs;
    let isDone = false;
    while (!isDone && !this.isOver && !this.stop.aborted && performance.now() < end) {
      const begun = await this.begin();
      isDone = begun === 0 && this.inFlight.size === 0;
      if (begun === 0 && !isDone) await Promise.race([...this.inFlight.values(), wait(pollMs)]);
    }
    await Promise.all(this.inFlight.values());
    if (this.failure !== undefined) throw this.failure;
    if (this.isLost) return null;
    const [left] = await transaction.query(businessId, selectBacklog(businessId, webhookId));
    const { in_seconds, ...backlog } = left ?? { in_seconds: null, ...nothingLeft };
    const inSeconds = isDone ? Math.max(0, in_seconds ?? Infinity) : 0;
    return { inSeconds, isFailing: this.isFailing, backlog };
  }

  /** Sends due deliveries, up to the free slots. @returns their number */
  private async begin(): Promise<number> {
    const { businessId, webhookId, lease, inFlight } = this;
    const room = (this.isFailing ? 1 : atOnce) - inFlight.size;
    if (room <= 0) return 0;
    const [[leased], , due] = await this.transaction.queryAll(businessId, [
      holdLease(businessId, webhookId, lease),
      fanOut(businessId, webhookId, lease),
      selectDue(businessId, webhookId, lease, [...inFlight.keys()], room),
    ]);
    if (leased === undefined) {
      this.lose();
      return 0;
    }
    this.isFailing = leased.is_failing;
    const url = new URL(leased.url);
    for (const delivery of this.isFailing ? due.slice(0, 1) : due) {
      const sending = this.deliver(url, delivery)
        .catch((error: unknown) => {
          this.isOver = true;
          if (!this.stop.aborted) this.failure ??= error;
        })
        .finally(() => inFlight.delete(delivery.id));
      inFlight.set(delivery.id, sending);
      await wait(paceMs);
    }
    return due.length;
  }

  private async deliver(url: URL, delivery: DueDelivery): Promise<void> {
    const { id, attempts } = delivery;
    const body = delivery.isTest ? testMessage(this.businessId, this.webhookId, delivery) : delivery.json;
    if (body === null) {
      const error = 'The event is no longer available';
      await this.record(id, { status: null, error, retryAfterSeconds: 0 }, null);
      return;
    }
    const headers = messageHeaders(id, new Date(), body, this.secrets);
    const startedAt = performance.now();
    const outcome = await this.sender.send(url, headers, body);
    const waitSeconds = waitAfter(attempts + 1, outcome.retryAfterSeconds);
    const failed = waitSeconds === null ? 'parked' : 'failed';
    reportWebhook({
      outcome: outcome.error === null ? 'delivered' : failed,
      seconds: (performance.now() - startedAt) / 1_000,
    });
    await this.record(id, outcome, waitSeconds);
  }

  private async record(id: string, { status, error }: Outcome, waitSeconds: number | null): Promise<void> {
    const { businessId, webhookId, lease, transaction } = this;
    const hold = holdLease(businessId, webhookId, lease);
    if (error === null) {
      await transaction.queryAll(businessId, [
        hold,
        recordDelivered(businessId, webhookId, lease, id, status),
      ]);
      this.isFailing = false;
      return;
    }
    const [, [recorded]] = await transaction.queryAll(businessId, [
      hold,
      recordFailure(businessId, webhookId, lease, id, status, error, waitSeconds),
    ]);
    this.isFailing = true;
    if (recorded?.is_hopeless === true || status === gone) await this.disable();
  }

  private lose(): void {
    this.isOver = true;
    this.isLost = true;
  }

  private async disable(): Promise<void> {
    const { businessId, webhookId: id, lease } = this;
    this.lose();
    await disableEndpoint(this.transaction, { businessId, id, lease });
  }
}
