import { trimUnicodeSpace } from './text.js';

export type IntegerText =
  | { kind: 'integer'; value: number }
  /** An integer, but outside ±9007199254740991, so a JavaScript number could only hold its neighbour. */
  | { kind: 'out-of-range'; sign: 'negative' | 'positive' }
  /** pydantic's `int_parsing`. */
  | { kind: 'not-an-integer' };

const CANONICAL = /^-?(?:0|[1-9][0-9]*)$/;
/** Python's limit of digits, here of characters. */
export const maxNumberLength = 4_300;
const NOT_AN_INTEGER: IntegerText = { kind: 'not-an-integer' };

/**
 * Reads an integer as pydantic-core's lax mode reads one from a string (`str_as_int` in src/input/shared.rs):
 * white space around it, a leading plus, leading zeros, single underscores between digits and a fraction of zeros
 * are allowed. A text of more than 4,300 characters is not an integer, so that a long one costs no more than a look.
 */
export function parseIntegerText(input: string): IntegerText {
  if (input.length > maxNumberLength) return NOT_AN_INTEGER;
  if (CANONICAL.test(input)) return readCanonical(input);
  const cleaned = cleanIntegerText(input);
  return cleaned !== undefined && CANONICAL.test(cleaned) ? readCanonical(cleaned) : NOT_AN_INTEGER;
}

/** Compares as a double: rounding never moves a value past the bound, which is itself a double. */
function readCanonical(text: string): IntegerText {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return { kind: 'integer', value: value === 0 ? 0 : value };
  return { kind: 'out-of-range', sign: value < 0 ? 'negative' : 'positive' };
}

/** `clean_int_str`: its steps in its order, since the result of one decides what the next accepts. */
function cleanIntegerText(input: string): string | undefined {
  let text = trimUnicodeSpace(input);
  if (text.startsWith('+')) {
    text = text.slice(1);
    if (text.startsWith('-')) return undefined;
  }
  let sign = '';
  if (text.startsWith('-')) {
    sign = '-';
    text = text.slice(1);
    if (text.startsWith('-') || text.startsWith('+')) return undefined;
  }
  const digits = withoutLeadingZeros(text);
  if (digits === undefined) return undefined;
  const whole = withoutZeroFraction(digits);
  if (/^_|_$|__/.test(whole)) return undefined;
  return sign + whole.replaceAll('_', '');
}

/** `strip_leading_zeros`: underscores among the zeros go with them, and one zero stays where nothing else would. */
function withoutLeadingZeros(text: string): string | undefined {
  const first = text.charAt(0);
  if (first >= '1' && first <= '9') return text;
  if (first !== '0') return undefined;
  const index = text.search(/[^0_]/);
  if (index === -1) return text.slice(-1);
  const found = text.charAt(index);
  if (found === '.') return text.slice(index - 1);
  return (found >= '1' && found <= '9') || found === '-' ? text.slice(index) : undefined;
}

/** A point has to be followed by at least one zero: `100.` is not an integer, `100.0` is. */
function withoutZeroFraction(text: string): string {
  const point = text.indexOf('.');
  return point !== -1 && /^0+$/.test(text.slice(point + 1)) ? text.slice(0, point) : text;
}

const TRUE_TEXTS = new Set(['1', 't', 'y', 'on', 'yes', 'true']);
const FALSE_TEXTS = new Set(['0', 'f', 'n', 'no', 'off', 'false']);

/** The boolean that pydantic-core's `str_as_bool` reads (ASCII case ignored, nothing trimmed), or undefined: `bool_parsing`. */
export function parseBooleanText(input: string): boolean | undefined {
  // Longer text cannot match; and lower-casing beyond ASCII would turn U+212A into k, say.
  if (input.length > 5 || !/^[01a-z]+$/i.test(input)) return undefined;
  const text = input.toLowerCase();
  if (TRUE_TEXTS.has(text)) return true;
  return FALSE_TEXTS.has(text) ? false : undefined;
}
