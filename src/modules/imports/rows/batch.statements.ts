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

const comparisons: Readonly<Record<MatchKey, string>> = {
  email: `c.email_lower = lower(k.key collate "und-x-icu") collate "C"`,
  tax_id: `c.tax_id_key = customer_tax_id_key(k.key)`,
  id: `c.id = k.key::uuid`,
};

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

/** A customer keeps its id after it has left the lists: a row with the id is not of a new customer. */
const goneById = `
      union all
      (
        select coalesce(s.id, c.id), null,
          case when c.erased_at is not null or s.erased_at is not null then 'erased' else 'deleted' end
        from customers c
        left join customers s on s.business_id = $1 and s.id = c.merged_into
        where c.business_id = $1 and c.is_deleted and ${comparisons.id} and s.is_deleted is not false
      )`;

/**
 * The live customers that have one of the keys, else those into which customers with the key were merged; of several
 * with the same key, two. By id, also the deleted and erased ones.
 */
export const selectMatches = (
  businessId: BusinessId,
  by: MatchKey,
  keys: readonly string[],
): Statement<Match> => ({
  name: `select_matches_by_${by}`,
  text: `
    select k.key, m.id, m.alias, m.state
    from json_array_elements_text($2) as k(key)
    cross join lateral (
      (
        select c.id, null::json as alias, 'live' as state from customers c
        where c.business_id = $1 and not c.is_deleted and ${comparisons[by]}
        order by c.id limit 2
      )
      union all
      (
        select s.id, a.alias, 'live'
        from (
          select distinct on (c.merged_into) c.merged_into,
            json_build_object('email', c.email_lower, 'tax_id', c.tax_id_key) as alias
          from customers c
          where c.business_id = $1 and c.merged_into is not null and c.is_deleted and ${comparisons[by]}
          order by c.merged_into, c.id
        ) a
        join customers s on s.business_id = $1 and s.id = a.merged_into and not s.is_deleted
        where not exists (
          select from customers c where c.business_id = $1 and not c.is_deleted and ${comparisons[by]}
        )
        order by s.id limit 2
      )${by === 'id' ? goneById : ''}
    ) m`,
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
