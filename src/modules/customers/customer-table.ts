import { type NewRowOf, resourceTable } from '../../resource/resource-table.js';
import { contactTable } from './contacts/contact-table.js';
import { Customer } from './customer.entity.js';
import { CustomerCreateRequest, CustomerUpdateRequest } from './customers.dto.js';

export const customerTable = resourceTable({
  name: 'customers',
  entity: Customer,
  create: CustomerCreateRequest,
  update: CustomerUpdateRequest,
  origins: {
    id: 'given',
    business_id: 'business',
    created_at: 'given',
    updated_at: 'created_at',
    is_deleted: 'later',
    deleted_at: 'later',
    stripe_customer_id: 'later',
    contacts: 'later',
  },
});

export type NewCustomer = NewRowOf<typeof customerTable> & {
  /** The actor is in each row, because one statement inserts the customers of several requests. */
  readonly actor: string;
};

/** Without the contacts, which are separate rows. */
export const ownColumns = customerTable.ownColumns('c');

const contactsOf = 'from customer_contacts k where k.business_id = $1 and k.customer_id = c.id';

/**
 * Primary first, then by `created_at`. Most customers have no contact, and whether a customer has any is asked in a
 * fraction of the time that collecting them takes.
 */
const contacts = `case when (select true ${contactsOf} limit 1) then (
    select json_agg(${contactTable.json('k')} order by k.is_primary desc, k.created_at, k.id)
    ${contactsOf}
  ) end`;

/** Customers as they are sent, of the business `$1`; `c` is the alias of the table. */
export const customers = customerTable.rows('c', { contacts });

/** Customers that have just been made, none of which has a contact yet. */
export const newCustomers = customerTable.rows('c', { contacts: 'null' });
