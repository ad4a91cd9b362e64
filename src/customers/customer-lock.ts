import { conflict, notFound } from '../http/errors.js';
import type { BusinessId } from '../database/business-id.js';
import type { Identified, SharedLock } from '../database/shared-writes.js';
import type { Statement } from '../database/statement.js';

/** What decides whether anything of a customer can be changed. */
export interface CustomerState {
  readonly is_deleted: boolean;
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
    select c.is_deleted from customers c where c.business_id = $1 and c.id = $2 for no key update`,
  values: [businessId, id],
  rowOf: ({ fields: [is_deleted] }): CustomerState => ({ is_deleted: is_deleted === 't' }),
});

/**
 * Of writes that travel together. Each row is looked up by itself, by its business and id: for several ids at once the
 * planner of PostgreSQL 18 would rather read the whole business.
 */
const lockCustomers = (
  businessId: BusinessId,
  ids: readonly string[],
): Statement<CustomerState & Identified> => ({
  name: 'lock_customers',
  text: `
    select c.id, c.is_deleted
    from (select w.id from unnest((select $2::uuid[])::uuid[]) as w(id) order by w.id) w
    cross join lateral (
      select c.id, c.is_deleted from customers c where c.business_id = $1 and c.id = w.id for no key update
    ) c`,
  values: [businessId, ids],
  rowOf: ({ fields: [id, is_deleted] }) => ({ id: id ?? '', is_deleted: is_deleted === 't' }),
});

export const sharedLockOf = (id: string): SharedLock => ({ id, lockAll: lockCustomers });

export const selectCustomerState = (businessId: BusinessId, id: string): Statement<CustomerState> => ({
  name: 'select_customer_state',
  text: 'select c.is_deleted from customers c where c.business_id = $1 and c.id = $2',
  values: [businessId, id],
});

/** @throws 404 if the business has no such customer, 409 if it is deleted */
export function assertLive(customer: CustomerState | undefined): void {
  if (customer === undefined) throw notFound('Customer');
  if (customer.is_deleted) throw conflict('The customer is deleted; restore it first');
}
