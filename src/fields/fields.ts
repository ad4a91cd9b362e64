import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { type DecimalRule, readDecimal } from './decimal-rule.js';
import * as rules from './field-rules.js';
import { Issue, ItemIssues } from './issues.js';

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
  /** What a field that was left out is read as; makes it optional. */
  readonly default?: unknown;
  readonly example?: unknown;
}

/** What a field decorator leaves in class-validator's metadata; `request-reader.ts` compiles readers from it. */
export class FieldRule {
  constructor(
    readonly read: rules.Read,
    readonly fallback: unknown,
  ) {}
}

type Schema = Readonly<Record<string, unknown>>;

/** Enumerations that stand in the document under a name of their own. */
export const namedEnums = new Map<string, Schema>();

const alternatives = (schema: Schema): readonly unknown[] =>
  Array.isArray(schema['anyOf']) ? schema['anyOf'] : [schema];

const isWrong = (result: unknown) => result instanceof Issue || result instanceof ItemIssues;

function field(options: FieldOptions, read: rules.Read, schema: Schema): PropertyDecorator {
  const { description, example, nullable = false } = options;
  const optional = options.optional === true || options.default !== undefined;
  const rule = new FieldRule(nullable ? rules.nullable(read) : read, options.default);
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

export const StringField = (options: FieldOptions & rules.StringRule) =>
  field(options, rules.readString(options), { type: 'string', ...bounds(options) });

/** Read as pydantic's `EmailStr`; how long an address may be depends on its forms, and is no bound of the text. */
export const EmailField = (options: FieldOptions) =>
  field(options, rules.readEmail, { type: 'string', format: 'email' });

/** Finds an address in any of its forms. */
export const EmailFilterField = (options: FieldOptions & { maxLength: number }) =>
  field(options, rules.readEmailFilter(options.maxLength), { type: 'string', maxLength: options.maxLength });

export const IntegerField = (options: FieldOptions & rules.IntegerRule) =>
  field(options, rules.readInteger(options), {
    type: 'integer',
    ...(options.minimum === undefined ? {} : { minimum: options.minimum }),
    ...(options.maximum === undefined ? {} : { maximum: options.maximum }),
  });

/** A number, or a string that holds one. */
export const DecimalField = (options: FieldOptions & DecimalRule) =>
  field(options, readDecimal(options), {
    anyOf: [{ type: 'number', minimum: options.minimum, maximum: options.maximum }, { type: 'string' }],
  });

export const BooleanField = (options: FieldOptions) => field(options, rules.readBoolean, { type: 'boolean' });

export const UuidField = (options: FieldOptions) =>
  field(options, rules.readUuid, { type: 'string', format: 'uuid' });

export const DateTimeField = (options: FieldOptions & rules.DateTimeRule) =>
  field(options, rules.readDateTime(options), { type: 'string', format: 'date-time' });

/** A choice that stands in the document under a name of its own. */
export const EnumField = (options: FieldOptions & { name: string; values: readonly string[] }) => {
  namedEnums.set(options.name, { type: 'string', enum: [...options.values], title: options.name });
  return field(options, rules.readEnum(options.values), {
    // Without a type, the reflected one would be taken; beside the reference the document drops it.
    type: 'string',
    $ref: `#/components/schemas/${options.name}`,
  });
};

/** A choice that has no name in the document. */
export const ChoiceField = (options: FieldOptions & { values: readonly string[] }) =>
  field(options, rules.readEnum(options.values), { type: 'string', enum: [...options.values] });

export const EnumListField = (options: FieldOptions & { values: readonly string[] }) =>
  field(options, rules.readList(rules.readEnum(options.values), options.values.length), {
    type: 'array',
    items: { type: 'string', enum: [...options.values] },
    maxItems: options.values.length,
  });

export const UuidListField = (options: FieldOptions & { maxItems: number }) =>
  field(options, rules.readList(rules.readUuid, options.maxItems), {
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    maxItems: options.maxItems,
  });
