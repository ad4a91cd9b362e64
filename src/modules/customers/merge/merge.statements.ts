import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Statement } from '../../../platform/database/statement.js';
import type { Json } from '../../../platform/database/wire/json.js';
import { recordedWrite } from '../../../resource/writes/recorded-write.js';
import type { Customer } from '../customer.entity.js';
import { customerPolicies } from '../customer-policies.js';
import { customers, customerTable, ownColumns } from '../customer-table.js';

/** Each id is looked up by itself: asked for all of them at once, the planner would rather read the whole business. */
const eachOf = (ids: string, rows: string) => `
  unnest((select ${ids}::uuid[])::uuid[]) with ordinality as w(id, place)
  cross join lateral (${rows} offset 0) k`;

const all = '$2::uuid || $3::uuid[]';

const textColumns = new Set(
  customerTable.columns.filter(({ type }) => type === 'text').map(({ name }) => name),
);

/** Text without characters is as empty as none. */
const isFilled = (name: string) => (textColumns.has(name) ? `s.${name} <> ''` : `s.${name} is not null`);

/** A payment term that is no longer active does not become a default again. */
const termIsActive = `exists (
  select from payment_terms t where t.business_id = $1 and t.id = s.default_payment_term_id and t.is_active)`;

const fields = customerPolicies.filledByMerge;

/** The value of the first of the others that has one. */
const offers = fields.map((name) => {
  const condition = name === 'default_payment_term_id' ? termIsActive : isFilled(name);
  return `(array_agg(s.${name} order by s.place) filter (where $4::boolean and ${condition}))[1] as ${name}`;
});

const emptyToNull = (name: string) => (textColumns.has(name) ? `nullif(c.${name}, '')` : `c.${name}`);

const takesOver = (name: string) => `coalesce(${emptyToNull(name)}, o.${name}, c.${name})`;

/** Values that are unique in a business: the first customer that has one gives it away to a survivor without one. */
const unique = ['stripe_customer_id', ...customerPolicies.aliases];

const firstOf = (name: string) => `
        first_${name} as (
          select s.id, s.${name} from sources s
          where s.${name} is not null
            and not exists (select from before b where b.id = $2 and b.${name} is not null)
          order by s.place limit 1
        )`;

const givenAway = (name: string) =>
  `${name} = case when exists (select from first_${name} l where l.id = c.id) then null else c.${name} end`;

/** Objects of which the survivor takes the keys that it does not have. */
const objects = customerPolicies.keysFilledByMerge;

/** The keys of all the others; of equal keys, that of the first customer. */
const keysOf = (name: string) => `
  (select jsonb_object_agg(m.key, m.value order by s.place desc) filter (where $4::boolean)
   from sources s, jsonb_each(s.${name}) m) as ${name}`;

/**
 * Marks the others as merged into the customer, which takes over what it has empty, and their Stripe customer if it
 * has none; the others keep all but that Stripe customer. Returns the customer. Statements before this one lock the rows
 * and move the contacts.
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
        ), ${unique.map(firstOf).join(', ')}, keys as (
          select ${objects.map(keysOf).join(', ')}
        ), offers as (
          select ${unique.map((name) => `(select l.${name} from first_${name} l) as ${name}`).join(', ')}, ${offers.join(', ')}
          from sources s
        ), merged as (
          update customers c
          set merged_into = $2, merged_directly_into = $2, deleted_at = greatest(now(), c.updated_at), updated_at = greatest(now(), c.updated_at),
            ${unique.map(givenAway).join(', ')}
          from sources s
          where c.business_id = $1 and c.id = s.id
          returning ${ownColumns}
        ), changed as (
          update customers c
          set ${fields.map((name) => `${name} = ${takesOver(name)}`).join(', ')},
            ${unique.map((name) => `${name} = coalesce(c.${name}, o.${name})`).join(', ')},
            ${objects.map((name) => `${name} = nullif(coalesce(a.${name}, '{}') || coalesce(c.${name}, '{}'), '{}')`).join(', ')},
            updated_at = greatest(now(), c.updated_at)
          from offers o, keys a
          where c.business_id = $1 and c.id = $2
            -- Always true, but not known before the others have given their unique values away.
            and (select count(*) from merged) >= 0
          returning ${ownColumns}
        ), gone as (select ${customers.columns} from merged c), after as (select ${customers.columns} from changed c),
        survivor as (select c.*, $3::uuid[] as merged_from from after c)`,
      changes: [
        { type: 'customer.merged', rows: 'gone c', before: 'before' },
        { type: 'customer.updated', rows: 'survivor c', before: 'before' },
      ],
      select: 'select * from after',
      rowOf: customers.rowOf,
    },
    actor,
  );
