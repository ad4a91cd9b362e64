import { conflict, notFound } from '../../platform/http/errors.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { SharedLock } from '../../platform/database/shared-writes.js';
import type { Statement } from '../../platform/database/statement.js';
import type { DataRow } from '../../platform/database/wire/data-row.js';

/** The state of a customer that decides whether it can be changed. */
export interface CustomerState {
  readonly id: string;
  readonly is_deleted: boolean;
  /** The one that remains, through any chain. */
  readonly merged_into: string | null;
  readonly is_erased: boolean;
}

const stateColumns = 'c.id, c.is_deleted, c.merged_into, c.erased_at is not null as is_erased';

function stateOf({ fields: [id, is_deleted, merged_into = null, is_erased] }: DataRow): CustomerState {
  return { id: id ?? '', is_deleted: is_deleted === 't', merged_into, is_erased: is_erased === 't' };
}

/**
 * Makes everything that changes one customer queue up, its contacts included. It is the first lock that such a
 * transaction takes, and the only one that it waits for, unless it sets a Stripe customer, which a unique index may
 * make wait as well. Writes that travel together take theirs before the first of them writes, and wait for a short time only. It
 * reads nothing that another table holds: what a statement sees of those is older than its lock.
 */
export const lockCustomerState = (businessId: BusinessId, id: string): Statement<CustomerState> => ({
  name: 'lock_customer_state',
  text: `
    select ${stateColumns} from customers c where c.business_id = $1 and c.id = $2 for no key update`,
  values: [businessId, id],
  rowOf: stateOf,
});

/**
 * As `lockCustomerState`, of several: in the order of their ids, so that no two transactions wait for each other. Each
 * row is looked up by itself, by its business and id: for several ids at once the planner of PostgreSQL 18 would rather
 * read the whole business.
 */
export const lockCustomerStates = (
  businessId: BusinessId,
  ids: readonly string[],
): Statement<CustomerState> => ({
  name: 'lock_customer_states',
  text: `
    select c.id, c.is_deleted, c.merged_into, c.is_erased
    from (select w.id from unnest((select $2::uuid[])::uuid[]) as w(id) order by w.id) w
    cross join lateral (
      select ${stateColumns} from customers c where c.business_id = $1 and c.id = w.id for no key update
    ) c`,
  values: [businessId, ids],
  rowOf: stateOf,
});

export const sharedLockOf = (id: string): SharedLock => ({ id, lockAll: lockCustomerStates });

export const selectCustomerState = (businessId: BusinessId, id: string): Statement<CustomerState> => ({
  name: 'select_customer_state',
  text: `select ${stateColumns} from customers c where c.business_id = $1 and c.id = $2`,
  values: [businessId, id],
  rowOf: stateOf,
});

const deleted = 'The customer is deleted; restore it first';
const erased = 'The customer was erased: it cannot be changed, restored or merged';
export const mergedInto = (id: string) =>
  `The customer was merged into ${id}; change that one, or restore this one first`;

/** The sentences that refuse a write to a customer that is not live, for the document. */
export const writeConflicts = {
  deleted,
  erased,
  merged: mergedInto('019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9f'),
} as const;

/** @throws 404 if the business has no such customer, 409 if it was merged into another one */
export function assertNotMerged(
  customer: CustomerState | undefined,
): asserts customer is CustomerState & { readonly merged_into: null } {
  if (customer === undefined) throw notFound('Customer');
  if (customer.merged_into !== null) throw conflict(mergedInto(customer.merged_into));
}

/** @throws 404 if the business has no such customer, 409 if it was erased */
export function assertNotErased(customer: CustomerState | undefined): asserts customer is CustomerState {
  if (customer === undefined) throw notFound('Customer');
  if (customer.is_erased) throw conflict(erased);
}

/** @throws 404 and 409 as `assertNotErased` and `assertNotMerged`, and 409 if it is deleted */
export function assertLive(customer: CustomerState | undefined): asserts customer is CustomerState {
  assertNotErased(customer);
  assertNotMerged(customer);
  if (customer.is_deleted) throw conflict(deleted);
}
