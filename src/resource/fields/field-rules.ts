import { Issue, ItemIssues } from '../../pydantic/issues.js';
import { parseDateTime, parseDateTimeUp, yearZero } from '../../pydantic/date-time.js';
import { parseEmail } from '../../pydantic/email.js';
import { parseBooleanText, parseIntegerText } from '../../pydantic/number.js';
import { isLongerThan, isShorterThan, isStorableText } from '../../pydantic/text.js';
import { trimInvisible } from '../../pydantic/invisible-characters.js';
import { parseUuid } from '../../pydantic/uuid.js';

/** Reads one value off the wire: the value to keep, or what says why it cannot be. */
export type Read<T = unknown> = (input: unknown) => T | Issue | ItemIssues;

/** Reads a value that has no items. */
export type ReadScalar<T = unknown> = (input: unknown) => T | Issue;

export interface StringRule {
  /** In code points. */
  readonly minLength?: number;
  /** In code points. */
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  /** Drops white space, and what shows as nothing, at both ends before anything is measured. */
  readonly trim?: boolean;
}

/** Inclusive bounds; without them, the integers that a JSON number carries exactly. */
export interface IntegerRule {
  readonly minimum?: number;
  readonly maximum?: number;
}

const stringType = new Issue('string_type', 'Input should be a valid string');
const stringUnicode = new Issue(
  'string_unicode',
  'Input should be a valid string, unable to parse raw data as a unicode string',
);
const integerType = new Issue('int_type', 'Input should be a valid integer');
const integerParsing = new Issue(
  'int_parsing',
  'Input should be a valid integer, unable to parse string as an integer',
);
const integerFromFloat = new Issue(
  'int_from_float',
  'Input should be a valid integer, got a number with a fractional part',
);
const booleanType = new Issue('bool_type', 'Input should be a valid boolean');
const booleanParsing = new Issue(
  'bool_parsing',
  'Input should be a valid boolean, unable to interpret input',
);
const uuidType = new Issue('uuid_type', 'UUID input should be a string, bytes or UUID object');
const dateTimeType = new Issue('datetime_type', 'Input should be a valid datetime');

const characters = (count: number) => (count === 1 ? '1 character' : `${count} characters`);

export function readString(rule: StringRule): ReadScalar<string> {
  const { minLength = 0, maxLength = Infinity, pattern, trim = false } = rule;
  const tooShort = new Issue('string_too_short', `String should have at least ${characters(minLength)}`, {
    min_length: minLength,
  });
  const tooLong = new Issue('string_too_long', `String should have at most ${characters(maxLength)}`, {
    max_length: maxLength,
  });
  const mismatch =
    pattern &&
    new Issue('string_pattern_mismatch', `String should match pattern '${pattern.source}'`, {
      pattern: pattern.source,
    });
  return (input) => {
    if (typeof input !== 'string') return stringType;
    if (!isStorableText(input)) return stringUnicode;
    const text = trim ? trimInvisible(input) : input;
    if (isLongerThan(text, maxLength)) return tooLong;
    if (isShorterThan(text, minLength)) return tooShort;
    if (pattern && mismatch && !pattern.test(text)) return mismatch;
    return text;
  };
}

const readText = readString({});

/** The address in its normalized form. */
export const readEmail: ReadScalar<string> = (input) => {
  const text = readText(input);
  if (text instanceof Issue) return text;
  const parsed = parseEmail(text);
  if ('address' in parsed) return parsed.address;
  const { reason } = parsed;
  return new Issue('value_error', `value is not a valid email address: ${reason}`, { reason });
};

/** The value to compare stored addresses with: normalized, if it is an address. */
export function readEmailFilter(maxLength: number): ReadScalar<string> {
  const readBounded = readString({ maxLength });
  return (input) => {
    const text = readBounded(input);
    if (text instanceof Issue) return text;
    const parsed = parseEmail(text);
    return 'address' in parsed ? parsed.address : text;
  };
}

