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
  /** The live customer; for the key of a merged one, the customer that remains. */
  readonly id: string;
  readonly alias: Alias | null;
}

/**
 * The live customers that have one of the keys, else those into which customers with the key were merged; of several
 * with the same key, two.
 */
export const selectMatches = (
  businessId: BusinessId,
  by: MatchKey,
  keys: readonly string[],
): Statement<Match> => ({
  name: `select_matches_by_${by}`,
  text: `
    select k.key, m.id, m.alias
    from json_array_elements_text($2) as k(key)
    cross join lateral (
      (
        select c.id, null::json as alias from customers c
        where c.business_id = $1 and not c.is_deleted and ${comparisons[by]}
        order by c.id limit 2
      )
      union all
      (
        select s.id, a.alias
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
      )
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
