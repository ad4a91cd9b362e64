import {
  type Fields,
  fieldsAt,
  isFields,
  listAt,
  nodeOf,
  nodesIn,
  parse,
  type SyntaxNode,
  textAt,
} from './syntax.js';
import {
  answered,
  conditionsOf,
  insertedRows,
  isFirstParameter,
  isNamed,
  itemsOf,
  nameOf,
  saysBusiness,
  tablesOf,
} from './statement-parts.js';
import type { TestDatabase } from './database.js';
import { ofWorkers, onUnguarded } from './unguarded-tables.js';

/** What the rules have to know of a database. */
export interface Catalog {
  /** The tables whose rows belong to a business each. */
  readonly tenantTables: ReadonlySet<string>;
  /** The queues of the workers, with rows of all businesses. */
  readonly queues: ReadonlySet<string>;
  /** The tables that no policy guards. */
  readonly unguarded: ReadonlySet<string>;
  /** The functions that may answer otherwise at another time. */
  readonly notImmutable: ReadonlySet<string>;
}

export async function catalogOf(database: Pick<TestDatabase, 'sql'>): Promise<Catalog> {
  const names = async (text: string) =>
    new Set((await database.sql<{ name: string }>(text)).map(({ name }) => name));
  const guardedWith = (column: string) =>
    names(
      `select c.relname::text as name from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname = '${column}' and not a.attisdropped
       where c.relrowsecurity and c.relnamespace = 'public'::regnamespace`,
    );
  const [tenantTables, queues, unguarded, notImmutable] = await Promise.all([
    guardedWith('business_id'),
    guardedWith('business'),
    names(
      `select relname::text as name from pg_class
       where relkind in ('r', 'p') and not relrowsecurity and relnamespace = 'public'::regnamespace`,
    ),
    names(`select distinct proname::text as name from pg_proc where provolatile <> 'i' and prokind = 'f'`),
  ]);
  return { tenantTables, queues, unguarded, notImmutable };
}

const levels = ['SelectStmt', 'UpdateStmt', 'DeleteStmt', 'InsertStmt'];
const changing = ['UpdateStmt', 'DeleteStmt', 'InsertStmt'];

/** Holds the text of a statement against what it has to keep to, to run the same on one machine and on several. */
export class StatementRules {
  constructor(private readonly catalog: Catalog) {}

  /** The broken rules of the statement, if any. */
  violations(text: string, name = ''): string[] {
    return parse(text).flatMap((statement) => {
      const nodes = nodesIn(statement);
      const expressions = new Set(
        nodes.flatMap(({ kind, fields }) => (kind === 'CommonTableExpr' ? [textAt(fields, 'ctename')] : [])),
      );
      const within = nodes.filter(({ kind }) => levels.includes(kind));
      return [
        ...within.flatMap((level) => this.businessless(level, expressions)),
        ...(ofWorkers.has(name) ? [] : within.flatMap((level) => this.businesslessQueue(level))),
        ...this.unlisted(nodes, within, name),
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

  /** The business is `$1` on every queue, too, but in what a worker asks of all businesses. */
  private businesslessQueue(level: SyntaxNode): string[] {
    const tables = tablesOf(level);
    const conditions = conditionsOf(level);
    return tables
      .filter(({ name }) => this.catalog.queues.has(name))
      .flatMap((table) => {
        if (level.kind === 'InsertStmt') return insertFaults(level, table.name, 'business');
        return conditions.some((each) => saysBusiness(each, table, tables.length === 1, 'business'))
          ? []
          : [`${table.name} is named without ${table.alias}.business = $1`];
      });
  }

  /** Every statement on a table without a policy has been reviewed. */
  private unlisted(nodes: readonly SyntaxNode[], within: readonly SyntaxNode[], statement: string): string[] {
    // A page that is not prepared has no name; other statements without one are not selects of tables.
    const listed = statement.startsWith('list_') || statement === 'unnamed' ? 'list' : statement;
    const changed = new Set(within.flatMap(tablesOf).map((table) => table.name));
    return [...this.catalog.unguarded]
      .filter((table) => changed.has(table) || nodes.some(isNamed(table)))
      .filter((table) => onUnguarded[table]?.includes(listed) !== true)
      .map((table) => `${statement} names ${table}, which no policy guards: list it in unguarded-tables.ts`);
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
    const isReadAhead =
      fields['ctematerialized'] === 'CTEMaterializeAlways' ||
      listAt(query.fields, 'lockingClause').length > 0 ||
      nodes.filter(isNamed(name)).length > 1;
    if (isReadAhead) return [];
    const changed = new Set(
      nodes
        .filter(({ kind: change }) => change === 'UpdateStmt' || change === 'DeleteStmt')
        .map((node) => textAt(fieldsAt(node.fields, 'relation'), 'relname')),
    );
    const read = nodesIn(query);
    return [...this.catalog.tenantTables]
      .filter((table) => changed.has(table) && read.some(isNamed(table)))
      .map((table) => `${name} reads ${table}, which is changed, and is not MATERIALIZED`);
  }

  /** What may answer otherwise at another time. */
  private timely(value: unknown, where: string): string[] {
    return nodesIn(value)
      .filter((node) => node.kind === 'SQLValueFunction' || this.catalog.notImmutable.has(nameOf(node) ?? ''))
      .map((node) => `${nameOf(node) ?? 'the time'}() stands ${where}`);
  }
}

function insertFaults({ fields }: SyntaxNode, table: string, business = 'business_id'): string[] {
  const columns = listAt(fields, 'cols').map((column) => textAt(nodeOf(column)?.fields ?? {}, 'name'));
  const place = columns.indexOf(business);
  const rows = insertedRows(nodeOf(fields['selectStmt'])?.fields ?? {});
  return place >= 0 && rows.every((row) => isFirstParameter(row[place]))
    ? []
    : [`${table} gets a row whose ${business} is not $1`];
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
