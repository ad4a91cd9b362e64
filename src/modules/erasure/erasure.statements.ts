import { customers, customerTable, ownColumns } from '../customers/customer-table.js';
import type { Customer } from '../customers/customer.entity.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import type { Json } from '../../platform/database/wire/json.js';
import { recordedWrite } from '../../resource/writes/recorded-write.js';
import {
  contactAssignments,
  contactHoldsAny,
  customerAssignments,
  customerHoldsAny,
  withoutAddress,
} from './erased.js';

interface Counted {
  readonly count: number;
}

/** An event as it is stored. */
export interface StoredEvent {
  readonly position: number;
  readonly entity_id: string;
  readonly type: string;
  readonly before: unknown;
  readonly data: unknown;
}

const branch = (column: string) => `
  (select e.position, e.entity_id, e.type, e.before, e.data from events e
   where e.business_id = $1 and e.${column} = $2 and e.position > $3 order by e.position limit $4)`;

/** In bytes: an event holds all contacts of its customer, twice. The next statement reads the rest. */
const maxReadBytes = 8 * 1_048_576;

/** The events of a customer and its contacts behind a position, some of them. */
export const selectCustomerEvents = (
  businessId: BusinessId,
  customerId: string,
  after: number,
  max: number,
): Statement<StoredEvent> => ({
  name: 'select_events_to_erase',
  text: `
      select * from (${branch('entity_id')} union all ${branch('customer_id')}) e order by e.position limit $4`,
  values: [businessId, customerId, after, max],
  maxBytes: maxReadBytes,
});

/**
 * Events of the contacts behind a position, some of them, from when these were of another customer: merges move contacts.
 * Those that a merge took from the customers count as theirs.
 */
export const selectContactEvents = (
  businessId: BusinessId,
  customerIds: readonly string[],
  after: number,
  max: number,
): Statement<StoredEvent> => ({
  name: 'select_contact_events_to_erase',
  text: `
    select e.* from unnest((select $2::uuid[])::uuid[]) as w(id)
    cross join lateral (
      select k.id from customer_contacts k where k.business_id = $1 and k.customer_id = w.id
      union
      select k.id from customer_contacts k where k.business_id = $1 and k.source_customer_id = w.id
    ) k
    cross join lateral (
      select e.position, e.entity_id, e.type, e.before, e.data from events e
      where e.business_id = $1 and e.entity_id = k.id and e.position > $3 and e.customer_id <> all ($2::uuid[])
      order by e.position limit $4
    ) e
    order by e.position limit $4`,
  values: [businessId, customerIds, after, max],
  maxBytes: maxReadBytes,
});

export const replaceEvents = (
  businessId: BusinessId,
  events: readonly Omit<StoredEvent, 'entity_id' | 'type'>[],
): Statement => ({
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
    update events e set actor = ${withoutAddress('e.actor')}
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

export const eraseContacts = (
  businessId: BusinessId,
  customerIds: readonly string[],
): Statement<{ id: string }> => ({
  name: 'erase_contacts',
  text: `
    update customer_contacts k set ${contactAssignments}, updated_at = greatest(now(), k.updated_at)
    where k.business_id = $1 and k.customer_id = any ($2::uuid[]) and ${contactHoldsAny('k')}
    returning k.id`,
  values: [businessId, customerIds],
});

/** The row after the erasure, with the Stripe customer that it had. */
const beforeErasure = customerTable
  .ownColumns('c')
  .split(', ')
  .map((column) => (column === 'c.stripe_customer_id' ? 'o.stripe_customer_id' : column))
  .join(', ');

/**
 * The customer leaves the lists as a deleted one does, for good. Of the erased data, the event names the Stripe customer
 * only: that one is to be erased at Stripe.
 */
export const eraseCustomer = (
  businessId: BusinessId,
  customerId: string,
  erasedAt: string,
  actor: string,
): Statement<Json<Customer>> =>
  recordedWrite(
    {
      name: 'erase_customer',
      values: [businessId, customerId, erasedAt],
      ctes: `
        old as materialized (
          select c.id, c.stripe_customer_id from customers c where c.business_id = $1 and c.id = $2
        ), changed as (
          update customers c
          set ${customerAssignments}, erased_at = coalesce(c.erased_at, $3::timestamptz), deleted_at = least(c.deleted_at, now()),
            updated_at = greatest(now(), c.updated_at)
          where c.business_id = $1 and c.id = $2 and (c.erased_at is null or ${customerHoldsAny('c')})
          returning ${ownColumns}
        ), after as (select ${customers.columns} from changed c),
        before as materialized (
          select ${beforeErasure} from changed c join old o on o.id = c.id
        )`,
      changes: [{ type: 'customer.erased', rows: 'after c', before: 'before' }],
      select: 'select * from after',
      rowOf: customers.rowOf,
    },
    actor,
  );

export interface StoredResponse {
  readonly route: string;
  readonly key: string;
  readonly created_at: string;
  readonly body: string;
}

/** How many of them are looked at by one statement: no index knows of whom they speak. */
const responsesPerPass = 5_000;

/**
 * The stored responses, after one of them: those that speak of any of the ids, and, without its body, the
 * last one that was looked at.
 */
export const selectResponses = (
  businessId: BusinessId,
  ids: readonly string[],
  { route, key }: Pick<StoredResponse, 'route' | 'key'>,
): Statement<Omit<StoredResponse, 'body'> & { readonly body: string | null }> => ({
  name: 'select_answers_that_tell',
  text: `
    with look as (
      select k.route, k.key, k.created_at, k.body from idempotency_keys k
      where k.business_id = $1 and (k.route, k.key) > ($3, $4)
      order by k.route, k.key limit ${responsesPerPass}
    )
    select l.* from look l
    where exists (select from unnest($2::text[]) as t(id) where position(t.id in l.body) > 0)
    union all
    (select l.route, l.key, l.created_at, null from look l order by l.route desc, l.key desc limit 1)`,
  values: [businessId, ids, route, key],
});

export const replaceResponses = (
  businessId: BusinessId,
  responses: readonly Pick<StoredResponse, 'route' | 'key' | 'body'>[],
): Statement => ({
  name: 'replace_answers',
  text: `
    update idempotency_keys k set body = n.body
    from json_to_recordset($2) as n(route text, key text, body text)
    where k.business_id = $1 and k.route = n.route and k.key = n.key`,
  values: [businessId, JSON.stringify(responses)],
});

/** Deliveries that are still to be made of the customers' events: they are read when they are sent. */
export const countDeliveries = (
  businessId: BusinessId,
  customerIds: readonly string[],
): Statement<Counted> => ({
  name: 'count_deliveries_of_customer',
  text: `
    select count(*) as count from webhook_deliveries d
    where d.business_id = $1 and d.subject = any ($2::uuid[]) and d.state = 'pending'`,
  values: [businessId, customerIds],
});
