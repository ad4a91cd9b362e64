import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import { type Delivery, deliveryColumns } from './delivery.js';
import type { RedeliverRequest } from './webhooks.dto.js';

const columns = deliveryColumns('d');

/** A message that reports no change. */
export const insertTest = (businessId: BusinessId, webhookId: string, id: string): Statement<Delivery> => ({
  name: 'insert_test_delivery',
  text: `
    with d as (
      insert into webhook_deliveries as n (
        business_id, webhook_id, id, event_type, position, entity_id, subject, occurred_at, state, next_attempt_at
      )
      select $1::uuid, $2::uuid, $3::uuid, 'webhook.test', 0, $2::uuid, $3::uuid, now(), 'pending', now()
      returning n.*
    )
    select ${columns} from d`,
  values: [businessId, webhookId, id],
});

export const selectDelivery = (
  businessId: BusinessId,
  webhookId: string,
  id: string,
): Statement<Delivery> => ({
  name: 'select_delivery',
  text: `
    select ${columns} from webhook_deliveries d where d.business_id = $1 and d.webhook_id = $2 and d.id = $3`,
  values: [businessId, webhookId, id],
});

/** Whether of the subject of `d` another one is due, or an earlier one that is to be sent again as well. */
const dueAgain = (chosen: string) => `
  update webhook_deliveries d set
    state = 'pending', attempts = 0, delivered_at = null, last_status = null, last_error = null,
    next_attempt_at = case when c.nth = 1 and not exists (
      select from webhook_deliveries p
      where p.business_id = $1 and p.webhook_id = $2 and p.subject = d.subject and p.state = 'pending'
    ) then c.due_at end
  from (
    select o.id, row_number() over (partition by o.subject order by o.position, o.id) as nth,
      least(o.occurred_at, now()) as due_at
    from webhook_deliveries o
    where o.business_id = $1 and o.webhook_id = $2 and ${chosen}
  ) c
  where d.business_id = $1 and d.webhook_id = $2 and d.id = c.id
  returning d.*`;

/** One that is pending is due at once, if it waits for no other; any other is sent again, after those that are due. */
export const redeliver = (businessId: BusinessId, webhookId: string, id: string): Statement<Delivery> => ({
  name: 'redeliver',
  text: `
    with hurried as (
      update webhook_deliveries h set next_attempt_at = now()
      where h.business_id = $1 and h.webhook_id = $2 and h.id = $3 and h.next_attempt_at is not null
      returning h.*
    ), again as (${dueAgain(`o.id = $3 and o.state in ('delivered', 'parked')`)})
    select ${columns} from (select * from hurried union all select * from again) d`,
  values: [businessId, webhookId, id],
});

const chosen = `
  o.occurred_at >= $3 and ($5::timestamptz is null or o.occurred_at <= $5)
  and ($6::text[] = '{}' or o.event_type = any ($6)) and (o.state = 'parked' or ($4 and o.state = 'delivered'))`;

/** Both ends of the span of time are inclusive. */
export const redeliverSince = (
  businessId: BusinessId,
  webhookId: string,
  { since, until, event_types = [], include_delivered }: RedeliverRequest,
): Statement<{ redelivered: number }> => ({
  name: 'redeliver_since',
  text: `
    with again as (${dueAgain(chosen)})
    select count(*) as redelivered from again`,
  values: [
    businessId,
    webhookId,
    since.toISOString(),
    include_delivered,
    until?.toISOString() ?? null,
    event_types,
  ],
});
