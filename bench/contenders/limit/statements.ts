import { v7 as uuidv7 } from 'uuid';
import { timeOfId } from '../../../src/resource/lists/ids.js';

/** The fields that a request may hold. */
const fields = [
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
  'invoice_footer',
] as const;

const columns = `c.id, c.business_id, c.created_at, c.updated_at, ${fields.map((field) => `c.${field}`).join(', ')},
  c.is_deleted, c.deleted_at, c.stripe_customer_id`;

const contactsOf = 'from customer_contacts k where k.business_id = c.business_id and k.customer_id = c.id';

const contacts = `case when (select true ${contactsOf} limit 1) then (
    select json_agg(json_build_object(
      'id', k.id, 'customer_id', k.customer_id, 'name', k.name, 'email', k.email, 'phone', k.phone, 'role', k.role,
      'is_primary', k.is_primary, 'notes', k.notes, 'created_at', k.created_at, 'updated_at', k.updated_at
    ) order by k.is_primary desc, k.created_at)
    ${contactsOf}
  ) else '[]' end as contacts`;

type Body = Readonly<Record<string, unknown>>;

const valuesOf = (body: Body) => fields.map((field) => body[field]);

const insertText = `
  insert into customers as c (business_id, id, created_at, updated_at, ${fields.join(', ')})
  values ($1, $2, $3, $3, ${fields.map((field, index) => (field === 'status' ? `coalesce($${index + 4}, 'active')` : `$${index + 4}`)).join(', ')})
  returning ${columns}, '[]'::json as contacts`;

export function insert(businessId: string, body: Body) {
  const id = uuidv7();
  return { name: 'insert', text: insertText, values: [businessId, id, timeOfId(id), ...valuesOf(body)] };
}

const updateText = `
  update customers c
  set updated_at = now(), ${fields.map((field, index) => `${field} = coalesce($${index + 3}, c.${field})`).join(', ')}
  where c.business_id = $1 and c.id = $2 and not c.is_deleted
  returning ${columns}, ${contacts}`;

export const update = (businessId: string, id: string, body: Body) => ({
  name: 'update',
  text: updateText,
  values: [businessId, id, ...valuesOf(body)],
});

const getText = `select ${columns}, ${contacts} from customers c where c.business_id = $1 and c.id = $2`;

export const get = (businessId: string, id: string) => ({
  name: 'get',
  text: getText,
  values: [businessId, id],
});

// The limit is in the text: the planner takes an unknown one for a tenth of the table, and would plan each list again.
const listText = (limit: number) => `
  select ${columns}, ${contacts} from customers c
  where c.business_id = $1 and not c.is_deleted
  order by c.id desc limit ${limit}`;

export const list = (businessId: string, limit: number) => ({
  name: `list ${limit}`,
  text: listText(limit),
  values: [businessId],
});

const searchText = (limit: number) => `
  select ${columns}, ${contacts} from customers c
  where c.business_id = $1 and not c.is_deleted and c.name_order like '%' || lower($2) || '%'
  order by c.id desc limit ${limit}`;

export const search = (businessId: string, text: string, limit: number) => ({
  name: `search ${limit}`,
  text: searchText(limit),
  values: [businessId, text],
});
