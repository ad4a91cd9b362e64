import {
  type Fields,
  fieldsAt,
  isFields,
  lastName,
  listAt,
  loadParser,
  nodeOf,
  nodesIn,
  parse,
  type SyntaxNode,
  textAt,
  withoutCasts,
} from './syntax.js';
import type { TestDatabase } from './database.js';

/** What the rules have to know of a database. */
export interface Catalog {
  /** The tables whose rows belong to a business each. */
  readonly tenantTables: ReadonlySet<string>;
  /** The functions that may answer otherwise at another time. */
  readonly notImmutable: ReadonlySet<string>;
}

export async function catalogOf(database: Pick<TestDatabase, 'sql'>): Promise<Catalog> {
  await loadParser();
  const names = async (text: string) =>
    new Set((await database.sql<{ name: string }>(text)).map(({ name }) => name));
  const [tenantTables, notImmutable] = await Promise.all([
    names(
      `select relname::text as name from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace`,
    ),
    names(`select distinct proname::text as name from pg_proc where provolatile <> 'i' and prokind = 'f'`),
  ]);
  return { tenantTables, notImmutable };
}

const levels = ['SelectStmt', 'UpdateStmt', 'DeleteStmt', 'InsertStmt'];
const changing = ['UpdateStmt', 'DeleteStmt', 'InsertStmt'];

interface Table {
  readonly name: string;
  readonly alias: string;
}

/** What stands behind RETURNING. */
const answered = (fields: Fields) => listAt(fieldsAt(fields, 'returningClause'), 'exprs');

const tableOf = (fields: Fields): Table[] => {
  const name = textAt(fields, 'relname');
  return name === '' ? [] : [{ name, alias: textAt(fieldsAt(fields, 'alias'), 'aliasname') || name }];
};

const itemsOf = ({ kind, fields }: SyntaxNode): readonly unknown[] =>
  listAt(fields, kind === 'DeleteStmt' ? 'usingClause' : 'fromClause');

/** The tables that stand in FROM; a subselect has its own. */
function tablesIn(item: unknown): Table[] {
  const node = nodeOf(item);
  if (node?.kind === 'RangeVar') return tableOf(node.fields);
  return node?.kind === 'JoinExpr'
    ? [...tablesIn(node.fields['larg']), ...tablesIn(node.fields['rarg'])]
    : [];
}

