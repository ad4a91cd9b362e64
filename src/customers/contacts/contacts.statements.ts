import type { BusinessId } from '../../database/business-id.js';
import type { Statement } from '../../database/statement.js';
import { type Change, recordedWrite } from '../../writes/recorded-write.js';
import type { EntityContactResponse } from './contacts.dto.js';

/** The columns of an `EntityContactResponse`, in its order. */
const columns = `
  k.id, 'customer' as entity_type, k.customer_id as entity_id, k.name, k.email, k.phone, k.role, k.is_primary,
  k.notes, k.created_at, k.updated_at`;

/** A contact that is about to be stored: the request, and what only the service says. */
export interface NewContact {
  readonly id: string;
  readonly is_primary: boolean;
  readonly created_at: string;
  readonly [field: string]: unknown;
}

/** What a client reads first, as it stands inside the customer: primary first, then by `created_at`. */
export const selectContacts = (
  businessId: BusinessId,
  customerId: string,
): Statement<EntityContactResponse> => ({
  name: 'select_contacts',
  text: `
    select ${columns} from customer_contacts k
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
    select ${columns} from customer_contacts k
    where k.business_id = $1 and k.customer_id = $2 and k.id = $3`,
  values: [businessId, customerId, id],
});

const customerIsLive = `
  exists (select from customers c where c.business_id = $1 and c.id = $2 and not c.is_deleted)`;

const customerIdOfContact = 'c.entity_id';

/** The customer's primary contact is it no longer, if `condition` holds: another is about to become it. */
const demoteOthers = (condition: string) => `
  others as (
    select ${columns} from customer_contacts k
    where k.business_id = $1 and k.customer_id = $2 and k.is_primary and k.id <> $3 and ${condition}
  ), demoted as (
    update customer_contacts k
    set is_primary = false, updated_at = greatest(now(), k.updated_at)
    where k.business_id = $1 and k.customer_id = $2 and k.id in (select id from others)
    returning ${columns}
  )`;

/** Always true, but not known before `demoted` is done: at no moment are there two primary contacts. */
const afterDemotion = '(select count(*) from demoted) >= 0';

const demotion: Change = {
  type: 'customer.contact.updated',
  customerId: customerIdOfContact,
  rows: 'demoted c',
  before: 'others',
};

/**
 * Inserts the contact, if the business has the customer and it is not deleted. The customer's row is locked by a
 * statement before this one.
 */
export const insertContact = (
  businessId: BusinessId,
  customerId: string,
  contact: NewContact,
  actor: string,
): Statement<EntityContactResponse> =>
  recordedWrite(
    {
      name: 'insert_contact',
      values: [businessId, customerId, contact.id, JSON.stringify(contact)],
      ctes: `
        ${demoteOthers(`($4::json ->> 'is_primary')::boolean and ${customerIsLive}`)}, inserted as (
          insert into customer_contacts as k (
            business_id, customer_id, id, name, email, phone, role, is_primary, notes, created_at, updated_at
          )
          select $1, $2, $3, n.name, n.email, n.phone, n.role, n.is_primary, n.notes, n.created_at, n.created_at
          from json_to_record($4) as n(
            name text, email text, phone text, role text, is_primary boolean, notes text, created_at timestamptz(3)
          )
          where ${customerIsLive} and ${afterDemotion}
          returning ${columns}
        )`,
      changes: [
        demotion,
        { type: 'customer.contact.created', customerId: customerIdOfContact, rows: 'inserted c' },
      ],
      select: 'select * from inserted',
    },
    actor,
  );

const contactBefore = `
  before as (
    select ${columns} from customer_contacts k
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
  patch: object,
  actor: string,
): Statement<EntityContactResponse> =>
  recordedWrite(
    {
      name: 'update_contact',
      values: [businessId, customerId, id, JSON.stringify(patch)],
      ctes: `
        ${contactBefore}, target as (
          -- What the patch does not hold stays as it is.
          select n.* from customer_contacts o, jsonb_populate_record(o, $4) n
          where o.business_id = $1 and o.customer_id = $2 and o.id = $3 and n is distinct from o and ${customerIsLive}
        ), ${demoteOthers('exists (select from target where is_primary)')}, updated as (
          update customer_contacts k
          set name = n.name, email = n.email, phone = n.phone, role = n.role, is_primary = n.is_primary,
            notes = n.notes, updated_at = greatest(now(), k.updated_at)
          from target n
          where k.business_id = $1 and k.customer_id = $2 and k.id = $3 and ${afterDemotion}
          returning ${columns}
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

/** Removes the contact for good, if its customer is not deleted; a row, if it did. */
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
          returning ${columns}
        )`,
      changes: [{ type: 'customer.contact.deleted', customerId: customerIdOfContact, rows: 'deleted c' }],
      select: 'select * from deleted',
    },
    actor,
  );
