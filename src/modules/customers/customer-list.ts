import { type KeysetList, keysetList, type Sort } from '../../resource/lists/list-statements.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { Customer } from './customer.entity.js';
import { customerFilters, type CustomerListQuery, type CustomerSort } from './customer-list.dto.js';
import { customers } from './customer-table.js';

/** The id holds the time of creation, so that the order by id is the one by `created_at`. */
const sorts: Readonly<Record<CustomerSort, Sort>> = {
  created_at: { name: 'created_at', expression: undefined, type: 'uuid' },
  updated_at: { name: 'updated_at', expression: 'c.updated_at', type: 'timestamptz' },
  name: { name: 'name', expression: 'c.name_order', type: 'text' },
  email: { name: 'email', expression: 'c.email_lower', type: 'text' },
  credit_limit_cents: { name: 'credit_limit_cents', expression: 'c.credit_limit_order', type: 'bigint' },
  status: { name: 'status', expression: 'c.status', type: 'text' },
};

/**
 * @param found the ids of the customers that a search has found, which is a separate statement, sent before
 */
export function customerList(
  businessId: BusinessId,
  query: CustomerListQuery,
  found?: readonly string[],
): KeysetList<Customer> {
  if ((query.search === undefined) !== (found === undefined)) {
    throw new Error('The search found other rows than the list holds');
  }
  return keysetList({
    name: 'customers',
    table: 'customers',
    rows: customers,
    sort: sorts[query.sort_by ?? 'created_at'],
    filters: customerFilters.requested(query),
    branches: query.include_deleted ? ['not c.is_deleted', 'c.is_deleted'] : ['not c.is_deleted'],
    where: (parameter) => [
      `c.business_id = ${parameter(businessId)}`,
      ...customerFilters.conditions(query, parameter),
      // The SELECT hides from the planner how many ids there are: it would otherwise prefer to read the whole business
      // in order.
      ...(found === undefined ? [] : [`c.id = any ((select ${parameter(found)})::uuid[])`]),
    ],
  });
}
