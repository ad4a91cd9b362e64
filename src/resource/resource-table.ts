import type { Type } from '@nestjs/common';
import type { Statement } from '../platform/database/statement.js';
import type { DataRow } from '../platform/database/wire/data-row.js';
import { type JsonRow, jsonRowOf } from '../platform/database/wire/json-row.js';
import { columnsOf, type WireColumn } from './columns.js';
import { type Field, fieldsOf } from './fields/request-reader.js';

/** The properties of an entity that are sent: those that may be missing belong to the table alone. */
export type Provided<Entity> = {
  [Name in keyof Entity as object extends Pick<Entity, Name> ? never : Name]: Entity[Name];
};

/** The fields of a new row: every field has a column of its type. Null stands for the column's default. */
type CreatedBy<Entity, Request> = {
  [Name in keyof Request]: Name extends keyof Entity ? PatchOf<Entity[Name]> | null | undefined : never;
};

/** The fields of a change: null clears a nullable column, and is invalid for others. */
type ChangedBy<Entity, Request> = {
  [Name in keyof Request]: Name extends keyof Provided<Entity>
    ? Provided<Entity>[Name] | undefined
    : Name extends keyof Entity
      ? PatchOf<Entity[Name]> | null | undefined
      : never;
};

/** What a request may say of a column: of an object, null for the keys to be removed. */
type PatchOf<Value> = Value extends object ? { readonly [Key in keyof Value]: Value[Key] | null } : Value;

type NoFieldForgotten<Create, Update> = [Exclude<keyof Create, keyof Update>] extends [never]
  ? unknown
  : { readonly 'fields that cannot be changed': Exclude<keyof Create, keyof Update> };

/**
 * Where a column that no request sets gets its value when a row is inserted: it is `given` by the service with the row,
 * it is the `business` that the statement names, or it is the row's own `created_at`; `later` is not in the insert.
 */
type Origin = 'given' | 'business' | 'created_at' | 'later';

type Origins<Entity, Create> = { readonly [Name in Exclude<keyof Provided<Entity>, keyof Create>]: Origin };

/** A row that is about to be inserted: the fields of a request, and what only the service says. */
export type NewRow<Entity, Create, Of extends Origins<Entity, Create>> = Readonly<Create> & {
  readonly [Name in keyof Entity & keyof Of as Of[Name] extends 'given' ? Name : never]: Entity[Name];
};

type ListsOf<Entity> = {
  readonly [
    Name in keyof Provided<Entity> as Provided<Entity>[Name] extends readonly unknown[] ? Name : never
  ]: string;
};

/** The columns that a statement selects and what makes a row of them: one object, so that they cannot differ. */
export interface Rows<Row> {
  readonly columns: string;
  /** Takes these columns in their order, and possibly a `sort_key` after them. */
  readonly rowOf: (row: DataRow) => JsonRow<Row>;
}

/** A statement that answers with such rows. */
export const selecting = <Row>(
  { columns, rowOf }: Rows<Row>,
  { name, text, values }: { name: string; text: (columns: string) => string; values: readonly unknown[] },
): Statement<JsonRow<Row>> => ({ name, text: text(columns), values, rowOf });

type Column = WireColumn & { readonly type: string };

const isStored = (column: WireColumn): column is Column => column.type !== undefined;
/** The value that a patch gives a column. JSON `null`, and an object without keys, is no value of a jsonb column. */
function patched(patch: string, { name, type, mergesKeys }: Column, alias: string): string {
  if (type !== 'jsonb') return `(${patch} ->> '${name}')::${type}`;
  const sent = `nullif(${patch} -> '${name}', 'null')`;
  if (mergesKeys !== true) return sent;
  return `nullif(jsonb_strip_nulls(coalesce(${alias}.${name}, '{}') || ${sent}), '{}')`;
}

const literal = (value: string | boolean) => (typeof value === 'string' ? `'${value}'` : String(value));

/** The SQL parts of one resource, derived from its entity and its requests. */
export class ResourceTable<Entity extends object, Row extends object> {
  /** @param provided are inserted from the record, `changeable` can be changed by a patch */
  constructor(
    readonly name: string,
    /** In the order of the response. */
    readonly columns: readonly WireColumn[],
    private readonly provided: readonly Column[],
    private readonly inserted: Readonly<Record<string, (provided: (name: string) => string) => string>>,
    private readonly changeable: readonly Column[],
  ) {}

  /** @param lists the SQL of each list of rows of another table */
  rows(alias: string, lists: ListsOf<Entity>): Rows<Entity> {
    const collected = lists as Readonly<Record<string, string>>;
    const columns = this.columns.map(({ name, type }) =>
      type === undefined ? `${collected[name]} as ${name}` : `${alias}.${name}`,
    );
    return { columns: columns.join(', '), rowOf: jsonRowOf<Entity>(this.columns) };
  }

