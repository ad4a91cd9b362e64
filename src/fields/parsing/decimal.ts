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
 * and so are an exponent, a leading plus and a missing digit on one side of the point.
 */
export function parseDecimalText(input: string): DecimalText {
  const text = trimEnds(input).replaceAll('_', '');
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = finite.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits === '') return { kind: notFinite.test(text) ? 'not-finite' : 'not-a-decimal' };
  const zeros = trailingZeros(digits);
  if (zeros === digits.length) return { kind: 'decimal', value: 0, places: 0 };
  const places = Math.max(0, fraction.length - zeros - Number(exponent));
  return { kind: 'decimal', value: Number(`${sign}${whole}.${fraction}0e${exponent}`), places };
}

/** A scan, not a pattern: `0+$` is quadratic on long runs of zeros inside the text. */
function trailingZeros(digits: string): number {
  let end = digits.length;
  while (end > 0 && digits.charAt(end - 1) === '0') end -= 1;
  return digits.length - end;
}
