import { entityContactColumns } from '../customers/contacts/contacts.statements.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import { recordedWrite } from '../../resource/writes/recorded-write.js';
import { contactAssignments } from './erased.js';

/** A contact that another customer holds, because it was taken from the person by a merge. */
export interface Copy {
  readonly id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

const eachOf = (ids: string, rows: string) => `
  unnest((select ${ids}::uuid[])::uuid[]) as w(id) cross join lateral (${rows} offset 0)`;

/** The customers merged into the customer, and those that hold contacts of any of them. */
export const selectHolders = (businessId: BusinessId, customerId: string): Statement<{ id: string }> => ({
  name: 'select_holders_of_person',
  text: `
    with person as (
      select c.id from customers c where c.business_id = $1 and c.merged_into = $2
      union all select $2::uuid
    )
    select p.id from person p
    union
    select k.customer_id from person p
    cross join lateral (
      select k.customer_id from customer_contacts k where k.business_id = $1 and k.source_customer_id = p.id offset 0
    ) k`,
  values: [businessId, customerId],
});

export const selectCopies = (businessId: BusinessId, customerIds: readonly string[]): Statement<Copy> => ({
  name: 'select_copies_of_contacts',
  text: `
    select k.id, k.customer_id, k.name, k.email, k.phone
    from ${eachOf('$2', 'select k.* from customer_contacts k where k.business_id = $1 and k.source_customer_id = w.id')} k
    where k.customer_id <> all ($2::uuid[])
    order by k.id`,
  values: [businessId, customerIds],
});

/** The customers that have held any of the contacts, by the events of these. */
export const selectPastHolders = (
  businessId: BusinessId,
  contactIds: readonly string[],
): Statement<{ id: string }> => ({
  name: 'select_past_holders_of_contacts',
  text: `
    select distinct e.customer_id as id
    from ${eachOf('$2', 'select e.customer_id from events e where e.business_id = $1 and e.entity_id = w.id')} e
    where e.customer_id is not null
    order by 1`,
  values: [businessId, contactIds],
});

export const eraseCopies = (businessId: BusinessId, copies: readonly Copy[]): Statement => ({
  name: 'erase_copies_of_contacts',
  text: `
    update customer_contacts k set ${contactAssignments}
    from json_to_recordset($2) as n(id uuid, customer_id uuid)
    where k.business_id = $1 and k.customer_id = n.customer_id and k.id = n.id`,
  values: [businessId, JSON.stringify(copies.map(({ id, customer_id }) => ({ id, customer_id })))],
});

/** Deletes the contacts that `eraseCopies` has erased: the events name nothing of the person. */
export const deleteCopies = (
  businessId: BusinessId,
  copies: readonly Copy[],
  actor: string,
): Statement<{ id: string }> =>
  recordedWrite(
    {
      name: 'delete_copies_of_contacts',
      values: [businessId, JSON.stringify(copies.map(({ id, customer_id }) => ({ id, customer_id })))],
      ctes: `
        deleted as (
          delete from customer_contacts k
          using json_to_recordset($2) as n(id uuid, customer_id uuid)
          where k.business_id = $1 and k.customer_id = n.customer_id and k.id = n.id
          returning ${entityContactColumns}
        )`,
      changes: [{ type: 'customer.contact.deleted', customerId: 'c.entity_id', rows: 'deleted c' }],
      select: 'select c.id from deleted c',
    },
    actor,
  );
