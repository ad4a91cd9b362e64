import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Statement } from '../../../platform/database/statement.js';

/** How many businesses are looked at by one statement. */
const businessesOfOneRead = 200;
/** How many events go at once: their transaction is short. */
export const eventsOfOneBatch = 1_000;

export const selectBusinesses = (after: string): Statement<{ id: string }> => ({
  name: 'select_businesses_to_clear',
  text: `select b.id from businesses b where b.id > $1 order by b.id limit ${businessesOfOneRead}`,
  values: [after],
});

/**
 * Removes the oldest events of a business that are older than this many days; another process that does so at this moment
 * is left to it. What an active webhook has yet to tell stays.
 */
export const removeEvents = (businessId: BusinessId, days: number): Statement<{ position: number }> => ({
  name: 'remove_events',
  text: `
    with turn as (
      select pg_try_advisory_xact_lock(hashtextextended('event retention ' || $1::uuid::text, 0)) as is_mine
    ), told as (
      select coalesce(least(
        (select min(w.last_position) from webhooks w where w.business_id = $1 and w.is_active),
        (
          select min(d.position) - 1 from webhook_deliveries d
          join webhooks w on w.business_id = $1 and w.id = d.webhook_id and w.is_active
          where d.business_id = $1 and d.state = 'pending' and d.position > 0
        )
      ), ${Number.MAX_SAFE_INTEGER}) as position
    ), oldest as materialized (
      select e.position, e.occurred_at from events e
      where e.business_id = $1 order by e.position limit ${eventsOfOneBatch}
    ), removed as (
      delete from events e using oldest o, told t, turn
      where e.business_id = $1 and e.position = o.position and turn.is_mine
        and o.occurred_at < now() - make_interval(days => $2) and o.position <= t.position
      returning e.position, e.id
    ), last as (
      select r.position, r.id from removed r order by r.position desc limit 1
    ), noted as (
      update event_positions p set removed_position = l.position, removed_id = l.id
      from last l where p.business_id = $1
      returning p.removed_position
    )
    select r.position from removed r`,
  values: [businessId, days],
});
