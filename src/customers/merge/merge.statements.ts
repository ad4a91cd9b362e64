import type { BusinessId } from '../../database/business-id.js';
import type { Statement } from '../../database/statement.js';
import type { Json } from '../../database/wire/json.js';
import { recordedWrite } from '../../writes/recorded-write.js';
import { entityContactColumns } from '../contacts/contacts.statements.js';
import type { Customer } from '../customer.entity.js';
import { customers, customerTable, ownColumns } from '../customer-table.js';

/** Each id is looked up by itself: asked for all of them at once, the planner would rather read the whole business. */
const eachOf = (ids: string, rows: string) => `
  unnest((select ${ids}::uuid[])::uuid[]) with ordinality as w(id, place)
  cross join lateral (${rows} offset 0) k`;

const contactsOfEach =
  'select k.* from customer_contacts k where k.business_id = $1 and k.customer_id = w.id';

const all = '$2::uuid || $3::uuid[]';

export const countContacts = (
  businessId: BusinessId,
  customerIds: readonly string[],
): Statement<{ count: number }> => ({
  name: 'count_contacts',
  text: `select count(*) as count from ${eachOf('$2', contactsOfEach)}`,
  values: [businessId, customerIds],
});

/**
 * Gives the contacts of others to a customer. Its primary contact stays the one; where it has none, the first of the
 * others that has one brings it. The rows of all of them are locked by a statement before this one.
 */
export const moveContacts = (
  businessId: BusinessId,
  id: string,
  others: readonly string[],
  actor: string,
): Statement<{ id: string }> =>
  recordedWrite(
    {
      name: 'move_contacts',
      values: [businessId, id, others],
      ctes: `
        others as materialized (
          select ${entityContactColumns} from ${eachOf('$3', contactsOfEach)}
        ), primary_contact as materialized (
          select k.id from ${eachOf(all, `${contactsOfEach} and k.is_primary`)} order by w.place limit 1
        ), moved as (
          update customer_contacts k
          set customer_id = $2, is_primary = exists (select from primary_contact p where p.id = k.id),
            updated_at = greatest(now(), k.updated_at)
          from others o
          where k.business_id = $1 and k.customer_id = o.entity_id and k.id = o.id
          returning ${entityContactColumns}
        )`,
      changes: [
        {
          type: 'customer.contact.updated',
          customerId: 'c.entity_id',
          rows: 'moved c',
          before: 'others',
        },
      ],
      select: 'select c.id from moved c',
    },
    actor,
  );

/** Text without characters is as empty as none. */
const isFilled = (name: string) =>
  customerTable.columns.some((column) => column.name === name && column.type === 'text')
    ? `s.${name} <> ''`
    : `s.${name} is not null`;

/** A payment term that is no longer active does not become a default anew. */
const termIsActive = `exists (
  select from payment_terms t where t.business_id = $1 and t.id = s.default_payment_term_id and t.is_active)`;

const fields = customerTable.clearableNames;

/** The value of the first of the others that has one. */
const offers = fields.map((name) => {
  const condition = name === 'default_payment_term_id' ? termIsActive : isFilled(name);
  return `(array_agg(s.${name} order by s.place) filter (where $4::boolean and ${condition}))[1] as ${name}`;
});

const emptyToNull = (name: string) => (isFilled(name).includes('<>') ? `nullif(c.${name}, '')` : `c.${name}`);

const takesOver = (name: string) => `coalesce(${emptyToNull(name)}, o.${name}, c.${name})`;

/**
 * Marks the others as merged into the customer, which takes over what it has empty, and their Stripe customer, if it
 * has none; answers with it. What is taken from them they have no longer. The rows are locked, and the contacts have
 * moved, by statements before this one.
 */
export const mergeCustomers = (
  businessId: BusinessId,
  id: string,
  others: readonly string[],
  fillsEmpty: boolean,
  actor: string,
): Statement<Json<Customer>> =>
  recordedWrite(
    {
      name: 'merge_customers',
      values: [businessId, id, others, fillsEmpty],
      ctes: `
        before as materialized (
          select ${customerTable.ownColumns('k')}
          from ${eachOf(all, 'select c.* from customers c where c.business_id = $1 and c.id = w.id')}
        ), sources as (
          select b.*, array_position($3::uuid[], b.id) as place from before b where b.id <> $2
        ), link as (
          select s.id, s.stripe_customer_id from sources s
          where s.stripe_customer_id is not null
            and not exists (select from before b where b.id = $2 and b.stripe_customer_id is not null)
          order by s.place limit 1
        ), offers as (
          select (select l.stripe_customer_id from link l) as stripe_customer_id, ${offers.join(', ')}
          from sources s
        ), merged as (
          update customers c
          set merged_into = $2, deleted_at = greatest(now(), c.updated_at), updated_at = greatest(now(), c.updated_at),
            stripe_customer_id = case when exists (select from link l where l.id = c.id) then null else c.stripe_customer_id end
          from sources s
          where c.business_id = $1 and c.id = s.id
          returning ${ownColumns}
        ), changed as (
          update customers c
          set ${fields.map((name) => `${name} = ${takesOver(name)}`).join(', ')},
            stripe_customer_id = coalesce(c.stripe_customer_id, o.stripe_customer_id),
            updated_at = greatest(now(), c.updated_at)
          from offers o
          where c.business_id = $1 and c.id = $2
            and (${fields.map(takesOver).join(', ')}, coalesce(c.stripe_customer_id, o.stripe_customer_id))
              is distinct from (${fields.map((name) => `c.${name}`).join(', ')}, c.stripe_customer_id)
            -- Always true, but not known before the others have given their Stripe customer away.
            and (select count(*) from merged) >= 0
          returning ${ownColumns}
        ), gone as (select ${customers.columns} from merged c), after as (select ${customers.columns} from changed c)`,
      changes: [
        { type: 'customer.merged', rows: 'gone c', before: 'before' },
        { type: 'customer.updated', rows: 'after c', before: 'before' },
      ],
      select: `
        select * from after
        union all select ${customers.columns} from before c where c.id = $2 and not exists (select from changed)`,
      rowOf: customers.rowOf,
    },
    actor,
  );
