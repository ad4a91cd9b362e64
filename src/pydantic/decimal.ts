import { maxNumberLength } from './number.js';
import { trimEnds } from './text.js';

export type DecimalText =
  /** `places` is how many decimals the value needs: trailing zeros do not count. */
  | { readonly kind: 'decimal'; readonly value: number; readonly places: number }
  /** `NaN` and `Infinity`, which Python's `Decimal` reads too. */
  | { readonly kind: 'not-finite' }
  | { readonly kind: 'not-a-decimal' };

const finite = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:e([+-]?[0-9]+))?$/i;
const notFinite = /^[+-]?(?:inf(?:inity)?|s?nan[0-9]*)$/i;

/**
 * Reads what Python's `Decimal(text)` reads: white space around the number and underscores within it are allowed,
 * digits of any script, and so are an exponent, a leading plus and a missing digit on one side of the point. Of a text
 * longer than any such number has to be, only plain digits are read.
 */
export function parseDecimalText(input: string): DecimalText {
  if (input.length > maxNumberLength) {
    return /^[+-]?[0-9]+$/.test(input)
      ? { kind: 'decimal', value: Number(input), places: 0 }
      : { kind: 'not-a-decimal' };
  }
  const text = inAsciiDigits(trimEnds(input).replace(/_+/g, ''));
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = finite.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits === '') return { kind: notFinite.test(text) ? 'not-finite' : 'not-a-decimal' };
  const zeros = trailingZeros(digits);
  if (zeros === digits.length) return { kind: 'decimal', value: 0, places: 0 };
  const places = Math.max(0, fraction.length - zeros - Number(exponent));
  return { kind: 'decimal', value: Number(`${sign}${whole}.${fraction}0e${exponent}`), places };
}

/** Digits of other scripts as ASCII. A text that holds anything else beyond ASCII is not a decimal: it is left alone. */
function inAsciiDigits(text: string): string {
  if (!/^[\0-\x7f]*\p{Nd}(?:[\0-\x7f]|\p{Nd})*$/u.test(text)) return text;
  return text.replace(/[^\0-\x7f]/gu, digitValue);
}

/** Unicode's decimal digits come in tens, each from 0 to 9, and tens may follow one another. */
function digitValue(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let first = codePoint;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((codePoint - first) % 10);
}

/** A scan, not a pattern: `0+$` is quadratic on long runs of zeros inside the text. */
function trailingZeros(digits: string): number {
  let end = digits.length;
  while (end > 0 && digits.charAt(end - 1) === '0') end -= 1;
  return digits.length - end;
}