  /** The row as a JSON object of the server's; the time zone of a session is UTC. */
  json(alias: string): string {
    const properties = this.columns.map(({ name, kind }) => {
      const value = `${alias}.${name}`;
      return `'${name}', ${kind === 'time' ? `to_char(${value}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : value}`;
    });
    return `json_build_object(${properties.join(', ')})`;
  }

  /** The columns of the table that are sent, without the lists of rows of another one. */
  ownColumns(alias: string): string {
    return this.columns
      .filter(isStored)
      .map(({ name }) => `${alias}.${name}`)
      .join(', ');
  }

  /** The columns of a record, as `json_to_recordset` takes them: `id uuid, name text, …`. */
  get definitions(): string {
    return this.provided.map(({ name, type }) => `${name} ${type}`).join(', ');
  }

  /** The names of the columns of a record. */
  get providedNames(): string {
    return this.provided.map(({ name }) => name).join(', ');
  }

  /** `insert into … select … from json_to_recordset(…) as n(…)`: what the records say, of the business `$1`. */
  insert(alias: string, parameter: string): string {
    return this.insertFrom(alias, 'n', `json_to_recordset(${parameter}) as n(${this.definitions})`);
  }

  /** @param values SQL to insert instead of the record's values */
  insertFrom(
    alias: string,
    record: string,
    from: string,
    values: { readonly [Name in keyof Row]?: string } = {},
  ): string {
    const selected = {
      ...this.valuesOf((name) => `${record}.${name}`),
      ...(values as Record<string, string>),
    };
    return `
      insert into ${this.name} as ${alias} (${Object.keys(selected).join(', ')})
      select ${Object.values(selected).join(', ')}
      from ${from}`;
  }

  /** `insert into … values (…), (…)`: the same for records whose values are parameters, by their names. */
  insertValues(alias: string, records: readonly Row[], parameter: (value: unknown) => string): string {
    const rows = records.map((record) => {
      const parameters = new Map(
        this.provided.map(({ name, type }) => {
          const value: unknown = (record as Readonly<Record<string, unknown>>)[name] ?? null;
          return [
            name,
            `${parameter(typeof value === 'object' && value !== null ? JSON.stringify(value) : value)}::${type}`,
          ];
        }),
      );
      return this.valuesOf((name) => parameters.get(name) ?? 'null');
    });
    return `
      insert into ${this.name} as ${alias} (${Object.keys(rows[0] ?? {}).join(', ')})
      values ${rows.map((row) => `(${Object.values(row).join(', ')})`).join(', ')}`;
  }

  /** `name = n.name, …`: all that can be changed, from a record that holds all of it. */
  assignmentsFrom(record: string): string {
    return this.changeable.map(({ name }) => `${name} = ${record}.${name}`).join(', ');
  }

  /** What a patch, an expression of type jsonb, makes of the columns that it holds; the others stay as they are. */
  changes(alias: string, patch: string): { assignments: string; isChange: string } {
    const values = this.changeable.map(
      (column) =>
        `case when ${patch} ? '${column.name}' then ${patched(patch, column, alias)} else ${alias}.${column.name} end`,
    );
    const before = this.changeable.map(({ name }) => `${alias}.${name}`);
    return {
      assignments: this.changeable.map(({ name }, index) => `${name} = ${values[index]}`).join(', '),
      isChange: `(${values.join(', ')}) is distinct from (${before.join(', ')})`,
    };
  }

  private valuesOf(provided: (name: string) => string): Record<string, string> {
    const values = Object.entries(this.inserted).map(([name, value]) => [name, value(provided)] as const);
    return { business_id: '$1', ...Object.fromEntries(values) };
  }
}

/** The rows that are inserted into a table. */
export type NewRowOf<Table> = Table extends ResourceTable<infer _, infer Row> ? Row : never;

const nullOrAbsent = ({ required, rule }: Field) =>
  rule.read(null) === null || (!required && rule.fallback === undefined);

/**
 * The table of a resource. The compiler holds it to the entity and to the requests: a field of a request that is no
 * column or has another type, and a column that neither a request nor `origins` names, do not compile.
 *
 * @throws where the decorators do not go together: a field that may be left out of a new row for a column that takes
 *   no null and has no default; a field whose default would be an unrequested change
 */
export function resourceTable<
  Entity extends object,
  Create extends CreatedBy<Entity, Create>,
  Update extends ChangedBy<Entity, Update>,
  const Of extends Origins<Entity, Create>,
>(options: {
  readonly name: string;
  readonly entity: Type<Entity>;
  readonly create: Type<Create>;
  readonly update: Type<Update> & NoFieldForgotten<Create, Update>;
  readonly origins: Of;
}): ResourceTable<Entity, NewRow<Entity, Create, Of>> {
  const { name: table, entity, create, update } = options;
  const origins: Readonly<Record<string, Origin>> = options.origins;
  const columns = columnsOf(entity);
  const stored = columns.filter(isStored);
  const columnOf = (field: Field): Column => {
    const column = stored.find(({ name }) => name === field.name);
    if (column === undefined) throw new TypeError(`${table} has no column for the field ${field.name}`);
    return column;
  };
  const creating = fieldsOf(create);
  for (const field of creating) {
    const { nullable, default: fallback } = columnOf(field);
    if (nullOrAbsent(field) && !nullable && fallback === undefined) {
      throw new TypeError(`${table}.${field.name} takes no null and has no default, but may be left out`);
    }
  }
  const changing = fieldsOf(update);
  const presumed = changing.find(({ rule }) => rule.fallback !== undefined);
  if (presumed !== undefined) {
    throw new TypeError(`${table}.${presumed.name} has a default in the request that changes it`);
  }

  const fields = new Set(creating.map(({ name }) => name));
  const inserted = stored.flatMap((column) => {
    const { name, nullable, default: fallback } = column;
    const origin = fields.has(name) ? 'given' : origins[name];
    if (origin === undefined || origin === 'later' || origin === 'business') return [];
    const value = (provided: (name: string) => string) => {
      if (origin === 'created_at') return provided('created_at');
      if (column.mergesKeys === true) return `nullif(jsonb_strip_nulls(${provided(name)}), '{}')`;
      if (nullable || fallback === undefined) return provided(name);
      return `coalesce(${provided(name)}, ${literal(fallback)})`;
    };
    return [{ column, origin, value }];
  });
  return new ResourceTable(
    table,
    columns,
    inserted.filter(({ origin }) => origin === 'given').map(({ column }) => column),
    Object.fromEntries(inserted.map(({ column, value }) => [column.name, value])),
    changing.map(columnOf),
  );
}
