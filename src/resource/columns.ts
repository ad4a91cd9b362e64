import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Column, type ColumnOptions, PrimaryColumn } from 'typeorm';
import type { Kind } from '../platform/database/wire/json-row.js';
import type { NarrowProperty } from './fields/property-type.js';

/** A column of an entity that is also a property of the response: one decorator, the table and the document. */
interface WireColumnOptions {
  readonly description: string;
  /** The response may hold `null` here. */
  readonly nullable?: boolean;
  /** The column may be null, and the response does not hold it then: the property is one that may be missing. */
  readonly sparse?: true;
  readonly example?: unknown;
}

/** The metadata of a column decorator, in the order of the properties; `resource-table.ts` reads it. */
export interface WireColumn {
  readonly name: string;
  readonly kind: Kind;
  /** The type in PostgreSQL; undefined for a property that is not a column of the table. */
  readonly type: string | undefined;
  readonly nullable: boolean;
  /** Where it is null, the response does not hold it. */
  readonly isSparse?: boolean;
  /** A change names the keys of the object that it changes, and null removes one; otherwise it replaces the value. */
  readonly mergesKeys?: boolean;
  /** The column's default. */
  readonly default?: string | boolean;
}

const columnsKey = Symbol('the columns of an entity that are sent');

/** The columns of an entity that are sent, in the order of its properties. */
export const columnsOf = (entity: Type): readonly WireColumn[] =>
  (Reflect.getMetadata(columnsKey, entity.prototype as object) ?? []) as WireColumn[];

/** The names of all fields that a response may not hold. */
export const sparseNames: ReadonlySet<string> = new Set();

const record =
  (column: Omit<WireColumn, 'name'>): PropertyDecorator =>
  (target, name) => {
    if (column.isSparse === true) (sparseNames as Set<string>).add(String(name));
    Reflect.defineMetadata(
      columnsKey,
      [
        ...((Reflect.getMetadata(columnsKey, target) ?? []) as WireColumn[]),
        { ...column, name: String(name) },
      ],
      target,
    );
  };

type Schema = Readonly<Record<string, unknown>>;

/**
 * A decorator of a column whose values are `Value`s: the property has that type, with `| null` exactly where it is
 * nullable.
 */
type ColumnDecorator<Value, Options> = NarrowProperty<{
  value: Value;
  nullable: Options extends { nullable: true } ? true : false;
  optional: undefined;
}>;

type Sql = Pick<ColumnOptions, 'precision' | 'scale' | 'collation' | 'asExpression'> & {
  readonly type: 'text' | 'uuid' | 'timestamptz' | 'integer' | 'bigint' | 'numeric' | 'boolean' | 'jsonb';
  readonly default?: string | boolean;
};

function wireColumn(
  options: WireColumnOptions,
  kind: Kind,
  schema: Schema,
  sql: Sql,
  more: Pick<WireColumn, 'mergesKeys'> = {},
): PropertyDecorator {
  const { description, nullable = false, sparse = false, example } = options;
  const digits = [sql.precision, sql.scale].filter((count) => typeof count === 'number').join(', ');
  return applyDecorators(
    record({
      kind,
      type: digits === '' ? sql.type : `${sql.type}(${digits})`,
      nullable: nullable || sparse,
      ...(sparse ? { isSparse: true } : {}),
      ...more,
      ...(sql.default === undefined ? {} : { default: sql.default }),
    }),
    Column({
      ...sql,
      nullable: nullable || sparse,
      ...(sql.asExpression === undefined ? {} : { generatedType: 'STORED', insert: false, update: false }),
    }),
    ApiProperty({
      description,
      ...(sparse ? { required: false } : {}),
      ...(nullable ? { anyOf: [schema, { type: 'null' }] } : schema),
      ...(example === undefined ? {} : { example }),
    }),
  );
}

const provided = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };

export const TextColumn = <const O extends WireColumnOptions & { collation?: 'C'; default?: string }>(
  options: O,
): ColumnDecorator<string, O> =>
  wireColumn(
    options,
    'text',
    { type: 'string' },
    { type: 'text', ...provided('collation', options.collation), ...provided('default', options.default) },
  );

/** A part of the primary key; `business_id` always leads it. */
export const KeyColumn = (
  options: WireColumnOptions & { nullable?: false },
): ColumnDecorator<string, object> =>
  applyDecorators(
    record({ kind: 'uuid', type: 'uuid', nullable: false }),
    PrimaryColumn({ type: 'uuid' }),
    ApiProperty({
      description: options.description,
      type: 'string',
      ...provided('example', options.example),
    }),
  );

export const ReferenceColumn = <const O extends WireColumnOptions>(options: O): ColumnDecorator<string, O> =>
  wireColumn(options, 'uuid', { type: 'string' }, { type: 'uuid' });

/** RFC 3339 in UTC with three fractional digits, on the wire as in the entity. */
export const TimestampColumn = <const O extends WireColumnOptions>(options: O): ColumnDecorator<string, O> =>
  wireColumn(options, 'time', { type: 'string', format: 'date-time' }, { type: 'timestamptz', precision: 3 });

export const IntegerColumn = <const O extends WireColumnOptions & { type?: 'integer' | 'bigint' }>(
  options: O,
): ColumnDecorator<number, O> =>
  wireColumn(options, 'integer', { type: 'integer' }, { type: options.type ?? 'integer' });

export const DecimalColumn = <const O extends WireColumnOptions & { precision: number; scale: number }>(
  options: O,
): ColumnDecorator<number, O> =>
  wireColumn(
    options,
    'decimal',
    { type: 'number' },
    { type: 'numeric', precision: options.precision, scale: options.scale },
  );

/** @param options `generatedFrom`: made by the database from other columns */
export const BooleanColumn = <
  const O extends WireColumnOptions & { default?: boolean; generatedFrom?: string },
>(
  options: O,
): ColumnDecorator<boolean, O> =>
  wireColumn(
    options,
    'boolean',
    { type: 'boolean' },
    {
      type: 'boolean',
      ...provided('default', options.default),
      ...provided('asExpression', options.generatedFrom),
    },
  );

/** @param options `patch`: whether a change names the keys that it changes, or replaces the object */
export const ObjectColumn =
  <Value extends object>() =>
  <
    const O extends WireColumnOptions & {
      readonly schema: Schema;
      readonly patch: 'mergeKeys' | 'replace';
    },
  >(
    options: O,
  ): ColumnDecorator<Value, O> =>
    wireColumn(
      options,
      'json',
      options.schema,
      { type: 'jsonb' },
      { mergesKeys: options.patch === 'mergeKeys' },
    );

/** Rows of another table that are sent inside this one; a statement collects them. */
export const NestedList = <Item extends object>(options: {
  readonly description: string;
  readonly items: () => Type<Item>;
}): NarrowProperty<{ value: readonly Item[]; nullable: false; optional: undefined }> =>
  applyDecorators(
    record({ kind: 'list', type: undefined, nullable: false }),
    ApiProperty({ description: options.description, type: () => [options.items()] }),
  );
