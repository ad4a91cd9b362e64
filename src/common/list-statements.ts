import type { Statement } from '../database/statement.js';
import type { Position } from './cursors.js';

/** An order that a list can be in; the id always comes last, so that it is total. */
export interface Sort<Item> {
  readonly name: string;
  /** What is compared before the id, never null, as the index has it; undefined where the id alone is the order. */
  readonly expression: string | undefined;
  readonly type: 'text' | 'timestamptz' | 'bigint' | 'uuid';
  /** The key of a row; `sort_key` is selected where the wire does not carry it. */
  keyOf(row: Item): string | number | null;
  readonly isOnWire: boolean;
}

/** What is listed: `c` is the alias of the table. */
export interface List<Item> {
  readonly name: string;
  readonly table: string;
  readonly columns: string;
  readonly sort: Sort<Item>;
  /** The filters as they were asked for: a cursor holds for these alone. */
  readonly filters: Readonly<Record<string, unknown>>;
  /** The conditions on `c`, the business first; each value becomes a parameter. */
  where(parameter: (value: unknown) => string): string[];
  /**
   * Conditions that exclude each other, where no index has the order of all their rows at once: each is read by
   * itself, and the pages are merged.
   */
  readonly branches: readonly string[];
}

interface Side {
  readonly cursor: Position | undefined;
  readonly forward: boolean;
  readonly descending: boolean;
}

class Parameters {
  readonly values: unknown[] = [];
  readonly add = (value: unknown) => `$${this.values.push(value)}`;
}

/** The rows on one side of a place, nearest first. */
export function pageStatement<Item>(list: List<Item>, side: Side & { limit: number }): Statement {
  const parameters = new Parameters();
  const where = list.where(parameters.add);
  if (side.cursor) where.push(beyond(list, side, side.cursor, parameters));
  const end = `${inOrder(list, side)} limit ${parameters.add(side.limit)}`;
  const columns = list.sort.isOnWire ? list.columns : `${list.columns}, ${list.sort.expression} as sort_key`;
  const branch = (condition: string) =>
    `from ${list.table} c where ${[...where, condition].join(' and ')} ${end}`;
  const [only = 'true', ...others] = list.branches;
  return statement(
    others.length === 0
      ? `select ${columns} ${branch(only)}`
      : `select ${columns} from (${list.branches.map((b) => `(select c.* ${branch(b)})`).join(' union all ')}) c ${end}`,
    parameters,
  );
}

/**
 * Whether there is any row on the other side of the place. It asks for the nearest one, which an index knows: after a
 * bare EXISTS the planner bets on meeting any row early, and reads the table from its start.
 */
export function existsStatement<Item>(list: List<Item>, side: Side & { cursor: Position }): Statement {
  const parameters = new Parameters();
  const cursor = { ...side.cursor, inclusive: !side.cursor.inclusive };
  const where = list.where(parameters.add);
  const back = { ...side, forward: !side.forward };
  where.push(beyond(list, back, cursor, parameters));
  const branches = list.branches.length === 0 ? ['true'] : list.branches;
  const nearest = branches.map(
    (b) =>
      `(select true from ${list.table} c where ${[...where, b].join(' and ')} ${inOrder(list, back)} limit 1)`,
  );
  return statement(`select coalesce(${nearest.join(', ')}, false) as exists`, parameters);
}

export function countStatement<Item>(list: List<Item>): Statement {
  const parameters = new Parameters();
  const branches = list.branches.length === 0 ? '' : ` and (${list.branches.join(' or ')})`;
  const where = list.where(parameters.add).join(' and ');
  return statement(`select count(*) as total from ${list.table} c where ${where}${branches}`, parameters);
}

function inOrder<Item>({ sort }: List<Item>, side: Side): string {
  const direction = side.descending === side.forward ? 'desc' : 'asc';
  const keys = sort.expression === undefined ? ['c.id'] : [sort.expression, 'c.id'];
  return `order by ${keys.map((key) => `${key} ${direction}`).join(', ')}`;
}

function beyond<Item>(list: List<Item>, side: Side, cursor: Position, parameters: Parameters): string {
  const { expression, type } = list.sort;
  const operator = (side.descending === side.forward ? '<' : '>') + (cursor.inclusive ? '=' : '');
  const id = `${parameters.add(cursor.id)}::uuid`;
  return expression === undefined
    ? `c.id ${operator} ${id}`
    : `(${expression}, c.id) ${operator} (${parameters.add(cursor.key)}::${type}, ${id})`;
}

/** Not named: there are too many shapes of lists for every connection to keep each of them prepared. */
const statement = (text: string, { values }: Parameters): Statement => ({ text, values });
