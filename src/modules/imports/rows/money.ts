export type DecimalSign = '.' | ',';

/** As many digits as a credit limit of 9007199254740991 cents has before its decimals. */
const maxDigits = 14;

/** In characters: a cell may be as long as a record, and no amount is. */
const maxAmountLength = 64;

/** Currencies that are written with small letters, or with letters before a sign of `Sc`: `kr`, `zł`, `R$`. */
const currencyWords = /(?:R|US|CA|A)(?=\$)|(?<!\p{L})(?:kr|zł|kč|ft|lei|fr|rs)(?!\p{L})\.?/giu;

/**
 * An amount of money in cents: `1.234,56`, `$1,234.56`, `1 234`, `1'234.50`.
 *
 * @param decimalSign the file's own, which decides where `1.234` could be either
 * @returns undefined for a value that is not an amount in whole cents
 */
export function centsOf(cell: string, decimalSign: DecimalSign): number | undefined {
  if (cell.length > maxAmountLength) return undefined;
  const text = cell.replaceAll(currencyWords, '').replaceAll(/[\p{Sc}\s'’]|^[A-Z]{3}|[A-Z]{3}$/gu, '');
  const match = /^(-?)(\d[\d.,]*)$/.exec(text);
  if (match === null) return undefined;
  const [, minus = '', digits = ''] = match;
  const sign = signWithin(digits, decimalSign);
  const at = sign === undefined ? digits.length : digits.lastIndexOf(sign);
  const whole = digits.slice(0, at);
  const fraction = digits.slice(at + 1).replace(/0+$/, '');
  if (!/^(?:\d+|\d{1,3}(?:[.,]\d{2,3})+)$/.test(whole) || !/^\d{0,2}$/.test(fraction)) return undefined;
  const units = whole.replaceAll(/[.,]/g, '');
  if (units.length > maxDigits) return undefined;
  const cents = Number(units) * 100 + Number(fraction.padEnd(2, '0'));
  return minus === '' ? cents : -cents;
}

/** Which of the signs ends the whole units; undefined where none does. */
function signWithin(digits: string, decimalSign: DecimalSign): DecimalSign | undefined {
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  if (last < 0) return undefined;
  const sign = digits[last] as DecimalSign;
  const other = sign === '.' ? ',' : '.';
  if (digits.includes(other)) return digits.indexOf(sign) === last ? sign : undefined;
  if (digits.indexOf(sign) !== last) return undefined;
  // Groups have three digits, so that two or one are decimals whatever the file's sign is.
  return sign === decimalSign || digits.length - last - 1 !== 3 ? sign : undefined;
}
