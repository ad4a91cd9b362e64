import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Statement } from '../../../platform/database/statement.js';
import type { DataRow } from '../../../platform/database/wire/data-row.js';
import { Json } from '../../../platform/database/wire/json.js';
import { JsonRow } from '../../../platform/database/wire/json-row.js';
import { customers, customerTable } from '../customer-table.js';
import type { Position } from '../../../resource/lists/cursors.js';
import { type List, Parameters, type Side, statement } from '../../../resource/lists/list-statements.js';
import { duplicatePairs } from './duplicate-pairs.js';
import type { DuplicatePair, DuplicatesQuery } from './duplicates.dto.js';

/** A pair as it is sent; the score and the two ids are its place in the list. */
class PairRow extends JsonRow<DuplicatePair> {
  constructor(
    json: string,
    sort_key: string,
    private readonly otherId: string,
  ) {
    super(json, sort_key);
  }

  override get id(): string {
    return this.otherId;
  }
}

const customerColumns = customers.columns;
const columnCount = customerTable.columns.length;

/** The number of the columns before the two customers: the score, the reasons and the two ids. */
const ownCount = 4;

function rowOf(row: DataRow): PairRow {
  const [score, reasons, one = '', other = ''] = row.part(0, ownCount).fields;
  const both = [0, 1].map((position) =>
    customers.rowOf(row.part(ownCount + position * columnCount, columnCount)),
  );
  const json = Json.withList('customers', both, {
    score: Number(score),
    reasons: JSON.parse(reasons ?? '[]') as unknown,
  });
  return new PairRow(json, `${score} ${one}`, other ?? '');
}

/** The customer as it is sent, of one of the ids of a pair. */
const customerOf = (business: string, id: string, alias: string) => `
  cross join lateral (
    select ${customerColumns} from (
      select c.* from customers c where c.business_id = ${business} and c.id = p.${id} offset 0
    ) c
  ) ${alias}`;

function afterCursor({ cursor, forward }: Pick<Side, 'cursor' | 'forward'>, { add }: Parameters): string {
  if (cursor === undefined) return '';
  const [score, one] = String(cursor.key).split(' ');
  const operator = (forward ? '<' : '>') + (cursor.inclusive ? '=' : '');
  return ` and (score, one, other) ${operator} (${add(score)}::numeric, ${add(one)}::uuid, ${add(cursor.id)}::uuid)`;
}

/** Pairs of customers that are likely the same one, the best first; there is no order with the best last. */
export function duplicateList(
  businessId: BusinessId,
  { threshold }: Pick<DuplicatesQuery, 'threshold'>,
): List<DuplicatePair> {
  const scored = (parameters: Parameters) => {
    const business = parameters.add(businessId);
    return {
      business,
      pairs: duplicatePairs(business, threshold, parameters.add),
      listed: `scored where score >= ${parameters.add(threshold)}::numeric`,
    };
  };
  return {
    name: 'duplicate_customers',
    filters: { threshold },
    mayShareRoundTrip: false,
    hasKey: true,
    order: () => 'best pair',
    page: ({ limit, ...side }): Statement<JsonRow<DuplicatePair>> => {
      const parameters = new Parameters();
      const { business, pairs, listed } = scored(parameters);
      const direction = side.forward ? 'desc' : 'asc';
      const page = `
        select score, reasons, one, other from ${listed}${afterCursor(side, parameters)}
        order by score ${direction}, one ${direction}, other ${direction} limit ${Math.trunc(limit)}`;
      const text = `${pairs}
        select p.*, a.*, b.* from (${page}) p
        ${customerOf(business, 'one', 'a')}${customerOf(business, 'other', 'b')}
        order by p.score ${direction}, p.one ${direction}, p.other ${direction}`;
      return statement(text, parameters, { rowOf });
    },
    exists: (side: Side & { cursor: Position }) => {
      const parameters = new Parameters();
      const { pairs, listed } = scored(parameters);
      const cursor = { ...side.cursor, inclusive: !side.cursor.inclusive };
      const behind = afterCursor({ cursor, forward: !side.forward }, parameters);
      return statement(`${pairs} select exists (select from ${listed}${behind}) as exists`, parameters);
    },
    count: () => {
      const parameters = new Parameters();
      const { pairs, listed } = scored(parameters);
      return statement(`${pairs} select count(*) as total from ${listed}`, parameters);
    },
  };
}
