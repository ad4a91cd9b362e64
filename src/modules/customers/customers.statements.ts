import type { Json } from '../../platform/database/wire/json.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import { Parameters } from '../../resource/lists/list-statements.js';
import { type Change, recordedWrite } from '../../resource/writes/recorded-write.js';
import { selecting } from '../../resource/resource-table.js';
import type { Customer } from './customer.entity.js';
import { customers, customerTable, type NewCustomer, newCustomers, ownColumns } from './customer-table.js';
import type { CustomerUpdateRequest } from './customers.dto.js';

const created: Change = {
  type: 'customer.created',
  rows: 'inserted c join sent n on n.id = c.id',
  actor: 'n.actor::json',
};

const response = { select: `select ${newCustomers.columns} from inserted c`, rowOf: newCustomers.rowOf };

/**
 * Up to this many rows are sent as parameters: each number of rows is a separate statement to prepare, and for more
 * rows the parameters cost more than JSON does.
 */
const maxValues = 8;

/** A customer whose external id another one has is not inserted. In the order of the ids, so that no two wait in a circle. */
const unlessTaken = `
  on conflict (business_id, external_id)
    where external_id is not null and (not is_deleted or merged_into is not null) do nothing`;

const hasExternalId = ({ external_id }: NewCustomer) => typeof external_id === 'string';

const inOrderOfExternalIds = (records: readonly NewCustomer[]) =>
  records.toSorted((one, other) => ((one.external_id ?? '') < (other.external_id ?? '') ? -1 : 1));

/**
 * Inserts the customers whose payment term, if they name one, is an active one of the business, and whose external id no
 * other customer has. The response does not hold the others.
 *
 * With an external id it waits for other transactions that insert the same one: it must not share a pipeline with others'
 * statements, unless these may fail and be sent again.
 */
export const insertCustomers = (
  businessId: BusinessId,
  records: readonly NewCustomer[],
): Statement<Json<Customer>> =>
  records.some(hasExternalId)
    ? insertInOrder(businessId, inOrderOfExternalIds(records), unlessTaken)
    : insertInOrder(businessId, records, '');

const insertInOrder = (
  businessId: BusinessId,
  records: readonly NewCustomer[],
  condition: string,
): Statement<Json<Customer>> =>
  records.length <= maxValues && records.every((record) => record.default_payment_term_id === null)
    ? insertWithoutTerms(businessId, records, condition)
    : insertWithTerms(businessId, records, condition);

/** Rows that are known without asking a table: a distributed database inserts them where the business is. */
function insertWithoutTerms(
  businessId: BusinessId,
  records: readonly NewCustomer[],
  condition: string,
): Statement<Json<Customer>> {
  const { add, values } = new Parameters();
  add(businessId);
  const inserted = customerTable.insertValues('c', records, add);
  const actors = records.map(({ id, actor }) => `(${add(id)}::uuid, ${add(actor)})`);
  return recordedWrite(
    {
      name: `insert_customers_${records.length}${nameOf(condition)}`,
      values,
      ctes: `
        sent (id, actor) as (values ${actors.join(', ')}),
        inserted as (${inserted} ${condition} returning ${ownColumns})`,
      changes: [created],
      ...response,
    },
    null,
  );
}

const nameOf = (condition: string) => (condition === '' ? '' : '_unless_taken');

const insertWithTerms = (
  businessId: BusinessId,
  records: readonly NewCustomer[],
  condition: string,
): Statement<Json<Customer>> =>
  recordedWrite(
    {
      name: `insert_customers${nameOf(condition)}`,
      values: [businessId, JSON.stringify(records)],
      ctes: `
        sent as (
          select n.* from json_to_recordset($2) as n(${customerTable.definitions}, actor text)
        ), inserted as (
          ${customerTable.insertFrom('c', 'n', 'sent n')}
          where n.default_payment_term_id is null or exists (
            select from payment_terms t
            where t.business_id = $1 and t.id = n.default_payment_term_id and t.is_active
          )
          ${condition}
          returning ${ownColumns}
        )`,
      changes: [created],
      ...response,
    },
    null,
  );

/**
 * The ids are behind a separate SELECT, so that the planner cannot count them: it would take one id for much less
 * work than the ids of any execution, and plan each execution again, which takes seven times as long as the look-up. Each id
 * is looked up by itself (OFFSET 0 keeps the planner from making a join of it): whatever is known of the tables, that is
 * done by an index on the business and the id, also in PostgreSQL 15.
 */
