import { type Change, recordedWrite } from '../../resource/writes/recorded-write.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import type { PaymentTerm } from './payment-term.entity.js';
import { type NewPaymentTerm, paymentTermTable } from './payment-term-table.js';
import type { PaymentTermUpdateRequest } from './payment-terms.dto.js';

const columns = paymentTermTable.ownColumns('t');

/**
 * Makes everything that changes a business's payment terms queue up: they are few, and change rarely, and which of
 * them is the default concerns them all. The statements below that write expect it before them.
 */
export const lockPaymentTerms = (businessId: BusinessId): Statement => ({
  name: 'lock_payment_terms',
  text: `select pg_advisory_xact_lock(hashtextextended('payment terms of ' || $1::text, 0))`,
  values: [businessId],
});

export const selectPaymentTerm = (businessId: BusinessId, id: string): Statement<PaymentTerm> => ({
  name: 'select_payment_term',
  text: `select ${columns} from payment_terms t where t.business_id = $1 and t.id = $2`,
  values: [businessId, id],
});

export const selectDefaultPaymentTerm = (businessId: BusinessId): Statement<PaymentTerm> => ({
  name: 'select_default_payment_term',
  text: `select ${columns} from payment_terms t where t.business_id = $1 and t.is_default`,
  values: [businessId],
});

/**
 * Takes the default from the payment term that has it, if `condition` holds: another is about to become it. The
 * condition names a column: one that is false before a row is read leaves a distributed database no machine to ask.
 */
const demoteOthers = (condition: string) => `
  others as materialized (
    select ${columns} from payment_terms t where t.business_id = $1 and t.is_default and t.id <> $2 and ${condition}
  ), demoted as (
    update payment_terms t
    set is_default = false, updated_at = greatest(now(), t.updated_at)
    where t.business_id = $1 and t.id in (select id from others)
    returning ${columns}
  )`;

/** Always true, but not known before `demoted` is done: at no moment are there two defaults. */
const afterDemotion = '(select count(*) from demoted) >= 0';

const demotion: Change = {
  type: 'payment_term.updated',
  rows: 'demoted c',
  before: 'others',
};

export const insertPaymentTerm = (
  businessId: BusinessId,
  term: NewPaymentTerm,
  actor: string,
): Statement<PaymentTerm> =>
  recordedWrite(
    {
      name: 'insert_payment_term',
      values: [businessId, term.id, JSON.stringify([term])],
      ctes: `
        ${demoteOthers(`t.is_default = ($3::json -> 0 ->> 'is_default')::boolean`)}, inserted as (
          ${paymentTermTable.insert('t', '$3')}
          where ${afterDemotion}
          returning ${columns}
        )`,
      changes: [demotion, { type: 'payment_term.created', rows: 'inserted c' }],
      select: `select * from inserted`,
    },
    actor,
  );

/** Changes the fields that `patch` holds; answers with the payment term if that changed anything. */
export const updatePaymentTerm = (
  businessId: BusinessId,
  id: string,
  patch: PaymentTermUpdateRequest,
  actor: string,
): Statement<PaymentTerm> =>
  recordedWrite(
    {
      name: 'update_payment_term',
      values: [businessId, id, JSON.stringify(patch)],
      ctes: `
        before as materialized (
          select ${columns} from payment_terms t where t.business_id = $1 and t.id = $2
        ), target as (
          -- Fields that are absent from the patch are unchanged.
          select n.* from payment_terms o, jsonb_populate_record(o, $3) n
          where o.business_id = $1 and o.id = $2 and n is distinct from o
        ), ${demoteOthers('exists (select from target where is_default)')}, updated as (
          update payment_terms t
          set ${paymentTermTable.assignmentsFrom('n')}, updated_at = greatest(now(), t.updated_at)
          from target n
          where t.business_id = $1 and t.id = $2 and ${afterDemotion}
          returning ${columns}
        )`,
      changes: [
        demotion,
        {
          type: {
            sql: `case when b.is_active and not c.is_active then 'payment_term.deactivated' else 'payment_term.updated' end`,
          },
          rows: 'updated c',
          before: 'before',
        },
      ],
      select: `select * from updated`,
    },
    actor,
  );

/** Of a wanted term: it becomes the default of a business that has none. */
const isDefault =
  'w.is_default and not exists (select from payment_terms d where d.business_id = $1 and d.is_default)';

/**
 * Inserts those of the terms whose name, in upper or lower case, the business has not yet; what it has stays as it
 * is, its default too. Answers with all of them in their order: of several with one name, an active one before
 * others, and the oldest.
 */
export const seedPaymentTerms = (
  businessId: BusinessId,
  terms: readonly NewPaymentTerm[],
  actor: string,
): Statement<PaymentTerm> =>
  recordedWrite(
    {
      name: 'seed_payment_terms',
      values: [businessId, JSON.stringify(terms)],
      ctes: `
        wanted as (
          select w.*, lower(w.name) as key
          from rows from (json_to_recordset($2) as (${paymentTermTable.definitions}))
            with ordinality as w(${paymentTermTable.providedNames}, position)
        ), present as (
          select distinct on (lower(t.name)) ${columns}
          from payment_terms t
          where t.business_id = $1 and lower(t.name) in (select key from wanted)
          order by lower(t.name), t.is_active desc, t.id
        ), inserted as (
          ${paymentTermTable.insertFrom('t', 'w', 'wanted w', { is_default: isDefault })}
          where w.key not in (select lower(name) from present)
          returning ${columns}
        )`,
      changes: [{ type: 'payment_term.created', rows: 'inserted c' }],
      select: `
        select ${columns}
        from (select * from present union all select * from inserted) t
        join wanted w on w.key = lower(t.name)
        order by w.position`,
    },
    actor,
  );
