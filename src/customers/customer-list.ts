import { type Keyset, keysetList, type List, type Sort } from '../lists/list-statements.js';
import { firstIdAt } from '../lists/time-of-id.js';
import type { BusinessId } from '../database/business-id.js';
import type { Customer } from './customer.entity.js';
import type { CustomerListQuery, CustomerSort } from './customer-list.dto.js';
import { customers } from './customer-table.js';
import { matches, mostMatches, searchTimeLimitMs } from './search/customer-search.js';

/** The id holds the time of creation, so that the order by id is the one by `created_at`. */
const sorts: Readonly<Record<CustomerSort, Sort>> = {
  created_at: { name: 'created_at', expression: undefined, type: 'uuid' },
  updated_at: { name: 'updated_at', expression: 'c.updated_at', type: 'timestamptz' },
  name: { name: 'name', expression: 'c.name_order', type: 'text' },
  email: { name: 'email', expression: 'c.email_lower', type: 'text' },
  credit_limit_cents: { name: 'credit_limit_cents', expression: 'c.credit_limit_order', type: 'bigint' },
  status: { name: 'status', expression: 'c.status', type: 'text' },
};

export function customerList(
  businessId: BusinessId,
  query: CustomerListQuery,
): Keyset<Customer> & List<Customer> {
  const { id, email, status, category, phone, tax_id, include_deleted } = query;
  const { created_after, created_before, updated_after, updated_before } = query;
  return keysetList({
    name: 'customers',
    table: 'customers',
    rows: customers,
    sort: sorts[query.sort_by ?? 'created_at'],
    filters: {
      id,
      email,
      status,
      category,
      phone,
      tax_id,
      include_deleted,
      created_after,
      created_before,
      updated_after,
      updated_before,
      search: query.search,
    },
    timeLimitMs: query.search === undefined ? undefined : searchTimeLimitMs,
    branches: include_deleted ? ['not c.is_deleted', 'c.is_deleted'] : ['not c.is_deleted'],
    where: (parameter) => [
      `c.business_id = ${parameter(businessId)}`,
      ...(id === undefined ? [] : [`c.id = ${parameter(id)}`]),
      ...(email === undefined
        ? []
        : [`c.email_lower = lower(${parameter(email)} collate "und-x-icu") collate "C"`]),
      ...(status === undefined ? [] : [`c.status = ${parameter(status)}`]),
      ...(category === undefined ? [] : [`c.category = ${parameter(category)}`]),
      ...(phone === undefined ? [] : [`c.phone_key = customer_phone_key(${parameter(phone)})`]),
      ...(tax_id === undefined ? [] : [`c.tax_id_key = customer_tax_id_key(${parameter(tax_id)})`]),
      ...(created_after === undefined
        ? []
        : [`c.id >= ${parameter(firstIdAt(created_after.getTime() + 1))}`]),
      ...(created_before === undefined ? [] : [`c.id < ${parameter(firstIdAt(created_before.getTime()))}`]),
      ...(updated_after === undefined ? [] : [`c.updated_at > ${parameter(updated_after.toISOString())}`]),
      ...(updated_before === undefined ? [] : [`c.updated_at < ${parameter(updated_before.toISOString())}`]),
      // An array, so that the search is asked once.
      ...(query.search === undefined
        ? []
        : [`c.id = any (array(select m.id from ${matches(businessId, query, mostMatches, parameter)} m))`]),
    ],
  });
}
