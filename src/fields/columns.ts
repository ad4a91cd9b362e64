import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Column, type ColumnOptions, PrimaryColumn } from 'typeorm';

/** A column of an entity that is also a property of the response: one decorator, the table and the document. */
interface WireColumnOptions {
  readonly description: string;
  /** The response may hold `null` here. */
  readonly nullable?: boolean;
  readonly example?: unknown;
  /** Made by the database from other columns. */
  readonly generatedFrom?: string;
}

type Schema = Readonly<Record<string, unknown>>;

function wireColumn(options: WireColumnOptions, schema: Schema, column: ColumnOptions): PropertyDecorator {
  const { description, nullable = false, example, generatedFrom } = options;
  return applyDecorators(
    Column({
      ...column,
      nullable,
      ...(generatedFrom === undefined
        ? {}
        : { asExpression: generatedFrom, generatedType: 'STORED', insert: false, update: false }),
    }),
    ApiProperty({
      description,
      ...(nullable ? { anyOf: [schema, { type: 'null' }] } : schema),
      ...(example === undefined ? {} : { example }),
    }),
  );
}

export const TextColumn = (options: WireColumnOptions & { collation?: 'C'; default?: string }) =>
  wireColumn(
    options,
    { type: 'string' },
    {
      type: 'text',
      ...(options.collation === undefined ? {} : { collation: options.collation }),
      ...(options.default === undefined ? {} : { default: options.default }),
    },
  );

/** A part of the primary key; `business_id` always leads it. */
export const KeyColumn = (options: WireColumnOptions) =>
  applyDecorators(
    PrimaryColumn({ type: 'uuid' }),
    ApiProperty({
      description: options.description,
      type: 'string',
      ...(options.example === undefined ? {} : { example: options.example }),
    }),
  );

export const ReferenceColumn = (options: WireColumnOptions) =>
  wireColumn(options, { type: 'string' }, { type: 'uuid' });

/** RFC 3339 in UTC with three fractional digits, on the wire as in the entity. */
export const TimestampColumn = (options: WireColumnOptions) =>
  wireColumn(options, { type: 'string', format: 'date-time' }, { type: 'timestamptz', precision: 3 });

export const IntegerColumn = (options: WireColumnOptions & { type?: 'integer' | 'bigint' }) =>
  wireColumn(options, { type: 'integer' }, { type: options.type ?? 'integer' });

export const DecimalColumn = (options: WireColumnOptions & { precision: number; scale: number }) =>
  wireColumn(
    options,
    { type: 'number' },
    { type: 'numeric', precision: options.precision, scale: options.scale },
  );

export const BooleanColumn = (options: WireColumnOptions & { default?: boolean }) =>
  wireColumn(
    options,
    { type: 'boolean' },
    { type: 'boolean', ...(options.default === undefined ? {} : { default: options.default }) },
  );