export function readInteger(rule: IntegerRule): ReadScalar<number> {
  const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = rule;
  const tooSmall = new Issue('greater_than_equal', `Input should be greater than or equal to ${minimum}`, {
    ge: minimum,
  });
  const tooLarge = new Issue('less_than_equal', `Input should be less than or equal to ${maximum}`, {
    le: maximum,
  });
  const within = (value: number) => {
    if (value > maximum) return tooLarge;
    if (value < minimum) return tooSmall;
    return value === 0 ? 0 : value; // -0 is the integer 0
  };
  return (input) => {
    if (typeof input === 'bigint') return within(Number(input));
    if (typeof input === 'number') {
      return Number.isFinite(input) && !Number.isInteger(input) ? integerFromFloat : within(input);
    }
    if (typeof input !== 'string') return integerType;
    const parsed = parseIntegerText(input);
    return parsed.kind === 'integer'
      ? within(parsed.value)
      : parsed.kind === 'out-of-range'
        ? within(parsed.sign === 'positive' ? Infinity : -Infinity)
        : integerParsing;
  };
}

/** As pydantic: a number that is an integer of 64 bits is one that means no boolean, any other is of the wrong type. */
export const readBoolean: ReadScalar<boolean> = (input) => {
  if (typeof input === 'boolean') return input;
  if (input === 0 || input === 1) return input === 1;
  if (typeof input === 'number') {
    return Number.isInteger(input) && Math.abs(input) < 2 ** 63 ? booleanParsing : booleanType;
  }
  if (typeof input === 'bigint') return BigInt.asIntN(64, input) === input ? booleanParsing : booleanType;
  if (typeof input !== 'string') return booleanType;
  return parseBooleanText(input) ?? booleanParsing;
};

/** `'active', 'inactive' or 'blocked'`: how pydantic lists what it expected. */
function alternatives(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  const last = quoted.pop() ?? '';
  return quoted.length > 0 ? `${quoted.join(', ')} or ${last}` : last;
}

export function readEnum<T extends string>(values: readonly T[]): ReadScalar<T> {
  const expected = alternatives(values);
  const unexpected = new Issue('enum', `Input should be ${expected}`, { expected });
  return (input) => values.find((value) => value === input) ?? unexpected;
}

export const readUuid: ReadScalar<string> = (input) => {
  if (typeof input !== 'string') return uuidType;
  const parsed = parseUuid(input);
  if ('uuid' in parsed) return parsed.uuid;
  return new Issue('uuid_parsing', `Input should be a valid UUID, ${parsed.reason}`, {
    error: parsed.reason,
  });
};

export interface DateTimeRule {
  /** It ends a span of time: digits beyond the milliseconds are rounded up, not dropped. */
  readonly isEnd?: boolean;
}

export function readDateTime({ isEnd = false }: DateTimeRule): ReadScalar<Date> {
  const parse = isEnd ? parseDateTimeUp : parseDateTime;
  return (input) => {
    if (typeof input !== 'string') return dateTimeType;
    const parsed = parse(input);
    if ('time' in parsed) return parsed.time;
    const { reason: error } = parsed;
    return error === yearZero
      ? new Issue('datetime_parsing', `Input should be a valid datetime, ${error}`, { error })
      : new Issue('datetime_from_date_parsing', `Input should be a valid datetime or date, ${error}`, {
          error,
        });
  };
}

export const nullable =
  <T>(read: Read<T>): Read<T | null> =>
  (input) =>
    input === null ? null : read(input);

const listType = new Issue('list_type', 'Input should be a valid list');

/** How many items a list may have. */
export interface ListRule {
  readonly minItems?: number;
  readonly maxItems: number;
}

const items = (count: number) => (count === 1 ? '1 item' : `${count} items`);

export function readList<T>(readItem: ReadScalar<T>, { minItems = 0, maxItems }: ListRule): Read<T[]> {
  return (input) => {
    if (!Array.isArray(input)) return listType;
    if (input.length < minItems) {
      return new Issue(
        'too_short',
        `List should have at least ${items(minItems)} after validation, not ${input.length}`,
        { field_type: 'List', min_length: minItems, actual_length: input.length },
      );
    }
    if (input.length > maxItems) {
      return new Issue(
        'too_long',
        `List should have at most ${items(maxItems)} after validation, not ${input.length}`,
        { field_type: 'List', max_length: maxItems, actual_length: input.length },
      );
    }
    const results = input.map((item: unknown) => readItem(item));
    const wrong = results.flatMap((issue, index) =>
      issue instanceof Issue ? [{ index, issue, input: input[index] as unknown }] : [],
    );
    if (wrong.length > 0) return new ItemIssues(wrong);
    return results.filter((result) => !(result instanceof Issue)) as T[];
  };
}