export const selectCustomers = (businessId: BusinessId, ids: readonly string[]): Statement<Json<Customer>> =>
  selecting(customers, {
    name: 'select_customers',
    text: (columns) =>
      `
      select ${columns}
      from unnest((select $2::uuid[])::uuid[]) as wanted(id)
      cross join lateral (select c.* from customers c where c.business_id = $1 and c.id = wanted.id offset 0) c`,
    values: [businessId, ids],
  });

export const selectCustomer = (businessId: BusinessId, id: string): Statement<Json<Customer>> =>
  selectCustomers(businessId, [id]);

const { assignments, isChange } = customerTable.changes('c', 'p.patch');
const patchedTerm = `(p.patch ->> 'default_payment_term_id')::uuid`;

/** `changed` with the columns of a response, including contacts; `locked` is the customer before the change. */
const afterChange = `after as (select ${customers.columns} from changed c)`;

const recordedAs = (type: Change['type']): Change => ({
  type,
  rows: 'after c',
  before: 'locked',
});

/**
 * Changes the fields that `patch` holds, of a customer that is not deleted. A payment term has to be an active one
 * of the business, unless it is the customer's already. Answers with the customer, also where that changed nothing.
 */
export const updateCustomer = (
  businessId: BusinessId,
  id: string,
  patch: CustomerUpdateRequest,
  actor: string,
): Statement<Json<Customer>> =>
  recordedWrite(
    {
      name: 'update_customer',
      values: [businessId, id, JSON.stringify(patch)],
      ctes: `
        patch as (
          select $3::jsonb as patch
        ), locked as materialized (
          select ${ownColumns} from customers c cross join patch p
          where c.business_id = $1 and c.id = $2 and not c.is_deleted and (
            ${patchedTerm} is null
            or ${patchedTerm} = c.default_payment_term_id
            or exists (
              select from payment_terms t
              where t.business_id = $1 and t.id = ${patchedTerm} and t.is_active
            )
          )
        ), changed as (
          update customers c set
            ${assignments}, updated_at = greatest(now(), c.updated_at)
          from locked l, patch p
          where c.business_id = $1 and c.id = $2 and l.id = c.id
            and ${isChange}
          returning ${ownColumns}
        ), ${afterChange}`,
      changes: [recordedAs('customer.updated')],
      select: `
        select * from after
        union all select ${customers.columns} from locked c where not exists (select from changed)`,
      rowOf: customers.rowOf,
    },
    actor,
  );

const lockedCustomer = `locked as materialized (select ${ownColumns} from customers c where c.business_id = $1 and c.id = $2)`;

/** Marks the customer as deleted, if it is not yet; answers with a row if that changed anything. */
export const deleteCustomer = (businessId: BusinessId, id: string, actor: string): Statement =>
  recordedWrite(
    {
      name: 'delete_customer',
      values: [businessId, id],
      ctes: `
        ${lockedCustomer}, changed as (
          update customers c
          set deleted_at = greatest(now(), c.updated_at), updated_at = greatest(now(), c.updated_at)
          where c.business_id = $1 and c.id = $2 and not c.is_deleted
          returning ${ownColumns}
        ), ${afterChange}`,
      changes: [recordedAs('customer.deleted')],
      select: 'select id from changed',
    },
    actor,
  );

/** Brings the customer back, if it is deleted or was merged, and not erased; returns it in any case. */
export const restoreCustomer = (
  businessId: BusinessId,
  id: string,
  actor: string,
): Statement<Json<Customer>> =>
  recordedWrite(
    {
      name: 'restore_customer',
      values: [businessId, id],
      ctes: `
        ${lockedCustomer}, changed as (
          update customers c
          set updated_at = greatest(now(), c.updated_at), deleted_at = null, merged_into = null,
            merged_directly_into = null
          where c.business_id = $1 and c.id = $2 and c.is_deleted and c.erased_at is null
          returning ${ownColumns}
        ), ${afterChange}`,
      changes: [recordedAs('customer.restored')],
      select: `
        select * from after
        union all select ${customers.columns} from locked c where not exists (select from changed)`,
      rowOf: customers.rowOf,
    },
    actor,
  );
