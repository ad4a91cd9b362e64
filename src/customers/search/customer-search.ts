import type { Position } from '../../lists/cursors.js';
import {
  hasNoFilter,
  type List,
  type Parameter,
  Parameters,
  statement,
} from '../../lists/list-statements.js';
import { trimUnseen } from '../../fields/parsing/unseen.js';
import { firstIdAt } from '../../lists/time-of-id.js';
import type { BusinessId } from '../../database/business-id.js';
import type { CustomerListQuery } from '../customer-list.dto.js';
import type { Customer } from '../customer.entity.js';
import { customers } from '../customer-table.js';

/** How many matches of a search are counted, or put into another order than the best first. */
export const mostMatches = 1_000;

/** How long a search may take. The database itself stops looking for the misspelt after half of it. */
export const searchTimeLimitMs = 1_000;

/** Where the function of the database goes on. */
interface Place {
  readonly after_rank?: Position['key'];
  readonly after_id?: string;
  readonly is_backward?: boolean;
}

/**
 * A call of `customers_search()`, which returns the (rank, id) of the best matches, best first, within the filters of
 * the query. It refuses any other business than that of the transaction.
 */
export function matches(
  businessId: BusinessId,
  query: CustomerListQuery,
  limit: number,
  parameter: Parameter,
  place: Place = {},
): string {
  const filters = searchFilters(query, parameter);
  const given = {
    business: parameter(businessId),
    search: parameter(trimUnseen(query.search ?? '')),
    row_limit: parameter(limit),
    ...Object.fromEntries(
      Object.entries(place).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, parameter(value)]],
      ),
    ),
    ...(query.include_deleted ? { include_deleted: 'true' } : {}),
    ...(filters.length === 0 ? {} : { filters: `jsonb_build_array(${filters.join(', ')})` }),
  };
  const named = Object.entries(given).map(([name, value]) => `${name} => ${value}`);
  return `customers_search(${named.join(', ')})`;
}

/** The filters of the list as the function of the database takes them: `[column, operator, value]`. */
function searchFilters(query: CustomerListQuery, parameter: Parameter): string[] {
  const { id, email, status, category, phone, tax_id } = query;
  const { created_after, created_before, updated_after, updated_before } = query;
  const filter = (column: string, operator: string, value: unknown, of = (text: string) => text) =>
    value === undefined
      ? []
      : [`jsonb_build_array('${column}', '${operator}', ${of(`${parameter(value)}::text`)})`];
  return [
    ...filter('id', '=', id),
    ...filter('email_lower', '=', email, (text) => `lower(${text} collate "und-x-icu")`),
    ...filter('status', '=', status),
    ...filter('category', '=', category),
    ...filter('phone_key', '=', phone, (text) => `customer_phone_key(${text})`),
    ...filter('tax_id_key', '=', tax_id, (text) => `customer_tax_id_key(${text})`),
    ...filter('id', '>=', created_after && firstIdAt(created_after.getTime() + 1)),
    ...filter('id', '<', created_before && firstIdAt(created_before.getTime())),
    ...filter('updated_at', '>', updated_after?.toISOString()),
    ...filter('updated_at', '<', updated_before?.toISOString()),
  ];
}

/** The matches of a search, the best first; there is no order with the best last. */
export function bestMatches(businessId: BusinessId, query: CustomerListQuery): List<Customer> {
  const { cursor: _cursor, limit: _limit, direction: _direction, ...rest } = query;
  const { descending: _descending, include_total_count: _count, ...filters } = rest;
  const { search: _search, ...narrowing } = filters;
  const isPrepared = hasNoFilter({ filters: narrowing });
  return {
    name: 'customers',
    filters,
    isQuick: false,
    timeLimitMs: searchTimeLimitMs,
    hasKey: true,
    order: () => 'best match',
    page: ({ cursor, forward, limit }) => {
      const parameters = new Parameters();
      const call = matches(businessId, query, limit, parameters.add, placeOf(cursor, forward));
      return statement(
        `select ${customers.columns}, m.rank as sort_key
         from ${call} with ordinality as m(rank, id, place)
         cross join lateral (
           select c.* from customers c where c.business_id = ${parameters.add(businessId)} and c.id = m.id offset 0
         ) c
         order by m.place`,
        parameters,
        { isPrepared, rowOf: customers.rowOf },
      );
    },
    exists: ({ cursor, forward }) => {
      const parameters = new Parameters();
      const place = placeOf({ ...cursor, inclusive: !cursor.inclusive }, !forward);
      return statement(
        `select count(*) > 0 as exists from ${matches(businessId, query, 1, parameters.add, place)}`,
        parameters,
        { isPrepared },
      );
    },
    count: () => {
      const parameters = new Parameters();
      const text = `select count(*) as total from ${matches(businessId, query, mostMatches, parameters.add)}`;
      return statement(text, parameters, { isPrepared });
    },
  };
}

/** The function leaves the row at the place out; seen from the id next to it, that row is beyond it. */
function placeOf(cursor: Position | undefined, forward: boolean): Place {
  if (cursor === undefined) return { is_backward: !forward };
  const after_id = cursor.inclusive ? neighbour(cursor.id, forward ? -1n : 1n) : cursor.id;
  return { after_rank: cursor.key, after_id, is_backward: !forward };
}

const idBits = 128;

function neighbour(id: string, offset: bigint): string {
  const number = BigInt(`0x${id.replaceAll('-', '')}`) + offset;
  return BigInt.asUintN(idBits, number)
    .toString(16)
    .padStart(idBits / 4, '0');
}
