import { nestedField, type FieldOptions } from '../../resource/fields/fields.js';
import { readString } from '../../resource/fields/field-rules.js';
import { Issue, ItemIssues } from '../../pydantic/issues.js';
import type { ExactProperty } from '../../resource/fields/property-type.js';

/** The fields that a business gives its customers. */
export type Metadata = Readonly<Record<string, string | number | boolean>>;

/** What a request says: `null` removes a key. */
export type MetadataPatch = Readonly<Record<string, string | number | boolean | null>>;

export const maxKeys = 50;
const maxBytes = 16_384;
/** In code points. */
const maxValueLength = 500;
export const keyPattern = /^[A-Za-z0-9_.-]{1,40}$/;

const value = {
  anyOf: [{ type: 'string', maxLength: maxValueLength }, { type: 'number' }, { type: 'boolean' }],
};
const schemaOf = (additionalProperties: object) => ({
  type: 'object',
  maxProperties: maxKeys,
  propertyNames: { pattern: keyPattern.source },
  additionalProperties,
});

export const metadataSchema = schemaOf(value);

const dictionaryType = new Issue('dict_type', 'Input should be a valid dictionary');
const keyMismatch = new Issue(
  'string_pattern_mismatch',
  `String should match pattern '${keyPattern.source}'`,
  { pattern: keyPattern.source },
);
const wrong = (error: string) => new Issue('value_error', `Value error, ${error}`, { error });
const valueType = wrong('a metadata value is a text, a finite number or a boolean');
const inexact = wrong('a number beyond 2^53 would lose digits: send it as a text');
export const metadataTooLarge = wrong(`the metadata of a customer has at most ${maxKeys} keys and 16 KiB`);
const readText = readString({ maxLength: maxValueLength });

function readValue(input: unknown): string | number | boolean | null | Issue {
  if (typeof input === 'string') return readText(input);
  if (typeof input === 'bigint') return inexact;
  if (typeof input === 'number')
    return Number.isInteger(input) && !Number.isSafeInteger(input)
      ? inexact
      : Number.isFinite(input)
        ? input
        : valueType;
  return typeof input === 'boolean' || input === null ? input : valueType;
}

/** Reads an object of metadata. @returns what is wrong, under the key that it is wrong with */
export function readMetadata(input: unknown): MetadataPatch | Issue | ItemIssues {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return dictionaryType;
  const entries = Object.entries(input as Readonly<Record<string, unknown>>);
  if (entries.length > maxKeys) {
    return new Issue(
      'too_long',
      `Dictionary should have at most ${maxKeys} items after validation, not ${entries.length}`,
      { field_type: 'Dictionary', max_length: maxKeys, actual_length: entries.length },
    );
  }
  const read = entries.map(([key, sent]) => ({
    index: key,
    input: sent,
    result: keyPattern.test(key) ? readValue(sent) : keyMismatch,
  }));
  const issues = read.flatMap(({ result, ...item }) =>
    result instanceof Issue ? [{ ...item, issue: result }] : [],
  );
  if (issues.length > 0) return new ItemIssues(issues);
  if (Buffer.byteLength(JSON.stringify(input)) > maxBytes) return metadataTooLarge;
  return Object.fromEntries(read.map(({ index, result }) => [index, result])) as MetadataPatch;
}

/** An object of metadata: a property of the type `MetadataPatch | null`, which may be missing. */
export const MetadataField = (
  options: Omit<FieldOptions, 'optional' | 'nullable' | 'default'>,
): ExactProperty<{ value: MetadataPatch; nullable: true; optional: true }> =>
  nestedField(
    { ...options, optional: true, nullable: true },
    readMetadata,
    schemaOf({ anyOf: [...value.anyOf, { type: 'null' }] }),
  );
