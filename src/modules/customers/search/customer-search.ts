import type { Position } from '../../../resource/lists/cursors.js';
import {
  hasNoFilter,
  type List,
  type Parameter,
  Parameters,
  statement,
} from '../../../resource/lists/list-statements.js';
import { trimInvisible } from '../../../pydantic/invisible-characters.js';
import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Statement } from '../../../platform/database/statement.js';
import type { DataRow } from '../../../platform/database/wire/data-row.js';
import { customerFilters, type CustomerListQuery } from '../customer-list.dto.js';
import type { Customer } from '../customer.entity.js';
import { customers } from '../customer-table.js';

/** How many matches of a search are counted, or put into another order than the best first. */
const maxMatches = 1_000;

/** How long a search may take. The database itself stops looking for the misspelt after half of it. */
export const searchTimeLimitMs = 1_000;

/** The place from which the database's function goes on. */
interface RowPosition {
  readonly after_rank?: Position['key'];
  readonly after_id?: string;
  readonly is_backward?: boolean;
}

/**
 * A call of `customers_search()`, which returns the (rank, id) of the best matches, best first, within the filters of
 * the query. It refuses any other business than that of the transaction. It is asked by a separate statement, so that
 * it runs where the rows of the business are.
 */
function call(
  businessId: BusinessId,
  query: CustomerListQuery,
  limit: number,
  parameter: Parameter,
  position: RowPosition = {},
): string {
  const provided = {
    business: parameter(businessId),
    search: parameter(trimInvisible(query.search ?? '')),
    row_limit: parameter(limit),
    ...Object.fromEntries(
      Object.entries(position).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, parameter(value)]],
      ),
    ),
    ...(query.include_deleted ? { include_deleted: 'true' } : {}),
    filters: customerFilters.comparisonsAsJson(query, parameter),
  };
  const named = Object.entries(provided).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} => ${value}`],
  );
  return `customers_search(${named.join(', ')})`;
}

/** The ids of all that a search finds, to be put into another order than the best first. */
export function searchAll(businessId: BusinessId, query: CustomerListQuery): Statement<{ id: string }> {
  const parameters = new Parameters();
  const text = `select id from ${call(businessId, query, maxMatches, parameters.add)}`;
  return statement(text, parameters, { rowOf: ({ fields: [id] }) => ({ id: id ?? '' }) });
}

const positionOfMatch = ({ fields: [rank = null, id] }: DataRow) => ({ id: id ?? '', sort_key: rank });

/** The matches of a search, the best first; there is no order with the best last. */
export function bestMatches(businessId: BusinessId, query: CustomerListQuery): List<Customer> {
  const filters = customerFilters.requested(query);
  const isPrepared = hasNoFilter({ filters: { ...filters, search: undefined } });
  return {
    name: 'customers',
    filters,
    mayShareRoundTrip: false,
    timeLimitMs: searchTimeLimitMs,
    hasKey: true,
    order: () => 'best match',
    page: ({ cursor, forward, limit }) => {
      const parameters = new Parameters();
      const matches = call(businessId, query, limit, parameters.add, positionOf(cursor, forward));
      return statement(`select rank, id from ${matches}`, parameters, { isPrepared, rowOf: positionOfMatch });
    },
    itemsAt: (positions) => {
      const parameters = new Parameters();
      const ofBusiness = `c.business_id = ${parameters.add(businessId)}`;
      const ids = parameters.add(positions.map(({ id }) => id));
      // Rows may have changed since the search: they must still match.
      const fits = [
        ofBusiness,
        'c.id = m.id',
        ...(query.include_deleted ? [] : ['not c.is_deleted']),
        ...customerFilters.conditions(query, parameters.add),
      ];
      return statement(
        `select ${customers.columns}
         from unnest((select ${ids}::uuid[])::uuid[]) with ordinality as m(id, place)
         cross join lateral (select c.* from customers c where ${fits.join(' and ')} offset 0) c
         order by m.place`,
        parameters,
        { isPrepared, rowOf: customers.rowOf },
      );
    },
    exists: ({ cursor, forward }) => {
      const parameters = new Parameters();
      const position = positionOf({ ...cursor, inclusive: !cursor.inclusive }, !forward);
      return statement(
        `select count(*) > 0 as exists from ${call(businessId, query, 1, parameters.add, position)}`,
        parameters,
        { isPrepared },
      );
    },
    count: () => {
      const parameters = new Parameters();
      const text = `select count(*) as total from ${call(businessId, query, maxMatches, parameters.add)}`;
      return statement(text, parameters, { isPrepared });
    },
  };
}

/** The function leaves the row at the place out; seen from the id next to it, that row is beyond it. */
function positionOf(cursor: Position | undefined, forward: boolean): RowPosition {
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
