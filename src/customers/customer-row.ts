import { timestampToWire } from '../database/column-types.js';
import type { CounterpartyStatus, Customer } from './customer.entity.js';
import type { CustomerContact } from './contacts/contact.entity.js';

/** The columns of a `CustomerResponse`, in its order. */
const columns = [
  'id',
  'business_id',
  'created_at',
  'updated_at',
  'name',
  'email',
  'address',
  'phone',
  'tax_id',
  'website',
  'notes',
  'credit_limit_cents',
  'default_payment_term_id',
  'status',
  'category',
  'is_deleted',
  'deleted_at',
  'stripe_customer_id',
  'invoice_footer',
] as const;

export const customerColumns = columns.map((column) => `c.${column}`).join(', ');

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

export const customerWithContacts = `${customerColumns}, ${contacts}`;

type Column = string | null | undefined;

function required(column: Column): string {
  if (typeof column !== 'string') throw new TypeError('A column of a customer is null, but may not be');
  return column;
}
const optional = (column: Column): string | null => column ?? null;
const optionalTime = (column: Column) => (typeof column === 'string' ? timestampToWire(column) : null);

/**
 * A row of `customerColumns` or `customerWithContacts`, and perhaps the key of its place in a list, as the response
 * has it. Written out, because an object whose properties are known when it is made costs a fraction of one that is
 * put together by their names.
 */
export function customerOf(row: readonly Column[]): Customer & { sort_key?: string } {
  const customer = {
    id: required(row[0]),
    business_id: required(row[1]),
    created_at: timestampToWire(required(row[2])),
    updated_at: timestampToWire(required(row[3])),
    name: required(row[4]),
    email: required(row[5]),
    address: optional(row[6]),
    phone: optional(row[7]),
    tax_id: optional(row[8]),
    website: optional(row[9]),
    notes: optional(row[10]),
    credit_limit_cents: typeof row[11] === 'string' ? Number(row[11]) : null,
    default_payment_term_id: optional(row[12]),
    status: required(row[13]) as CounterpartyStatus,
    category: optional(row[14]),
    is_deleted: row[15] === 't',
    deleted_at: optionalTime(row[16]),
    stripe_customer_id: optional(row[17]),
    invoice_footer: optional(row[18]),
    contacts: typeof row[19] === 'string' ? (JSON.parse(row[19]) as CustomerContact[]) : [],
  };
  return typeof row[20] === 'string' ? { ...customer, sort_key: row[20] } : customer;
}
