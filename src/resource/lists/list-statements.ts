import { hash } from 'node:crypto';
import type { DataRow } from '../../platform/database/wire/data-row.js';
import type { Statement } from '../../platform/database/statement.js';
import type { Position } from './cursors.js';
import type { JsonRow } from '../../platform/database/wire/json-row.js';
import type { Rows } from '../resource-table.js';

/** An order that a list can be in; the id always comes last, so that it is total. */
export interface Sort {
  readonly name: string;
  /** The sort key before the id, never null, as in the index; undefined if the order is by id alone. */
  readonly expression: string | undefined;
  readonly type: 'text' | 'timestamptz' | 'bigint' | 'uuid';
}

/** Which side of a place is read, and in which of the two directions the list is ordered. */
export interface Side {
  readonly cursor: Position | undefined;
  readonly forward: boolean;
  readonly descending: boolean;
}

/** Where a row is in a list. */
export interface RowPosition {
  readonly id: string;
  /** The key of its order, where the order has one. */
  readonly sort_key: string | null;
}

/** A statement, and what throws where its rows do not allow the page. */
export interface Precondition {
  readonly statement: Statement;
  readonly assert: (rows: readonly object[]) => void;
}

/** What pages are read of. */
export interface List<Item> {
  readonly name: string;
  /** The filters as they were asked for: a cursor holds for these alone. */
  readonly filters: Readonly<Record<string, unknown>>;
  /** Its prepared statements are quick, wherever a page begins: requests that share a pipeline do not wait long for them. */
  readonly mayShareRoundTrip: boolean;
  /** How long each of its statements may take: it is a 503 then. Undefined where the connection's own limit will do. */
  readonly timeLimitMs?: number | undefined;
  /** Whether the order is that of a key, which stands after the columns of each row as `sort_key`. */
  readonly hasKey: boolean;
  /**
   * The check at the start of the page, read in the transaction of the page; undefined: none.
   *
   * @param isForward whether the page continues towards later rows of the order without `descending`
   */
  precondition?(cursor: Position | undefined, isForward: boolean): Precondition | undefined;
  /** Whether rows come at its end and nowhere else: a cursor after the last row is worth keeping. */
  readonly isGrowing?: boolean;
  /** The order: a cursor is valid only for it. */
  order(descending: boolean): unknown;
  /** The rows on one side of a place, nearest first; no more than their places, where `itemsAt` asks for the rows. */
  page(side: Side & { readonly limit: number }): Statement<JsonRow<Item>> | Statement<RowPosition>;
  /** The rows at these places, in their order; one that has changed meanwhile may be missing. */
  itemsAt?(positions: readonly RowPosition[]): Statement<JsonRow<Item>>;
  /** Whether there is any row on the other side of the place, as `exists`. */
  exists(side: Side & { readonly cursor: Position }): Statement;
  /** How many rows there are, as `total`. */
  count(): Statement;
}

/** A list whose order is that of an expression and the id: `c` is the alias of the table. */
export interface Keyset<Item> {
  readonly name: string;
  readonly table: string;
  /** The items; where the order has a key, the `sort_key` stands after their columns. */
  readonly rows: Rows<Item>;
  readonly sort: Sort;
  readonly filters: Readonly<Record<string, unknown>>;
  readonly timeLimitMs?: number | undefined;
  /** The conditions on `c`, the business first; each value becomes a parameter. */
  where(parameter: Parameter): string[];
  /**
   * Conditions that exclude each other, where no index has the order of all their rows at once: each is read by
   * itself, and the pages are merged.
   */
  readonly branches: readonly string[];
}

/** A list whose pages hold the rows. */
export interface KeysetList<Item> extends Keyset<Item>, List<Item> {
  page(side: Side & { readonly limit: number }): Statement<JsonRow<Item>>;
}

export const keysetList = <Item>(keyset: Keyset<Item>): KeysetList<Item> => ({
  ...keyset,
  mayShareRoundTrip: true,
  hasKey: keyset.sort.expression !== undefined,
  order: (descending) => [keyset.sort.name, descending],
  page: (side) => pageStatement(keyset, side),
  exists: (side) => existsStatement(keyset, side),
  count: () => countStatement(keyset),
});

/** Adds a parameter to a statement and returns its placeholder. */
export type Parameter = (value: unknown) => string;

