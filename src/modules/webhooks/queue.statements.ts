import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';

/** How long a process may work for an endpoint: longer than a turn and its last answers take. */
const leaseSeconds = 30;

/** Poll interval of an endpoint without a wake-up. */
const idleSeconds = 30;

export interface Turn {
  readonly webhook_id: string;
  readonly business: string;
  /** How many turns in a row an error of the service has ended. */
  readonly failures: number;
}

/** Puts an endpoint into the queue, which is active from now on, to be looked at at once. */
export const enterQueue = (businessId: BusinessId, webhookId: string): Statement => ({
  name: 'enter_webhook_queue',
  text: `
    insert into webhook_queue as q (webhook_id, business, due_at, busy_until)
    values ($2, $1, now(), now() - interval '1 second')
    on conflict (webhook_id) do update set due_at = excluded.due_at, retry_at = null`,
  values: [businessId, webhookId],
});

export const leaveQueue = (businessId: BusinessId, webhookId: string): Statement => ({
  name: 'leave_webhook_queue',
  text: 'delete from webhook_queue q where q.business = $1 and q.webhook_id = $2',
  values: [businessId, webhookId],
});

/**
 * Says that something is due, or was changed by hand; a process that already works for the endpoint then looks again. An
 * endpoint whose last turn has failed is tried again at once.
 */
export const wakeWebhook = (businessId: BusinessId, webhookId: string): Statement => ({
  name: 'wake_webhook',
  text: `
    update webhook_queue q set due_at = now(), retry_at = null
    where q.business = $1 and q.webhook_id = $2 and (q.due_at > now() or q.retry_at is not null)`,
  values: [businessId, webhookId],
});

/**
 * Events of these businesses were committed. In the order of the ids, so that no two wait for each other in a circle.
 */
export const wakeWebhooksOf = (businessIds: readonly string[]): Statement => ({
  name: 'wake_webhooks_of',
  text: `
    with idle as (
      select i.webhook_id from webhook_queue i
      where i.business = any ($1::uuid[]) and i.due_at > now()
      order by i.webhook_id for update
    )
    update webhook_queue q set due_at = now() from idle where q.webhook_id = idle.webhook_id`,
  values: [businessIds],
});

/** The places of a process for endpoints: how many are free, and what of them a business may have. */
export interface FreeSlots {
  readonly most: number;
  readonly maxPerKey: number;
  /** The business of each place that is taken. */
  readonly taken: readonly string[];
}

const isFree = `
  w.is_failing = $1 and w.busy_until < now() and (w.due_at <= now() or w.due_at = 'infinity')
  and (w.retry_at is null or w.retry_at <= now())`;

/**
 * Takes those that are due, the longest first, and of one business no more than its share: nobody else works for them
 * until the lease ends. What another process takes at this moment is looked at once more where the row is locked.
 */
export const acquireLeases = (
  isFailing: boolean,
  { most, maxPerKey, taken }: FreeSlots,
): Statement<Turn> => ({
  name: 'take_webhook_turns',
  text: `
    with due as (
      select w.webhook_id, w.due_at, w.business, row_number() over (partition by w.business order by w.due_at) as nth
      from webhook_queue w where ${isFree}
    ), next as (
      select w.webhook_id from due d join webhook_queue w on w.webhook_id = d.webhook_id
      where d.nth <= $3 - (select count(*) from unnest($4::uuid[]) as t(business) where t.business = d.business)
        and ${isFree}
      order by d.due_at limit $2 for update of w skip locked
    )
    update webhook_queue q set due_at = 'infinity', busy_until = now() + make_interval(secs => ${leaseSeconds})
    from next n where q.webhook_id = n.webhook_id
    returning q.webhook_id, q.business, q.failures`,
  values: [isFailing, most, maxPerKey, taken],
});

/** How a turn leaves an endpoint. */
export interface TurnEnd {
  /** When it is to be looked at next; Infinity: nothing is due. */
  readonly inSeconds: number;
  readonly isFailing: boolean;
  readonly backlog: Backlog;
}

/** Events that are not delivered yet. */
export interface Backlog {
  readonly waiting: number;
  readonly parked: number;
  /** When the first that waits has occurred. */
  readonly oldest_at: string | null;
}

/** Events committed in the meantime make it due at once. */
export const completeTurn = (
  businessId: BusinessId,
  webhookId: string,
  { inSeconds, isFailing, backlog }: TurnEnd,
): Statement => ({
  name: 'end_webhook_turn',
  text: `
    update webhook_queue q
    set due_at = least(q.due_at, now() + make_interval(secs => least($3::float8, ${idleSeconds}))),
      busy_until = now() - interval '1 second', is_failing = $4, waiting = $5, parked = $6, oldest_at = $7,
      failures = 0, retry_at = null
    where q.business = $1 and q.webhook_id = $2`,
  values: [businessId, webhookId, inSeconds, isFailing, backlog.waiting, backlog.parked, backlog.oldest_at],
});

/** Ends a turn that has failed. Only a change by hand makes the next one earlier. */
export const retryTurn = (
  businessId: BusinessId,
  webhookId: string,
  failures: number,
  waitSeconds: number,
): Statement => ({
  name: 'retry_webhook_turn',
  text: `
    update webhook_queue q
    set due_at = now(), busy_until = now() - interval '1 second', failures = $3,
      retry_at = now() + make_interval(secs => $4::float8)
    where q.business = $1 and q.webhook_id = $2`,
  values: [businessId, webhookId, failures, waitSeconds],
});

/** Of all endpoints that are active. */
export interface QueueLoad {
  readonly healthy: number;
  readonly failing: number;
  readonly waiting: number;
  readonly parked: number;
  readonly oldest_seconds: number;
  /** How long an endpoint has been due that no process works for. */
  readonly wait_seconds: number;
}

/** A turn that failed and waits for its retry is not waiting for a slot. */
const isWaiting = `
  q.busy_until < now() and q.due_at <= now() and (q.retry_at is null or q.retry_at <= now())`;

export const selectQueueLoad: Statement<QueueLoad> = {
  name: 'select_webhook_queue_load',
  text: `
    select
      count(*) filter (where not q.is_failing) as healthy, count(*) filter (where q.is_failing) as failing,
      coalesce(sum(q.waiting), 0)::bigint as waiting, coalesce(sum(q.parked), 0)::bigint as parked,
      greatest(0, extract(epoch from now() - min(q.oldest_at)))::float8 as oldest_seconds,
      greatest(0, extract(epoch from now() - min(q.due_at) filter (where ${isWaiting})))::float8 as wait_seconds
    from webhook_queue q`,
  values: [],
};
