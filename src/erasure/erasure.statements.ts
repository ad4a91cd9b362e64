import { customers, ownColumns } from '../customers/customer-table.js';
import type { Customer } from '../customers/customer.entity.js';
import type { BusinessId } from '../database/business-id.js';
import type { Statement } from '../database/statement.js';
import type { Json } from '../database/wire/json.js';
import { recordedWrite } from '../writes/recorded-write.js';
import { contactAssignments, contactHoldsAny, customerAssignments, customerHoldsAny } from './erased.js';

interface Counted {
  readonly count: number;
}

/** An event as it is stored. */
export interface StoredEvent {
  readonly position: number;
  readonly before: unknown;
  readonly data: unknown;
}

const branch = (column: string) => `
  (select e.position, e.before, e.data from events e
   where e.business_id = $1 and e.${column} = $2 and e.position > $3 order by e.position limit $4)`;

/** The events of a customer and its contacts behind a position, some of them. */
export const selectCustomerEvents = (
  businessId: BusinessId,
  customerId: string,
  after: number,
  most: number,
): Statement<StoredEvent> => ({
  name: 'select_events_to_erase',
  text: `
      select * from (${branch('entity_id')} union all ${branch('customer_id')}) e order by e.position limit $4`,
  values: [businessId, customerId, after, most],
});

export const replaceEvents = (businessId: BusinessId, events: readonly StoredEvent[]): Statement => ({
  name: 'replace_events',
  text: `
    update events e set before = n.before, data = n.data
    from json_to_recordset($2) as n(position bigint, before json, data json)
    where e.business_id = $1 and e.position = n.position`,
  values: [businessId, JSON.stringify(events)],
});

/** Removes from the events in a span of positions the names of those who acted under one of the addresses. */
export const eraseActors = (
  businessId: BusinessId,
  emails: readonly string[],
  from: number,
  to: number,
): Statement<{ id: string }> => ({
  name: 'erase_actors_of_events',
  text: `
    update events e set actor = json_build_object(
      'token_id', e.actor -> 'token_id', 'user_email', null,
      'request_id', e.actor -> 'request_id', 'import_id', e.actor -> 'import_id')
    where e.business_id = $1 and e.position > $3 and e.position <= $4
      and lower(e.actor ->> 'user_email') = any ($2::text[])
    returning e.id`,
  values: [businessId, emails, from, to],
});

export const selectLastPosition = (businessId: BusinessId): Statement<{ last_position: number }> => ({
  name: 'select_last_position',
  text: 'select p.last_position from event_positions p where p.business_id = $1',
  values: [businessId],
});

export const eraseContacts = (businessId: BusinessId, customerId: string): Statement<{ id: string }> => ({
  name: 'erase_contacts',
  text: `
    update customer_contacts k set ${contactAssignments}, updated_at = greatest(now(), k.updated_at)
    where k.business_id = $1 and k.customer_id = $2 and ${contactHoldsAny('k')}
    returning k.id`,
  values: [businessId, customerId],
});

/** The customer leaves the lists as a deleted one does. The event of it says nothing of what was erased. */
export const eraseCustomer = (
  businessId: BusinessId,
  customerId: string,
  actor: string,
): Statement<Json<Customer>> =>
  recordedWrite(
    {
      name: 'erase_customer',
      values: [businessId, customerId],
      ctes: `
        changed as (
          update customers c
          set ${customerAssignments}, deleted_at = least(c.deleted_at, now()),
            updated_at = greatest(now(), c.updated_at)
          where c.business_id = $1 and c.id = $2 and ${customerHoldsAny('c')}
          returning ${ownColumns}
        ), after as (select ${customers.columns} from changed c)`,
      changes: [{ type: 'customer.erased', rows: 'after c', before: 'after' }],
      select: 'select * from after',
      rowOf: customers.rowOf,
    },
    actor,
  );

export interface StoredAnswer {
  readonly route: string;
  readonly key: string;
  readonly created_at: string;
  readonly body: string;
}

/** The answers that are kept to be replayed and speak of the customer. */
export const selectAnswers = (businessId: BusinessId, customerId: string): Statement<StoredAnswer> => ({
  name: 'select_answers_of_customer',
  text: `
    select k.route, k.key, k.created_at, k.body from idempotency_keys k
    where k.business_id = $1 and position($2::text in k.body) > 0
    order by k.created_at, k.route, k.key`,
  values: [businessId, customerId],
});

export const replaceAnswers = (
  businessId: BusinessId,
  answers: readonly Pick<StoredAnswer, 'route' | 'key' | 'body'>[],
): Statement => ({
  name: 'replace_answers',
  text: `
    update idempotency_keys k set body = n.body
    from json_to_recordset($2) as n(route text, key text, body text)
    where k.business_id = $1 and k.route = n.route and k.key = n.key`,
  values: [businessId, JSON.stringify(answers)],
});

/** Deliveries that are still to be made of the customer's events: they are read when they are sent. */
export const countDeliveries = (businessId: BusinessId, customerId: string): Statement<Counted> => ({
  name: 'count_deliveries_of_customer',
  text: `
    select count(*) as count from webhook_deliveries d
    where d.business_id = $1 and d.subject = $2 and d.state = 'pending'`,
  values: [businessId, customerId],
});
