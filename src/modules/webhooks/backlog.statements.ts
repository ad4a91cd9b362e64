import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import type { DeliveryState } from './delivery.js';
import type { Backlog } from './queue.statements.js';

/** Maximum count per kind and endpoint: metrics need no exact number above it. */
const maxCounted = 10_000;

const countOf = (state: DeliveryState) => `
  (select count(*) from (
    select from webhook_deliveries d where d.business_id = $1 and d.webhook_id = $2 and d.state = '${state}'
    limit ${maxCounted}
  ) d)`;

export interface StoredBacklog extends Backlog {
  /** When the next delivery is due; null: none is. */
  readonly in_seconds: number | null;
}

/** The backlog of an endpoint; events that are not deliveries yet may turn out to be of other types. */
export const selectBacklog = (businessId: BusinessId, webhookId: string): Statement<StoredBacklog> => ({
  name: 'select_webhook_backlog',
  text: `
    select
      (
        select extract(epoch from min(d.next_attempt_at) - now())::float8 from webhook_deliveries d
        where d.business_id = $1 and d.webhook_id = $2 and d.next_attempt_at is not null
      ) as in_seconds,
      ${countOf('pending')} + (
        select coalesce(sum(least(p.last_position - w.last_position, ${maxCounted})), 0)::bigint
        from webhooks w join event_positions p on p.business_id = $1
        where w.business_id = $1 and w.id = $2
      ) as waiting,
      ${countOf('parked')} as parked,
      (
        select d.occurred_at from webhook_deliveries d
        where d.business_id = $1 and d.webhook_id = $2 and d.state = 'pending' order by d.id limit 1
      ) as oldest_at`,
  values: [businessId, webhookId],
});
