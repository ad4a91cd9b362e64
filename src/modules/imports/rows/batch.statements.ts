import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Statement } from '../../../platform/database/statement.js';
import type { MatchKey } from '../import-options.js';
import type { KnownTerm } from './import-row.js';

/** Imports of a business store their batches one after another: two of them do not make the same customer twice. */
export const lockImports = (businessId: BusinessId): Statement => ({
  name: 'lock_imports',
  text: `select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'imports', $1::text), 0)) as locked`,
  values: [businessId],
});

/** Of a customer that was merged: what its survivor is known by as well. */
export interface Alias {
  readonly email: string;
  readonly tax_id: string | null;
}

export interface Match {
  readonly key: string;
  /** The customer with the key; for the key of a merged one, the customer that remains. */
  readonly id: string;
  readonly alias: Alias | null;
  /** Other than live only where the key is an id. */
  readonly state: 'live' | 'deleted' | 'erased';
}

const alias = `json_build_object('email', c.email_lower, 'tax_id', c.tax_id_key)`;

/** Each row is looked up by itself: `offset 0` keeps the planner from joining the whole business. */
const each = (rows: string) => `lateral (${rows} offset 0)`;

const survivorOf = (id: string) =>
  each(`select s.id, s.is_deleted, s.erased_at from customers s where s.business_id = $1 and s.id = ${id}`);

/** A customer keeps its id after it has left the lists: a row with the id is not of a new customer. */
const matchesById = `
    select k.key, coalesce(s.id, c.id) as id, case when s.id is not null then ${alias} end as alias,
      case
        when c.erased_at is not null or s.erased_at is not null then 'erased'
        when coalesce(s.is_deleted, c.is_deleted) then 'deleted'
        else 'live'
      end as state
    from json_array_elements_text($2) as k(key)
    cross join ${each('select c.* from customers c where c.business_id = $1 and c.id = k.key::uuid')} c
    left join ${survivorOf('c.merged_into')} s on s.id = c.merged_into`;

/**
 * Customers with a key, in the order of the index. The range means the same as an equality, by which the planner would
 * take any index of the business on an empty table, since all cost the same there, and keep it while the table grows.
 */
const matchesBy = (column: string, key: string) => `
    select k.key, m.id, m.alias, 'live' as state
    from (select k.key, ${key} as compared from json_array_elements_text($2) as k(key) offset 0) k
    cross join lateral (
      (
        select c.id, null::json as alias from customers c
        where c.business_id = $1 and not c.is_deleted and ${column} >= k.compared and ${column} <= k.compared
        order by ${column}, c.id limit 2
      )
      union all
      (
        select s.id, a.alias
        from (
          select distinct on (${column}, c.merged_into) c.merged_into, ${alias} as alias
          from customers c
          where c.business_id = $1 and c.merged_into is not null and c.is_deleted
            and ${column} >= k.compared and ${column} <= k.compared
          order by ${column}, c.merged_into, c.id
        ) a
        cross join ${survivorOf('a.merged_into')} s
        where not s.is_deleted
        limit 2
      )
    ) m`;

const matches: Readonly<Record<MatchKey, string>> = {
  email: matchesBy('c.email_lower', 'lower(k.key collate "und-x-icu") collate "C"'),
  tax_id: matchesBy('c.tax_id_key', 'customer_tax_id_key(k.key)'),
  id: matchesById,
};

/**
 * The live customers that have one of the keys, and those into which customers with the key were merged; of several
 * with the same key, two of each. By id, also the deleted and erased ones.
 */
export const selectMatches = (
  businessId: BusinessId,
  by: MatchKey,
  keys: readonly string[],
): Statement<Match> => ({
  name: `select_matches_by_${by}`,
  text: matches[by],
  values: [businessId, JSON.stringify(keys)],
});

/** Those that a file may name. */
export const selectKnownTerms = (businessId: BusinessId): Statement<KnownTerm> => ({
  name: 'select_known_terms',
  text: `
    select t.id, t.name, t.days_until_due from payment_terms t
    where t.business_id = $1 and t.is_active order by t.is_default desc, t.created_at, t.id`,
  values: [businessId],
});
