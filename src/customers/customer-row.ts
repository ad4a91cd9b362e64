import { jsonRowOf } from '../database/wire/json-row.js';
import type { Customer } from './customer.entity.js';

/** The columns of a `CustomerResponse`, in its order. */
const columns = {
  id: 'uuid',
  business_id: 'uuid',
  created_at: 'time',
  updated_at: 'time',
  name: 'text',
  email: 'text',
  address: 'text',
  phone: 'text',
  tax_id: 'text',
  website: 'text',
  notes: 'text',
  credit_limit_cents: 'integer',
  default_payment_term_id: 'uuid',
  status: 'text',
  category: 'text',
  is_deleted: 'boolean',
  deleted_at: 'time',
  stripe_customer_id: 'text',
  invoice_footer: 'text',
} as const;

/** Without the contacts, which are rows of their own. */
export const ownColumns = Object.keys(columns)
  .map((column) => `c.${column}`)
  .join(', ');

const wireTime = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const contactsOf = 'from customer_contacts k where k.business_id = c.business_id and k.customer_id = c.id';

/**
 * Primary first, then by `created_at`; the session's time zone is UTC. Most customers have none, and whether one has
 * any is asked in a fraction of the time that collecting them takes.
 */
const contacts = `case when (select true ${contactsOf} limit 1) then (
    select json_agg(json_build_object(
      'id', k.id, 'customer_id', k.customer_id, 'name', k.name, 'email', k.email, 'phone', k.phone,
      'role', k.role, 'is_primary', k.is_primary, 'notes', k.notes,
      'created_at', ${wireTime('k.created_at')}, 'updated_at', ${wireTime('k.updated_at')}
    ) order by k.is_primary desc, k.created_at, k.id)
    ${contactsOf}
  ) end as contacts`;

export const customerWithContacts = `${ownColumns}, ${contacts}`;

/** Of a customer that has just been made. */
export const customerWithoutContacts = `${ownColumns}, null as contacts`;

export const customerJson = jsonRowOf<Customer>({ ...columns, contacts: 'list' });
