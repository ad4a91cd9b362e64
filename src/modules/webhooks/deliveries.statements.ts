import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import { eventColumns, eventOf } from '../events/event-row.js';
import { wireTime } from './wire-time.js';

/** How many events are made deliveries at once. */
const fanOutEvents = 500;
/** How long finished deliveries are kept. */
const keepDays = 30;

/** An endpoint that a process works for. */
export interface Leased {
  readonly url: string;
  readonly is_failing: boolean;
}

/** Invalidates the previous lease. Returns no row if the webhook is not active. */
export const leaseWebhook = (
  businessId: BusinessId,
  webhookId: string,
  lease: string,
): Statement<{ id: string }> => ({
  name: 'lease_webhook',
  text: `
    update webhooks w set lease = $3 where w.business_id = $1 and w.id = $2 and w.is_active
    returning w.id`,
  values: [businessId, webhookId, lease],
});

/** Locks the endpoint for the transaction, if the lease still holds. */
export const holdLease = (businessId: BusinessId, webhookId: string, lease: string): Statement<Leased> => ({
  name: 'hold_webhook_lease',
  text: `
    select w.url, w.failing_since is not null as is_failing from webhooks w
    where w.business_id = $1 and w.id = $2 and w.lease = $3 for no key update`,
  values: [businessId, webhookId, lease],
});

/**
 * Makes deliveries of the next events: of each customer the first is due, unless an earlier one is, and the others wait for it.
 * Removes deliveries past their retention.
 */
export const fanOut = (businessId: BusinessId, webhookId: string, lease: string): Statement => ({
  name: 'fan_out_events',
  text: `
    with w as (
      select w.* from webhooks w where w.business_id = $1 and w.id = $2 and w.lease = $3
    ), told as (
      select e.*, coalesce(e.customer_id, e.entity_id) as subject
      from w join events e on e.business_id = $1 and e.position > w.last_position
      order by e.position limit ${fanOutEvents}
    ), wanted as (
      select t.*, row_number() over (partition by t.subject order by t.position) as nth,
        least(t.occurred_at, now()) as due_at
      from told t cross join w
      where w.event_types = '{}' or t.type = any (w.event_types)
    ), inserted as (
      insert into webhook_deliveries as d (
        business_id, webhook_id, id, event_type, position, entity_id, subject, occurred_at, state, next_attempt_at
      )
      select $1::uuid, $2::uuid, t.id, t.type, t.position, t.entity_id, t.subject, t.occurred_at, 'pending',
        case when t.nth = 1 and not exists (
          select from webhook_deliveries p
          where p.business_id = $1 and p.webhook_id = $2 and p.subject = t.subject and p.state = 'pending'
        ) then t.due_at end
      from wanted t
      on conflict (business_id, webhook_id, id) do nothing
      returning d.id
    ), forgotten as (
      delete from webhook_deliveries f
      where f.business_id = $1 and f.webhook_id = $2 and f.id in (
        select o.id from webhook_deliveries o
        where o.business_id = $1 and o.webhook_id = $2 and o.state in ('delivered', 'parked')
          and o.occurred_at < now() - make_interval(days => ${keepDays})
        order by o.id limit ${fanOutEvents}
      ) and exists (select from told)
      returning f.id
    )
    update webhooks n set last_position = t.last
    from (select max(t.position) as last from told t) t
    where n.business_id = $1 and n.id = $2 and t.last is not null`,
  values: [businessId, webhookId, lease],
});

/**
 * What has not been tried waits for nothing but its turn, whatever the time was when it became due: the clock may have been
 * set back since.
 */
export const hurryUntried = (businessId: BusinessId, webhookId: string): Statement<{ id: string }> => ({
  name: 'hurry_untried_deliveries',
  text: `
    update webhook_deliveries d set next_attempt_at = now()
    where d.business_id = $1 and d.webhook_id = $2 and d.next_attempt_at > now() and d.attempts = 0
    returning d.id`,
  values: [businessId, webhookId],
});

/** A delivery that is to be made. */
export interface DueDelivery {
  readonly id: string;
  readonly attempts: number;
  readonly event_type: string;
  readonly occurred_at: string;
  /** The event as it is sent; null where it is not kept any more, or none of the log. */
  readonly json: string | null;
  readonly isTest: boolean;
}

/** @param underWay the deliveries in flight */
export const selectDue = (
  businessId: BusinessId,
  webhookId: string,
  lease: string,
  inFlight: readonly string[],
  most: number,
): Statement<DueDelivery> => ({
  name: 'select_due_deliveries',
  text: `
    select d.id, d.attempts, d.event_type, d.position, ${wireTime('d.occurred_at')}, ${eventColumns}
    from webhook_deliveries d left join events c on c.business_id = $1 and c.position = d.position
    where d.business_id = $1 and d.webhook_id = $2 and d.next_attempt_at <= now() and d.id <> all ($4::uuid[])
      and exists (select from webhooks w where w.business_id = $1 and w.id = $2 and w.lease = $3)
    order by d.next_attempt_at, d.position limit $5`,
  values: [businessId, webhookId, lease, inFlight, most],
  rowOf: ({ fields: [id, attempts, type, position, occurredAt, ...event] }) => ({
    id: id ?? '',
    attempts: Number(attempts),
    event_type: type ?? '',
    occurred_at: occurredAt ?? '',
    json: event[0] === null ? null : JSON.stringify(eventOf(event)),
    isTest: position === '0',
  }),
});
