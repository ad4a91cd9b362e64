import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { type DecimalRule, readDecimal } from './decimal-rule.js';
import * as rules from './field-rules.js';
import { Issue, ItemIssues } from '../../pydantic/issues.js';
import type { ExactProperty } from './property-type.js';

/**
 * One decorator per kind of field: its options are at once the class-validator rule, the class-transformer
 * coercion and the OpenAPI schema, so that none of the three can say something else than the others.
 */
export interface FieldOptions {
  readonly description: string;
  /** The field may be left out. */
  readonly optional?: boolean;
  /** The field takes `null`. */
  readonly nullable?: boolean;
  /** The value of an absent field; makes it optional. */
  readonly default?: unknown;
  readonly example?: unknown;
}

/** The metadata of a field decorator in class-validator; `request-reader.ts` compiles readers from it. */
export class FieldRule {
  /** @param takes the widest type that the field accepts; a rule of scalars refuses every object, and every list in a list */
  constructor(
    readonly read: rules.Read,
    readonly fallback: unknown,
    readonly takes: 'scalars' | 'nested values',
  ) {}
}

type Schema = Readonly<Record<string, unknown>>;

/** Enumerations that the document names separately. */
export const namedEnums = new Map<string, Schema>();

const alternatives = (schema: Schema): readonly unknown[] =>
  Array.isArray(schema['anyOf']) ? schema['anyOf'] : [schema];

const isWrong = (result: unknown) => result instanceof Issue || result instanceof ItemIssues;

/**
 * A decorator of a field that is read as a `Value`: the property has exactly that type, with `| null` where it takes null. A
 * field that may be left out is a `?` property, unless it has a default.
 */
type FieldDecorator<Value, Options> = ExactProperty<{
  value: Value;
  nullable: Options extends { nullable: true } ? true : false;
  optional: Options extends { default: unknown }
    ? undefined
    : Options extends { optional: true }
      ? true
      : false;
}>;

/** A field of a scalar, or of a list of scalars. */
const scalarField = (options: FieldOptions, read: rules.Read, schema: Schema) =>
  fieldOf(options, read, schema, 'scalars');

/** A field of an object, or of a list of objects: its rule sees them whole, with bigints for large integers. */
export const nestedField = (options: FieldOptions, read: rules.Read, schema: Schema): PropertyDecorator =>
  fieldOf(options, read, schema, 'nested values');

function fieldOf(
  options: FieldOptions,
  read: rules.Read,
  schema: Schema,
  takes: FieldRule['takes'],
): PropertyDecorator {
  const { description, example, nullable = false } = options;
  const optional = options.optional === true || options.default !== undefined;
  const rule = new FieldRule(nullable ? rules.nullable(read) : read, options.default, takes);
  return applyDecorators(
    ApiProperty({
      description,
      required: !optional,
      ...(nullable ? { anyOf: [...alternatives(schema), { type: 'null' }] } : schema),
      ...(options.default === undefined ? {} : { default: options.default }),
      ...(example === undefined ? {} : { example }),
    }),
    Transform(({ value }: { value: unknown }) => {
      const result = value === undefined ? rule.fallback : rule.read(value);
      return isWrong(result) ? value : result;
    }),
    ValidateBy({
      name: 'field',
      constraints: [rule],
      validator: {
        validate: (value) => !isWrong(rule.read(value)),
        defaultMessage: (of) => {
          const result = rule.read(of?.value);
          const issue = result instanceof ItemIssues ? result.items[0]?.issue : result;
          return issue instanceof Issue ? issue.msg : '';
        },
      },
    }),
    ...(optional ? [ValidateIf((_, value) => value !== undefined)] : []),
  );
}

const bounds = (rule: rules.StringRule): Schema => ({
  ...(rule.minLength === undefined ? {} : { minLength: rule.minLength }),
  ...(rule.maxLength === undefined ? {} : { maxLength: rule.maxLength }),
  ...(rule.pattern === undefined ? {} : { pattern: rule.pattern.source }),
});

export const StringField = <const O extends FieldOptions & rules.StringRule>(
  options: O,
): FieldDecorator<string, O> =>
  scalarField(options, rules.readString(options), { type: 'string', ...bounds(options) });

/** Read as pydantic's `EmailStr`; how long an address may be depends on its forms, and is not a bound of the text. */
export const EmailField = <const O extends FieldOptions>(options: O): FieldDecorator<string, O> =>
  scalarField(options, rules.readEmail, { type: 'string', format: 'email' });

/** Finds an address in any of its forms. */
export const EmailFilterField = <const O extends FieldOptions & { maxLength: number }>(
  options: O,
): FieldDecorator<string, O> =>
  scalarField(options, rules.readEmailFilter(options.maxLength), {
    type: 'string',
    maxLength: options.maxLength,
  });

export const IntegerField = <const O extends FieldOptions & rules.IntegerRule>(
  options: O,
): FieldDecorator<number, O> =>
  scalarField(options, rules.readInteger(options), {
    type: 'integer',
    ...(options.minimum === undefined ? {} : { minimum: options.minimum }),
    ...(options.maximum === undefined ? {} : { maximum: options.maximum }),
  });

/** A number, or a string that holds one. */
export const DecimalField = <const O extends FieldOptions & DecimalRule>(
  options: O,
): FieldDecorator<number, O> =>
  scalarField(options, readDecimal(options), {
    anyOf: [{ type: 'number', minimum: options.minimum, maximum: options.maximum }, { type: 'string' }],
  });

export const BooleanField = <const O extends FieldOptions>(options: O): FieldDecorator<boolean, O> =>
  scalarField(options, rules.readBoolean, { type: 'boolean' });

export const UuidField = <const O extends FieldOptions>(options: O): FieldDecorator<string, O> =>
  scalarField(options, rules.readUuid, { type: 'string', format: 'uuid' });

export const DateTimeField = <const O extends FieldOptions & rules.DateTimeRule>(
  options: O,
): FieldDecorator<Date, O> =>
  scalarField(options, rules.readDateTime(options), { type: 'string', format: 'date-time' });

/** A choice that the document names separately. */
export const EnumField = <const O extends FieldOptions & { name: string; values: readonly string[] }>(
  options: O,
): FieldDecorator<O['values'][number], O> => {
  namedEnums.set(options.name, { type: 'string', enum: [...options.values], title: options.name });
  return scalarField(options, rules.readEnum(options.values), {
    // Without a type, the reflected one would be taken; alongside the reference the document drops it.
    type: 'string',
    $ref: `#/components/schemas/${options.name}`,
  });
};

/** A choice that has no name in the document. */
export const ChoiceField = <const O extends FieldOptions & { values: readonly string[] }>(
  options: O,
): FieldDecorator<O['values'][number], O> =>
  scalarField(options, rules.readEnum(options.values), { type: 'string', enum: [...options.values] });

export const EnumListField = <const O extends FieldOptions & { values: readonly string[] }>(
  options: O,
): FieldDecorator<O['values'][number][], O> =>
  scalarField(options, rules.readList(rules.readEnum(options.values), { maxItems: options.values.length }), {
    type: 'array',
    items: { type: 'string', enum: [...options.values] },
    maxItems: options.values.length,
  });

export const UuidListField = <const O extends FieldOptions & rules.ListRule>(
  options: O,
): FieldDecorator<string[], O> =>
  scalarField(options, rules.readList(rules.readUuid, options), {
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    ...(options.minItems === undefined ? {} : { minItems: options.minItems }),
    maxItems: options.maxItems,
  });
