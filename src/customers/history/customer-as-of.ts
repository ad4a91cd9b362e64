import type { BusinessId } from '../../database/business-id.js';
import type { Statement } from '../../database/statement.js';
import { type RecordedRow, wireRow } from '../../writes/recorded-row.js';
import type { Customer } from '../customer.entity.js';

/** An event that says what something was at a time: the last one until then, or the first one after it. */
export interface Witness {
  readonly entity_id: string;
  readonly type: string;
  readonly is_after: boolean;
  readonly before: RecordedRow | null;
  readonly data: RecordedRow;
}

const witness = (rows: string, isAfter: boolean) => `
  (select distinct on (e.entity_id) e.entity_id, e.type, ${isAfter} as is_after, e.before, e.data
   from events e
   where e.business_id = $1 and ${rows} and e.occurred_at ${isAfter ? '>' : '<='} $3
   order by e.entity_id, e.position ${isAfter ? '' : 'desc'})`;

const witnesses =
  (name: string, rows: string) =>
  (businessId: BusinessId, customerId: string, time: Date): Statement<Witness> => ({
    name,
    text: `select * from ${witness(rows, false)} w union all select * from ${witness(rows, true)} w`,
    values: [businessId, customerId, time.toISOString()],
  });

export const selectCustomerWitnesses = witnesses('select_customer_witnesses', 'e.entity_id = $2');
export const selectContactWitnesses = witnesses('select_contact_witnesses', 'e.customer_id = $2');

/** What the witnesses say that each was; null: it was not there. What no event tells of is not mentioned. */
function statesOf(found: readonly Witness[]): Map<string, RecordedRow | null> {
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
 * The customer as it was at a time, with its contacts: told by the events, also where those from before have been
 * cleared away, and by the customer itself where it has not changed since.
 *
 * @returns undefined if it was not there yet
 */
export function customerAsOf(
  current: Customer,
  time: Date,
  ofCustomer: readonly Witness[],
  ofContacts: readonly Witness[],
): Customer | undefined {
  const wasThere = (created_at: string) => Date.parse(created_at) <= time.getTime();
  const told = statesOf(ofCustomer).get(current.id);
  if (told === null || (told === undefined && !wasThere(current.created_at))) return undefined;

  const contactsTold = statesOf(ofContacts);
  const contacts = [
    ...[...contactsTold.values()].flatMap((contact) => (contact === null ? [] : [contactOf(contact)])),
    ...current.contacts.filter(({ id, created_at }) => !contactsTold.has(id) && wasThere(created_at)),
  ];
  contacts.sort(
    (one, other) =>
      Number(other.is_primary) - Number(one.is_primary) ||
      one.created_at.localeCompare(other.created_at) ||
      one.id.localeCompare(other.id),
  );
  return { ...current, ...(told === undefined ? {} : wireRow(told)), contacts };
}

/** As it stands inside its customer. */
function contactOf(row: RecordedRow): Customer['contacts'][number] {
  const { id, entity_type: _, entity_id: customer_id, ...others } = wireRow(row);
  return { id, customer_id, ...others } as unknown as Customer['contacts'][number];
}
