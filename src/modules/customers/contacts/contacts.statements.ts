import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Statement } from '../../../platform/database/statement.js';
import { type Change, recordedWrite } from '../../../resource/writes/recorded-write.js';
import { contactTable, type NewContact } from './contact-table.js';
import type { EntityContactResponse, EntityContactUpdateRequest } from './contacts.dto.js';

/** The fields of an `EntityContactResponse` that are not columns of the table. */
const renamed: Readonly<Record<string, string>> = {
  customer_id: `'customer' as entity_type, k.customer_id as entity_id`,
};

/** The columns of an `EntityContactResponse`, in its order; `k` is the alias of the table. */
export const entityContactColumns = contactTable.columns
  .map(({ name }) => renamed[name] ?? `k.${name}`)
  .join(', ');

/** What a client reads first, as it is inside the customer: primary first, then by `created_at`. */
export const selectContacts = (
  businessId: BusinessId,
  customerId: string,
): Statement<EntityContactResponse> => ({
  name: 'select_contacts',
  text: `
    select ${entityContactColumns} from customer_contacts k
    where k.business_id = $1 and k.customer_id = $2
    order by k.is_primary desc, k.created_at, k.id`,
  values: [businessId, customerId],
});

export const selectContact = (
  businessId: BusinessId,
  customerId: string,
  id: string,
): Statement<EntityContactResponse> => ({
  name: 'select_contact',
  text: `
    select ${entityContactColumns} from customer_contacts k
    where k.business_id = $1 and k.customer_id = $2 and k.id = $3`,
  values: [businessId, customerId, id],
});

const customerIsLive = `
  exists (select from customers c where c.business_id = $1 and c.id = $2 and not c.is_deleted)`;

const customerIdOfContact = 'c.entity_id';

/**
 * Makes the customer's primary contact an ordinary one, if `condition` holds: another is about to become primary. The
 * condition names a column: if it were false before a row is read, a distributed database would have no machine to ask.
 */
const demoteOthers = (condition: string) => `
  others as materialized (
    select ${entityContactColumns} from customer_contacts k
    where k.business_id = $1 and k.customer_id = $2 and k.is_primary and k.id <> $3 and ${condition}
  ), demoted as (
    update customer_contacts k
    set is_primary = false, updated_at = greatest(now(), k.updated_at)
    where k.business_id = $1 and k.customer_id = $2 and k.id in (select id from others)
    returning ${entityContactColumns}
  )`;

/** Always true, but not known before `demoted` is done: at no moment are there two primary contacts. */
const afterDemotion = '(select count(*) from demoted) >= 0';

const demotion: Change = {
  type: 'customer.contact.updated',
  customerId: customerIdOfContact,
  rows: 'demoted c',
  before: 'others',
};

/** The contacts of one customer; a list of customers brings the contacts of each along. */
export const maxContacts = 1_000;

const hasRoom = `
  (select count(*) from customer_contacts k where k.business_id = $1 and k.customer_id = $2) < ${maxContacts}`;

/**
 * Inserts the contact, if the business has the customer, it is not deleted, and has room for one more. The customer's
 * row is locked by a statement before this one.
 */
export const insertContact = (
  businessId: BusinessId,
  contact: NewContact,
  actor: string,
): Statement<EntityContactResponse> =>
  recordedWrite(
    {
      name: 'insert_contact',
      values: [businessId, contact.customer_id, contact.id, JSON.stringify([contact])],
      ctes: `
        ${demoteOthers(`k.is_primary = ($4::json -> 0 ->> 'is_primary')::boolean and ${customerIsLive} and ${hasRoom}`)}, inserted as (
          ${contactTable.insert('k', '$4')}
          where ${customerIsLive} and ${hasRoom} and ${afterDemotion}
          returning ${entityContactColumns}
        )`,
      changes: [
        demotion,
        { type: 'customer.contact.created', customerId: customerIdOfContact, rows: 'inserted c' },
      ],
      select: 'select * from inserted',
    },
    actor,
  );

/**
 * Inserts contacts of customers that the transaction has inserted or locked. A customer that it could not insert has none.
 */
export const insertContacts = (
  businessId: BusinessId,
  contacts: readonly NewContact[],
  actor: string,
): Statement<{ id: string }> =>
  recordedWrite(
    {
      name: 'insert_contacts',
      values: [businessId, JSON.stringify(contacts)],
      ctes: `
        inserted as (
          ${contactTable.insert('k', '$2')}
          where exists (select from customers c where c.business_id = $1 and c.id = n.customer_id)
          returning ${entityContactColumns}
        )`,
      changes: [{ type: 'customer.contact.created', customerId: customerIdOfContact, rows: 'inserted c' }],
      select: 'select id from inserted',
    },
    actor,
  );

const contactBefore = `
  before as materialized (
    select ${entityContactColumns} from customer_contacts k
    where k.business_id = $1 and k.customer_id = $2 and k.id = $3
  )`;

/**
 * Changes the fields that `patch` holds, of a contact of a customer that is not deleted; answers with the contact
 * if that changed anything. The customer's row is locked by a statement before this one.
 */
export const updateContact = (
  businessId: BusinessId,
  customerId: string,
  id: string,
  patch: EntityContactUpdateRequest,
  actor: string,
): Statement<EntityContactResponse> =>
  recordedWrite(
    {
      name: 'update_contact',
      values: [businessId, customerId, id, JSON.stringify(patch)],
      ctes: `
        ${contactBefore}, target as (
          -- Fields that are absent from the patch are unchanged.
          select n.* from customer_contacts o, jsonb_populate_record(o, $4) n
          where o.business_id = $1 and o.customer_id = $2 and o.id = $3 and n is distinct from o and ${customerIsLive}
        ), ${demoteOthers('exists (select from target where is_primary)')}, updated as (
          update customer_contacts k
          set ${contactTable.assignmentsFrom('n')}, updated_at = greatest(now(), k.updated_at)
          from target n
          where k.business_id = $1 and k.customer_id = $2 and k.id = $3 and ${afterDemotion}
          returning ${entityContactColumns}
        )`,
      changes: [
        demotion,
        {
          type: 'customer.contact.updated',
          customerId: customerIdOfContact,
          rows: 'updated c',
          before: 'before',
        },
      ],
      select: 'select * from updated',
    },
    actor,
  );

/** Removes the contact for good, if its customer is not deleted; answers with a row if it did. */
export const deleteContact = (
  businessId: BusinessId,
  customerId: string,
  id: string,
  actor: string,
): Statement<EntityContactResponse> =>
  recordedWrite(
    {
      name: 'delete_contact',
      values: [businessId, customerId, id],
      ctes: `
        deleted as (
          delete from customer_contacts k
          where k.business_id = $1 and k.customer_id = $2 and k.id = $3 and ${customerIsLive}
          returning ${entityContactColumns}
        )`,
      changes: [{ type: 'customer.contact.deleted', customerId: customerIdOfContact, rows: 'deleted c' }],
      select: 'select * from deleted',
    },
    actor,
  );
