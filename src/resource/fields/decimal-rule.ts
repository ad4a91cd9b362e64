import type { ReadScalar } from './field-rules.js';
import { Issue } from '../../pydantic/issues.js';
import { parseDecimalText } from '../../pydantic/decimal.js';

/** Inclusive bounds, and the most decimals. */
export interface DecimalRule {
  readonly minimum: number;
  readonly maximum: number;
  readonly decimalPlaces: number;
}

const decimalType = new Issue(
  'decimal_type',
  'Decimal input should be an integer, float, string or Decimal object',
);
const decimalParsing = new Issue('decimal_parsing', 'Input should be a valid decimal');
const finiteNumber = new Issue('finite_number', 'Input should be a finite number');

/**
 * A number counts with the digits of its shortest text, as in the source API: 2.675 has three decimals, although
 * the nearest double has many more. A number too large for a double is invalid.
 */
export function readDecimal({ minimum, maximum, decimalPlaces }: DecimalRule): ReadScalar<number> {
  const places = decimalPlaces === 1 ? '1 decimal place' : `${decimalPlaces} decimal places`;
  const tooPrecise = new Issue('decimal_max_places', `Decimal input should have no more than ${places}`, {
    decimal_places: decimalPlaces,
  });
  const tooSmall = new Issue('greater_than_equal', `Input should be greater than or equal to ${minimum}`, {
    ge: minimum,
  });
  const tooLarge = new Issue('less_than_equal', `Input should be less than or equal to ${maximum}`, {
    le: maximum,
  });
  return (input) => {
    if (typeof input !== 'number' && typeof input !== 'bigint' && typeof input !== 'string')
      return decimalType;
    const parsed = parseDecimalText(String(input));
    if (parsed.kind === 'not-a-decimal') return decimalParsing;
    if (parsed.kind === 'not-finite') return finiteNumber;
    if (parsed.places > decimalPlaces) return tooPrecise;
    if (parsed.value > maximum) return tooLarge;
    if (parsed.value < minimum) return tooSmall;
    return parsed.value;
  };
}
