import { loadModule, parseSync } from 'libpg-query';

/** A node of a statement's syntax, as PostgreSQL's own parser has it. */
export type Fields = Readonly<Record<string, unknown>>;

export interface SyntaxNode {
  /** Such as `SelectStmt`, `FuncCall`, `ColumnRef`. */
  readonly kind: string;
  readonly fields: Fields;
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsAt = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};

export const listAt = (fields: Fields, name: string): readonly unknown[] => {
  const value = fields[name];
  return Array.isArray(value) ? (value as unknown[]) : [];
};

export const textAt = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
};

/** A node is an object of one property, which is called as its kind is. */
export function nodeOf(value: unknown): SyntaxNode | undefined {
  if (!isFields(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0 || !/^[A-Z]/.test(entry[0]) || !isFields(entry[1]))
    return undefined;
  return { kind: entry[0], fields: entry[1] };
}

/** The two sides of UNION are selects without being called so. */
const sides = ['larg', 'rarg'];

/** All nodes within a value, itself included, but for what stands in the properties that are left out. */
export function nodesIn(value: unknown, except: readonly string[] = []): SyntaxNode[] {
  if (Array.isArray(value)) return value.flatMap((item) => nodesIn(item, except));
  if (!isFields(value)) return [];
  const node = nodeOf(value);
  const within = Object.entries(value).flatMap(([name, child]) => {
    if (except.includes(name)) return [];
    const isSelect = sides.includes(name) && isFields(child) && nodeOf(child) === undefined;
    return nodesIn(isSelect ? { SelectStmt: child } : child, except);
  });
  return node === undefined ? within : [node, ...within];
}

/** What the texts of identifiers and functions come to: `pg_catalog.now` is `now`. */
export const lastName = (names: readonly unknown[]): string =>
  textAt(nodeOf(names.at(-1))?.fields ?? {}, 'sval');

/** The statement, with casts of no meaning for the rules taken off. */
export function withoutCasts(value: unknown): SyntaxNode | undefined {
  const node = nodeOf(value);
  return node?.kind === 'TypeCast' ? withoutCasts(node.fields['arg']) : node;
}

/** Before the first `parse`. */
export const loadParser = loadModule;

/** @throws where PostgreSQL would not understand the text */
export const parse = (text: string): Fields[] =>
  (parseSync(text).stmts ?? []).flatMap(({ stmt }) => (isFields(stmt) ? [stmt] : []));
