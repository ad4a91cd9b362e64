import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readDecimal } from '../../src/resource/fields/decimal-rule.js';
import { Issue } from '../../src/pydantic/issues.js';
import { anyCharacter } from '../support/any-character.js';

const read = readDecimal({ minimum: 0, maximum: 100, decimalPlaces: 2 });

const typeOf = (input: unknown) => {
  const result = read(input);
  return result instanceof Issue ? result.type : result;
};

describe('readDecimal', () => {
  it.each([
    [0, 0],
    [-0, 0],
    [2, 2],
    [2.5, 2.5],
    [2.67, 2.67],
    [100, 100],
    [1e2, 100],
    ['2', 2],
    ['2.50', 2.5],
    ['2.500000', 2.5],
    ['+2.5', 2.5],
    ['.5', 0.5],
    ['5.', 5],
    ['-0.00', 0],
    ['0e99', 0],
    ['0e-99', 0],
    ['1e2', 100],
    ['250E-2', 2.5],
    ['1_0', 10],
    [' 2.5\n', 2.5],
  ])('reads %j as %j', (input, expected) => {
    expect(Object.is(read(input), expected)).toBe(true);
  });

  it.each([
    [true, 'decimal_type'],
    [null, 'decimal_type'],
    [[], 'decimal_type'],
    [{}, 'decimal_type'],
    ['', 'decimal_parsing'],
    ['.', 'decimal_parsing'],
    ['e5', 'decimal_parsing'],
    ['+', 'decimal_parsing'],
    ['1.2.3', 'decimal_parsing'],
    ['1,5', 'decimal_parsing'],
    ['0x10', 'decimal_parsing'],
    ['2.5%', 'decimal_parsing'],
    ['1 0', 'decimal_parsing'],
    ['\0', 'decimal_parsing'],
    [Infinity, 'finite_number'],
    ['NaN', 'finite_number'],
    ['sNaN12', 'finite_number'],
    ['-Infinity', 'finite_number'],
    ['inf', 'finite_number'],
    [2.675, 'decimal_max_places'],
    [0.1 + 0.2, 'decimal_max_places'],
    [1e-7, 'decimal_max_places'],
    [1000.001, 'decimal_max_places'],
    ['0.001', 'decimal_max_places'],
    ['1e-999999999999', 'decimal_max_places'],
    [100.01, 'less_than_equal'],
    [1e21, 'less_than_equal'],
    ['1e400', 'less_than_equal'],
    ['1e999999999999', 'less_than_equal'],
    [-0.01, 'greater_than_equal'],
    ['-1e400', 'greater_than_equal'],
  ])('refuses %j with %s', (input, type) => {
    expect(typeOf(input)).toBe(type);
  });

  it('reads every number of cents within the bounds, as a number and as a string', () => {
    for (let cents = 0; cents <= 10_000; cents += 1) {
      expect(read(cents / 100)).toBe(cents / 100);
      expect(read((cents / 100).toFixed(2))).toBe(cents / 100);
    }
  });

  it('reads nothing but plain digits in a text that is longer than any such number has to be', () => {
    const zeros = '0'.repeat(500_000);
    expect(typeOf(`${zeros}7`)).toBe(7);
    expect(typeOf(`${zeros}7.${zeros}`)).toBe('decimal_parsing');
    expect(typeOf(`${zeros}x`)).toBe('decimal_parsing');
  });

  it('answers anything at all with a storable number or an issue', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.double().map(String), fc.string({ unit: anyCharacter })),
        (input) => {
          const result = read(input);
          if (result instanceof Issue) return;
          expect(result).toBeGreaterThanOrEqual(0);
          expect(result).toBeLessThanOrEqual(100);
          expect(Number(result.toFixed(2))).toBe(result);
        },
      ),
    );
  });
});
