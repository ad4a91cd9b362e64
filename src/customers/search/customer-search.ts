import type { Position } from '../../lists/cursors.js';
import {
  hasNoFilter,
  type List,
  type Parameter,
  Parameters,
  statement,
} from '../../lists/list-statements.js';
import { trimUnicodeSpace } from '../../fields/parsing/text.js';
import { firstIdAt } from '../../lists/time-of-id.js';
import type { BusinessId } from '../../database/business-id.js';
import type { CustomerListQuery } from '../customer-list.dto.js';
import type { Customer } from '../customer.entity.js';
import { customerJson, customerWithContacts } from '../customer-row.js';

/** How many matches of a search are counted, or put into another order than the best first. */
export const mostMatches = 1_000;

/** Where the function of the database goes on. */
interface Place {
  readonly after_rank?: Position['key'];
  readonly after_id?: string;
  readonly is_backward?: boolean;
}

/**
 * A call of `customers_search()`, which returns the (rank, id) of the best matches, best first, within the filters of
 * the query. It reads the business from the transaction's own setting.
 */
export function matches(
  query: CustomerListQuery,
  limit: number,
  parameter: Parameter,
  place: Place = {},
): string {
  const { created_after, created_before, updated_after, updated_before } = query;
  const given = {
    search: trimUnicodeSpace(query.search ?? ''),
    row_limit: limit,
    ...place,
    include_deleted: query.include_deleted,
    only_id: query.id,
    only_email: query.email,
    only_status: query.status,
    only_category: query.category,
    id_from: created_after && firstIdAt(created_after.getTime() + 1),
    id_before: created_before && firstIdAt(created_before.getTime()),
    updated_after: updated_after?.toISOString(),
    updated_before: updated_before?.toISOString(),
  };
  const named = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} => ${parameter(value)}`],
  );
  return `customers_search(${named.join(', ')})`;
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
    hasKey: true,
    order: () => 'best match',
    page: ({ cursor, forward, limit }) => {
      const parameters = new Parameters();
      const call = matches(query, limit, parameters.add, placeOf(cursor, forward));
      return statement(
        `select ${customerWithContacts}, m.rank as sort_key
         from ${call} with ordinality as m(rank, id, place)
         join customers c on c.business_id = ${parameters.add(businessId)} and c.id = m.id
         order by m.place`,
        parameters,
        { isPrepared, rowOf: customerJson },
      );
    },
    exists: ({ cursor, forward }) => {
      const parameters = new Parameters();
      const place = placeOf({ ...cursor, inclusive: !cursor.inclusive }, !forward);
      return statement(
        `select exists (select from ${matches(query, 1, parameters.add, place)}) as exists`,
        parameters,
        { isPrepared },
      );
    },
    count: () => {
      const parameters = new Parameters();
      const text = `select count(*) as total from ${matches(query, mostMatches, parameters.add)}`;
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
