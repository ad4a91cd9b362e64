import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';

/** An endpoint that has taken nothing for so long is disabled. */
const disableAfterDays = 5;

/** `done` is over: the next of its subject is due. */
const promotion = `
  promoted as (
    update webhook_deliveries n set next_attempt_at = now()
    from done
    where n.business_id = $1 and n.webhook_id = $2 and done.state <> 'pending' and n.id = (
      select p.id from webhook_deliveries p
      where p.business_id = $1 and p.webhook_id = $2 and p.subject = done.subject and p.state = 'pending'
        and p.id <> done.id
      order by p.position, p.id limit 1
    )
    returning n.id
  )`;

const held = `held as materialized (select w.id from webhooks w where w.business_id = $1 and w.id = $2 and w.lease = $3)`;

/** The endpoint has taken it: it is failing no longer. */
export const recordDelivered = (
  businessId: BusinessId,
  webhookId: string,
  lease: string,
  id: string,
  status: number | null,
): Statement => ({
  name: 'record_delivered',
  text: `
    with ${held}, recovered as (
      update webhooks r set failing_since = null
      where r.business_id = $1 and r.id = $2 and r.lease = $3 and r.failing_since is not null
      returning r.id
    ), done as (
      update webhook_deliveries d set
        state = 'delivered', attempts = d.attempts + 1, next_attempt_at = null, last_attempt_at = now(),
        last_status = $5, last_error = null, delivered_at = now()
      from held h
      where d.business_id = $1 and d.webhook_id = $2 and h.id = d.webhook_id and d.id = $4 and d.state = 'pending'
      returning d.id, d.subject, d.state
    ), ${promotion}
    select done.id from done`,
  values: [businessId, webhookId, lease, id, status],
});

/**
 * The endpoint has not taken it.
 *
 * @param waitSeconds when it is sent again; null: never by itself
 * @returns whether it has taken nothing for so long that it is to be disabled
 */
export const recordFailure = (
  businessId: BusinessId,
  webhookId: string,
  lease: string,
  id: string,
  status: number | null,
  error: string,
  waitSeconds: number | null,
): Statement<{ is_hopeless: boolean }> => ({
  name: 'record_delivery_failure',
  text: `
    with ${held}, failing as (
      update webhooks f set failing_since = least(f.failing_since, now())
      where f.business_id = $1 and f.id = $2 and f.lease = $3
      returning f.failing_since
    ), done as (
      update webhook_deliveries d set
        state = case when $7::float8 is null then 'parked' else 'pending' end, attempts = d.attempts + 1,
        next_attempt_at = now() + make_interval(secs => $7::float8), last_attempt_at = now(),
        last_status = $5, last_error = $6
      from held h
      where d.business_id = $1 and d.webhook_id = $2 and h.id = d.webhook_id and d.id = $4 and d.state = 'pending'
      returning d.id, d.subject, d.state
    ), ${promotion}
    select f.failing_since < now() - make_interval(days => ${disableAfterDays}) as is_hopeless from failing f`,
  values: [businessId, webhookId, lease, id, status, error, waitSeconds],
});
