import {
  type Fields,
  fieldsAt,
  isFields,
  lastName,
  listAt,
  nodeOf,
  type SyntaxNode,
  textAt,
  withoutCasts,
} from './syntax.js';

/** A table of a statement, and what the statement calls it. */
interface Table {
  readonly name: string;
  readonly alias: string;
}

/** The RETURNING list. */
export const answered = (fields: Fields) => listAt(fieldsAt(fields, 'returningClause'), 'exprs');

const tableOf = (fields: Fields): Table[] => {
  const name = textAt(fields, 'relname');
  return name === '' ? [] : [{ name, alias: textAt(fieldsAt(fields, 'alias'), 'aliasname') || name }];
};

/** Whether a node reads the table, or the expression of WITH, of a name. */
export const isNamed =
  (name: string) =>
  ({ kind, fields }: SyntaxNode): boolean =>
    kind === 'RangeVar' && textAt(fields, 'relname') === name;

/** The FROM clause, or the USING clause of a DELETE. */
export const itemsOf = ({ kind, fields }: SyntaxNode): readonly unknown[] =>
  listAt(fields, kind === 'DeleteStmt' ? 'usingClause' : 'fromClause');

/** The tables in FROM; a subselect has its own. */
function tablesIn(item: unknown): Table[] {
  const node = nodeOf(item);
  if (node?.kind === 'RangeVar') return tableOf(node.fields);
  return node?.kind === 'JoinExpr'
    ? [...tablesIn(node.fields['larg']), ...tablesIn(node.fields['rarg'])]
    : [];
}

/** What one level of a statement reads and changes. */
export const tablesOf = (level: SyntaxNode): Table[] => [
  ...(level.kind === 'SelectStmt' ? [] : tableOf(fieldsAt(level.fields, 'relation'))),
  ...itemsOf(level).flatMap(tablesIn),
];

function conjunctsOf(condition: unknown): unknown[] {
  const node = nodeOf(condition);
  if (node?.kind === 'BoolExpr' && node.fields['boolop'] === 'AND_EXPR') {
    return listAt(node.fields, 'args').flatMap(conjunctsOf);
  }
  return node === undefined ? [] : [condition];
}

function joinConditions(item: unknown): unknown[] {
  const node = nodeOf(item);
  if (node?.kind !== 'JoinExpr') return [];
  const { larg, rarg, quals } = node.fields;
  return [...joinConditions(larg), ...joinConditions(rarg), ...conjunctsOf(quals)];
}

/** The conditions of each row, in WHERE and ON. */
export const conditionsOf = (level: SyntaxNode): unknown[] => [
  ...conjunctsOf(level.fields['whereClause']),
  ...itemsOf(level).flatMap(joinConditions),
];

/** `$1`, whatever it is cast to. */
export const isFirstParameter = (value: unknown): boolean => {
  const node = withoutCasts(value);
  return node?.kind === 'ParamRef' && node.fields['number'] === 1;
};

/** `c.business_id = $1`, in which `c` may be left out if there is no other table. */
export function saysBusiness(
  condition: unknown,
  { alias }: Table,
  isAlone: boolean,
  business = 'business_id',
): boolean {
  const node = nodeOf(condition);
  if (node?.kind !== 'A_Expr' || lastName(listAt(node.fields, 'name')) !== '=') return false;
  const { lexpr, rexpr } = node.fields;
  const column = withoutCasts(lexpr);
  if (column?.kind !== 'ColumnRef' || !isFirstParameter(rexpr)) return false;
  const names = listAt(column.fields, 'fields').map((name) => lastName([name]));
  return names.join('.') === `${alias}.${business}` || (isAlone && names.join('.') === business);
}

/** The rows that an INSERT makes, as the expressions of their columns. */
export function insertedRows(select: Fields): (readonly unknown[])[] {
  const values = listAt(select, 'valuesLists');
  if (values.length > 0) return values.map((row) => listAt(nodeOf(row)?.fields ?? {}, 'items'));
  if (isFields(select['larg']))
    return [select['larg'], select['rarg']].flatMap((side) => insertedRows(side as Fields));
  return [listAt(select, 'targetList').map((target) => nodeOf(target)?.fields['val'])];
}

/** The name of the function that is called, if one is. */
export const nameOf = ({ kind, fields }: SyntaxNode): string | undefined =>
  kind === 'FuncCall' ? lastName(listAt(fields, 'funcname')) : undefined;
