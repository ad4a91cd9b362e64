import type { Parameter } from '../../../resource/lists/list-statements.js';

/** How many neighbours a name is compared with, in each of two orders. */
const nearest = 3;

/** Up to this many customers with the same value are compared each with each; of more, only neighbours are. */
const maxPaired = 4;

/** Minimum similarity of two names, independent of the requested threshold. */
const minSimilarity = 0.3;

/** How sure it is that two customers with the same value are one. */
const certainty = { tax_id: 0.95, email: 0.9, phone: 0.9, name: 0.95 } as const;

const keyColumns = { tax_id: 'tax_id_key', email: 'email_lower', phone: 'phone_key' } as const;
type KeyField = keyof typeof keyColumns;
const keyFields = Object.keys(keyColumns) as KeyField[];

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** The rows that follow a row in the window `w`: `id1, name1, id2, …`. */
const followers = (count: number) =>
  upTo(count)
    .map(
      (position) =>
        `lead(id, ${position}) over w as id${position}, lead(name, ${position}) over w as name${position}`,
    )
    .join(', ');

const rowsOfFollowers = (count: number) =>
  `(values ${upTo(count)
    .map((position) => `(${position}, id${position}, name${position})`)
    .join(', ')}) as n(place, id, name)`;

/**
 * Names that are near each other in an alphabetical order and are much the same: they share their first half, and
 * either how they end or all but the last two letters. That costs a tenth of what comparing their trigrams does.
 */
const neighbours = (name: string) => `
  select f.id as one, f.name as name, n.id as other, n.name as other_name
  from (
    select id, name, left(name, greatest(1, length(name) * 9 / 20)) as head, left(name, -2) as body, right(name, 2) as tail,
      ${followers(nearest)}
    from (select ids[1] as id, ${name} as name from names offset 0) b
    window w as (order by name)
  ) f
  cross join lateral ${rowsOfFollowers(nearest)}
  where starts_with(f.name1, f.head) and starts_with(n.name, f.head)
    and (right(n.name, 2) = f.tail or starts_with(n.name, f.body))`;

/** Customers whose value of the field others have too; each value is looked up in the index. */
const sharing = (business: string, field: KeyField) => {
  const column = keyColumns[field];
  const live = `c.business_id = ${business} and not c.is_deleted`;
  return `
  select '${field}' as field, k.key, m.id, m.name
  from (
    select c.${column} as key from customers c where ${live} and c.${column} is not null
    group by c.${column} having count(*) > 1
  ) k
  cross join lateral (
    select c.id, nullif(c.name_alike, '') as name from customers c where ${live} and c.${column} = k.key offset 0
  ) m`;
};

const doubt = (field: KeyField) => `case when ${field} then ${(1 - certainty[field]).toFixed(2)} else 1 end`;

const reasons = `array_to_json(array_remove(array[
    ${keyFields.map((field) => `case when ${field} then '{"field":"${field}","similarity":1}' end`).join(', ')},
    case when name is not null then '{"field":"name","similarity":' || round(name::numeric, 2) || '}' end
  ], null)::json[])`;

/**
 * The common table expressions that end with `scored`: pairs of live customers, as (one, other, score, reasons), each
 * once, `one` being the newer. Not all pairs are looked at: those of the same value, and of names that are near each other
 * read from the left or from the right. So the work grows as the customers do. docs/adr/0014.
 *
 * @param business its parameter
 */
export function duplicatePairs(business: string, threshold: number, parameter: Parameter): string {
  const alike = `${parameter(Math.max(threshold, minSimilarity))}::real`;
  return `
with names as materialized (
  select g.name, case when cardinality(g.ids) = 1 then g.ids else array(select id from unnest(g.ids) as id order by id) end as ids
  from (
    select c.name_alike as name, array_agg(c.id) as ids from customers c
    where c.business_id = ${business} and not c.is_deleted and c.name_alike <> '' group by c.name_alike
  ) g
), near as (
  ${neighbours('name')}
  union
  select r.one, reverse(r.name), r.other, reverse(r.other_name) from (${neighbours('reverse(name)')}) r
), sharing as (
  ${keyFields.map((field) => sharing(business, field)).join(' union all ')}
), found as (
  select f.field, f.id as one, n.id as other,
    case when n.name = f.name then 1 else customer_names_similarity(n.name, f.name) end as name
  from (
    select field, id, name, count(*) over (partition by field, key) as size, ${followers(maxPaired - 1)}
    from sharing window w as (partition by field, key order by name, id)
  ) f
  cross join lateral ${rowsOfFollowers(maxPaired - 1)}
  where n.id is not null and (n.place = 1 or f.size <= ${maxPaired})
  union all
  select 'name', one, other, customer_names_similarity(name, other_name) from near
  -- Names that differ in a number, which stands first, are of two: Branch 12 and Branch 13.
  where least(name, other_name) >= ':' or split_part(name, ' ', 1) = split_part(other_name, ' ', 1)
  union all
  select 'name', n.ids[i], n.ids[j], 1
  from names n
  cross join lateral generate_subscripts(n.ids, 1) i
  cross join lateral generate_series(i + 1, least(i + ${maxPaired - 1}, cardinality(n.ids))) j
  where cardinality(n.ids) > 1
), pairs as (
  select greatest(one, other) as one, least(one, other) as other, max(name) filter (where name >= ${alike}) as name,
    ${keyFields.map((field) => `bool_or(field = '${field}') as ${field}`).join(', ')}
  from found where field <> 'name' or name >= ${alike}
  group by 1, 2
), scored as (
  select one, other, ${reasons} as reasons,
    round((1 - ${keyFields.map(doubt).join(' * ')} * (1 - ${certainty.name} * coalesce(name, 0)))::numeric, 2) as score
  from pairs
)`;
}