const tablesOf = (level: SyntaxNode): Table[] => [
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

const conditionsOf = (level: SyntaxNode): unknown[] => [
  ...conjunctsOf(level.fields['whereClause']),
  ...itemsOf(level).flatMap(joinConditions),
];

const isFirstParameter = (value: unknown): boolean => {
  const node = withoutCasts(value);
  return node?.kind === 'ParamRef' && node.fields['number'] === 1;
};

/** `c.business_id = $1`, in which `c` may be left out if there is no other table. */
function saysBusiness(condition: unknown, { alias }: Table, isAlone: boolean): boolean {
  const node = nodeOf(condition);
  if (node?.kind !== 'A_Expr' || lastName(listAt(node.fields, 'name')) !== '=') return false;
  const { lexpr, rexpr } = node.fields;
  const column = withoutCasts(lexpr);
  if (column?.kind !== 'ColumnRef' || !isFirstParameter(rexpr)) return false;
  const names = listAt(column.fields, 'fields').map((name) => lastName([name]));
  return names.join('.') === `${alias}.business_id` || (isAlone && names.join('.') === 'business_id');
}

/** The rows that an INSERT makes, as the expressions of their columns. */
function insertedRows(select: Fields): (readonly unknown[])[] {
  const values = listAt(select, 'valuesLists');
  if (values.length > 0) return values.map((row) => listAt(nodeOf(row)?.fields ?? {}, 'items'));
  if (isFields(select['larg']))
    return [select['larg'], select['rarg']].flatMap((side) => insertedRows(side as Fields));
  return [listAt(select, 'targetList').map((target) => nodeOf(target)?.fields['val'])];
}

/** Holds the text of a statement against what it has to keep to, to run the same on one machine and on several. */
export class StatementRules {
  constructor(private readonly catalog: Catalog) {}

  /** What is wrong with the text; nothing, if it keeps to all rules. */
  violations(text: string): string[] {
    return parse(text).flatMap((statement) => {
      const nodes = nodesIn(statement);
      const expressions = new Set(
        nodes.flatMap(({ kind, fields }) => (kind === 'CommonTableExpr' ? [textAt(fields, 'ctename')] : [])),
      );
      const within = nodes.filter(({ kind }) => levels.includes(kind));
      return [
        ...within.flatMap((level) => this.businessless(level, expressions)),
        ...within.flatMap((level) => this.changeFaults(level)),
        ...nodes.flatMap((node) => this.earlierRows(node, nodes)),
        ...within.flatMap(constantConditions),
        ...within.flatMap((level) => searchFaults(level, statement)),
        ...nodes
          .filter((node) => nameOf(node) === 'set_config')
          .map(() => 'set_config() does not reach every machine'),
      ];
    });
  }

  /** The business is `$1` on every table of tenant data. */
  private businessless(level: SyntaxNode, expressions: ReadonlySet<string>): string[] {
    const tables = tablesOf(level);
    const tenants = tables.filter(
      ({ name }) => this.catalog.tenantTables.has(name) && !expressions.has(name),
    );
    const conditions = conditionsOf(level);
    if (level.kind === 'InsertStmt') return tenants.flatMap(({ name }) => insertFaults(level, name));
    return tenants
      .filter((table) => !conditions.some((each) => saysBusiness(each, table, tables.length === 1)))
      .map(({ name, alias }) => `${name} is named without ${alias}.business_id = $1`);
  }

  private changeFaults({ kind, fields }: SyntaxNode): string[] {
    if (!changing.includes(kind)) return [];
    const { withClause: _, ...own } = fields;
    const choices = nodesIn(own).filter((node) => node.kind === 'CaseExpr' || node.kind === 'CoalesceExpr');
    return [
      ...choices.flatMap((choice) => this.timely(choice.fields, 'in CASE or COALESCE of a change')),
      ...this.timely(answered(fields), 'in RETURNING'),
      ...(kind === 'InsertStmt' ? [] : this.timelyOfColumns(own)),
      ...selectedFaults(kind, fields),
    ];
  }

  /** A change of rows asks of their columns only what answers the same at any time. */
  private timelyOfColumns(own: Fields): string[] {
    return nodesIn(own)
      .filter((node) => this.catalog.notImmutable.has(nameOf(node) ?? ''))
      .filter(({ fields }) => nodesIn(fields['args']).some(({ kind }) => kind === 'ColumnRef'))
      .map((node) => `${nameOf(node)}() is asked about a column in a change`);
  }

  /**
   * What was there before a change is read ahead of it, and not where somebody asks for it. PostgreSQL reads ahead what is
   * asked for twice, and what is locked.
   */
  private earlierRows({ kind, fields }: SyntaxNode, nodes: readonly SyntaxNode[]): string[] {
    const query = nodeOf(fields['ctequery']);
    if (kind !== 'CommonTableExpr' || query?.kind !== 'SelectStmt') return [];
    const name = textAt(fields, 'ctename');
    const isOf = (wanted: string) => (node: SyntaxNode) =>
      node.kind === 'RangeVar' && textAt(node.fields, 'relname') === wanted;
    const isReadAhead =
      fields['ctematerialized'] === 'CTEMaterializeAlways' ||
      listAt(query.fields, 'lockingClause').length > 0 ||
      nodes.filter(isOf(name)).length > 1;
    if (isReadAhead) return [];
    const changed = new Set(
      nodes
        .filter(({ kind: change }) => change === 'UpdateStmt' || change === 'DeleteStmt')
        .map((node) => textAt(fieldsAt(node.fields, 'relation'), 'relname')),
    );
    const read = nodesIn(query);
    return [...this.catalog.tenantTables]
      .filter((table) => changed.has(table) && read.some(isOf(table)))
      .map((table) => `${name} reads ${table}, which is changed, and is not MATERIALIZED`);
  }

  /** What may answer otherwise at another time. */
  private timely(value: unknown, where: string): string[] {
    return nodesIn(value)
      .filter((node) => node.kind === 'SQLValueFunction' || this.catalog.notImmutable.has(nameOf(node) ?? ''))
      .map((node) => `${nameOf(node) ?? 'the time'}() stands ${where}`);
  }
}

const nameOf = ({ kind, fields }: SyntaxNode): string | undefined =>
  kind === 'FuncCall' ? lastName(listAt(fields, 'funcname')) : undefined;

function insertFaults({ fields }: SyntaxNode, table: string): string[] {
  const columns = listAt(fields, 'cols').map((column) => textAt(nodeOf(column)?.fields ?? {}, 'name'));
  const place = columns.indexOf('business_id');
  const rows = insertedRows(nodeOf(fields['selectStmt'])?.fields ?? {});
  return place >= 0 && rows.every((row) => isFirstParameter(row[place]))
    ? []
    : [`${table} gets a row whose business_id is not $1`];
}

/** INSERT … SELECT has an alias, and answers with something. */
function selectedFaults(kind: string, fields: Fields): string[] {
  const select = nodeOf(fields['selectStmt'])?.fields;
  if (kind !== 'InsertStmt' || select === undefined || listAt(select, 'valuesLists').length > 0) return [];
  const table = textAt(fieldsAt(fields, 'relation'), 'relname');
  return [
    ...(isFields(fieldsAt(fields, 'relation')['alias'])
      ? []
      : [`INSERT … SELECT into ${table} has no alias`]),
    ...(answered(fields).length > 0 ? [] : [`INSERT … SELECT into ${table} has no RETURNING`]),
  ];
}

const isConstant = (condition: unknown) =>
  !nodesIn(condition).some(({ kind }) => kind === 'ColumnRef' || kind === 'SubLink');

/** A condition that is known before any row is read: where it is false, there is no machine to ask. */
const constantConditions = (level: SyntaxNode): string[] =>
  conditionsOf(level)
    .filter(isConstant)
    .map(() => 'a condition names no column');

const asksSearch = (item: unknown) =>
  nodesIn(item, ['SubLink']).some((node) => nameOf(node) === 'customers_search');

/** The search runs whole where the rows of its business are, if it is asked by a statement of its own. */
function searchFaults(level: SyntaxNode, statement: Fields): string[] {
  const [first, ...others] = itemsOf(level);
  if (![first, ...others].some(asksSearch)) return [];
  const isAlone = nodeOf(statement)?.fields === level.fields && others.length === 0;
  const isPlain = nodeOf(first)?.kind === 'RangeFunction' && level.fields['whereClause'] === undefined;
  const business = nodesIn(first).find(
    ({ kind, fields }) => kind === 'NamedArgExpr' && textAt(fields, 'name') === 'business',
  );
  return [
    ...(isAlone && isPlain ? [] : ['customers_search() is asked within another statement']),
    ...(isFirstParameter(business?.fields['arg'])
      ? []
      : ['customers_search() is asked for a business that is not $1']),
  ];
}
