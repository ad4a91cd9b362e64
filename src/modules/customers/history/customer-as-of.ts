import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Statement } from '../../../platform/database/statement.js';
import { asResponse, type RecordedRow, wireRow } from '../../../resource/writes/recorded-row.js';
import type { Customer } from '../customer.entity.js';

/** An event that says what something was at a time: the last one until then, or the first one after it. */
export interface StateEvent {
  readonly entity_id: string;
  readonly type: string;
  readonly is_after: boolean;
  readonly before: RecordedRow | null;
  readonly data: RecordedRow;
}

/**
 * When the event happened to its resource. `occurred_at` is the time of the database's transaction, and `created_at` is that
 * of the process: the resource's own time counts where it is earlier, so that the customer is there at its `created_at`. A
 * contact that was deleted has no time of that in its row.
 */
const moment = `
  case when e.type like '%.contact.deleted' then e.occurred_at
    else least(e.occurred_at, (e.data ->> 'updated_at')::timestamptz) end`;

const stateEvent = (isAfter: boolean) => `
  (select e.entity_id, e.type, ${isAfter} as is_after, e.before, e.data
   from events e
   where e.business_id = $1 and e.entity_id = t.id and ${moment} ${isAfter ? '>' : '<='} $3
   order by e.position ${isAfter ? '' : 'desc'} limit 1)`;

/** @param entityIds SQL of the ids of the resources whose events are read */
const selectStateEvents =
  (name: string, entityIds: string) =>
  (businessId: BusinessId, customerId: string, time: Date): Statement<StateEvent> => ({
    name,
    text: `
      select w.* from (${entityIds}) t
      cross join lateral (${stateEvent(false)} union all ${stateEvent(true)}) w`,
    values: [businessId, customerId, time.toISOString()],
  });

export const selectCustomerStateEvents = selectStateEvents(
  'select_customer_witnesses',
  'select $2::uuid as id',
);

/** A contact that a merge moved has events under another customer before it: those tell where it belonged. */
export const selectContactStateEvents = selectStateEvents(
  'select_contact_witnesses',
  'select distinct e.entity_id as id from events e where e.business_id = $1 and e.customer_id = $2',
);

/** The state of each by those events; null if it did not exist. Entities without an event are missing. */
function statesOf(found: readonly StateEvent[]): Map<string, RecordedRow | null> {
  const states = new Map<string, RecordedRow | null>();
  for (const { entity_id, type, is_after, before, data } of found) {
    if (is_after && states.has(entity_id)) continue;
    const isGone = type.endsWith('.contact.deleted');
    if (is_after) states.set(entity_id, isGone ? data : before);
    else states.set(entity_id, isGone ? null : data);
  }
  return states;
}

/**
 * The customer as it was at a time, with its contacts: reconstructed from the events, also where earlier ones have been
 * cleared away, and by the customer itself where it has not changed since.
 *
 * @returns undefined if it was not there yet
 */
export function customerAsOf(
  current: Customer,
  time: Date,
  ofCustomer: readonly StateEvent[],
  ofContacts: readonly StateEvent[],
): Customer | undefined {
  const wasThere = (created_at: string) => Date.parse(created_at) <= time.getTime();
  const customerState = statesOf(ofCustomer).get(current.id);
  if (customerState === null || (customerState === undefined && !wasThere(current.created_at)))
    return undefined;

  const contactStates = statesOf(ofContacts);
  const contacts = [
    ...[...contactStates.values()].flatMap((contact) =>
      contact?.['entity_id'] === current.id ? [contactOf(contact)] : [],
    ),
    ...current.contacts.filter(({ id, created_at }) => !contactStates.has(id) && wasThere(created_at)),
  ];
  contacts.sort(
    (one, other) =>
      Number(other.is_primary) - Number(one.is_primary) ||
      one.created_at.localeCompare(other.created_at) ||
      one.id.localeCompare(other.id),
  );
  const row = customerState === undefined ? {} : wireRow(customerState);
  return asResponse({ ...current, ...row, contacts }) as unknown as Customer;
}

/** The contact as part of its customer. */
function contactOf(row: RecordedRow): Customer['contacts'][number] {
  const { id, entity_type: _, entity_id: customer_id, ...others } = wireRow(row);
  return { id, customer_id, ...others } as unknown as Customer['contacts'][number];
}