export class Parameters {
  readonly values: unknown[] = [];
  readonly add: Parameter = (value) => `$${this.values.push(value)}`;
}

export function pageStatement<Item>(
  list: Keyset<Item>,
  side: Side & { limit: number },
): Statement<JsonRow<Item>> {
  const parameters = new Parameters();
  const where = list.where(parameters.add);
  if (side.cursor) where.push(afterCursor(list, side, side.cursor, parameters));
  // Not a parameter: the planner takes an unknown limit for a tenth of the table.
  const end = `${inOrder(list, side)} limit ${Math.trunc(side.limit)}`;
  const { expression } = list.sort;
  const { rows } = list;
  const columns = expression === undefined ? rows.columns : `${rows.columns}, ${expression} as sort_key`;
  const branch = (...condition: string[]) =>
    `from ${list.table} c where ${[...where, ...condition].join(' and ')} ${end}`;
  return statement(
    list.branches.length <= 1
      ? `select ${columns} ${branch(...list.branches)}`
      : `select ${columns} from (${list.branches.map((b) => `(select c.* ${branch(b)})`).join(' union all ')}) c ${end}`,
    parameters,
    { isPrepared: hasNoFilter(list) && usualLimits.has(side.limit), rowOf: rows.rowOf },
  );
}

/**
 * It asks for the nearest row, which an index knows: after a bare EXISTS the planner bets on meeting any row early,
 * and reads the table from its start.
 */
export function existsStatement<Item>(list: Keyset<Item>, side: Side & { cursor: Position }): Statement {
  const parameters = new Parameters();
  const cursor = { ...side.cursor, inclusive: !side.cursor.inclusive };
  const where = list.where(parameters.add);
  const back = { ...side, forward: !side.forward };
  where.push(afterCursor(list, back, cursor, parameters));
  const branches = list.branches.length === 0 ? [[]] : list.branches.map((condition) => [condition]);
  const nearest = branches.map(
    (condition) =>
      `(select true from ${list.table} c where ${[...where, ...condition].join(' and ')} ${inOrder(list, back)} limit 1)`,
  );
  return statement(`select coalesce(${nearest.join(', ')}, false) as exists`, parameters, {
    isPrepared: hasNoFilter(list),
  });
}

function countStatement<Item>(list: Keyset<Item>): Statement {
  const parameters = new Parameters();
  const branches = list.branches.length === 0 ? '' : ` and (${list.branches.join(' or ')})`;
  const where = list.where(parameters.add).join(' and ');
  return statement(`select count(*) as total from ${list.table} c where ${where}${branches}`, parameters);
}

function inOrder<Item>({ sort }: Keyset<Item>, side: Side): string {
  const direction = side.descending === side.forward ? 'desc' : 'asc';
  const keys = sort.expression === undefined ? ['c.id'] : [sort.expression, 'c.id'];
  return `order by ${keys.map((key) => `${key} ${direction}`).join(', ')}`;
}

function afterCursor<Item>(list: Keyset<Item>, side: Side, cursor: Position, parameters: Parameters): string {
  const { expression, type } = list.sort;
  const operator = (side.descending === side.forward ? '<' : '>') + (cursor.inclusive ? '=' : '');
  const id = `${parameters.add(cursor.id)}::uuid`;
  return expression === undefined
    ? `c.id ${operator} ${id}`
    : `(${expression}, c.id) ${operator} (${parameters.add(cursor.key)}::${type}, ${id})`;
}

/** The limits that people ask for, and the row more that says whether there is another page. */
const usualLimits: ReadonlySet<number> = new Set(
  [10, 20, 25, 50, 100, 200, 500, 1_000].map((limit) => limit + 1),
);

export const hasNoFilter = ({ filters }: Pick<List<unknown>, 'filters'>): boolean =>
  Object.values(filters).every((filter) => filter === undefined || filter === false);

/**
 * Named, and so prepared by every connection, are only the common lists: without filters, and where
 * the limit is in the text, at one of the usual ones. There are too many shapes of the others to keep each of them.
 */
export const statement = <Row extends object>(
  text: string,
  { values }: Parameters,
  { isPrepared = false, rowOf }: { isPrepared?: boolean; rowOf?: (row: DataRow) => Row } = {},
): Statement<Row> => ({
  ...(isPrepared ? { name: `list_${hash('sha1', text)}` } : {}),
  text,
  values,
  ...(rowOf === undefined ? {} : { rowOf }),
});
