import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseBooleanText, parseIntegerText } from '../../src/pydantic/number.js';

describe('parseIntegerText', () => {
  it.each([
    ['0', 0],
    ['100', 100],
    ['-7', -7],
    ['+7', 7],
    ['007', 7],
    ['009', 9],
    ['0-1', -1],
    ['-007', -7],
    ['000', 0],
    [' 12 ', 12],
    ['\u00a012\u2003', 12],
    ['1_000', 1000],
    ['-1_000', -1000],
    ['0_1', 1],
    ['0__1', 1],
    ['100.0', 100],
    ['-100.000', -100],
    ['0.0', 0],
    ['00.0', 0],
    ['1_000.0', 1000],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
  ])('reads %j as %d', (text, value) => {
    expect(parseIntegerText(text)).toStrictEqual({ kind: 'integer', value });
  });

  it('reads a negative zero as zero', () => {
    expect(parseIntegerText('-0')).toStrictEqual({ kind: 'integer', value: 0 });
    expect(parseIntegerText('-0.0')).toStrictEqual({ kind: 'integer', value: 0 });
  });

  it.each([
    '',
    ' ',
    '+',
    '-',
    '.',
    '.0',
    '100.',
    '100.5',
    '1e3',
    '1 000',
    '1,000',
    '_1',
    '1_',
    '1__0',
    '1.0_0',
    '_0',
    '0_',
    '+-1',
    '-+1',
    '--1',
    '++1',
    '- 1',
    '0x10',
    'NaN',
    'Infinity',
    'true',
    '\u0661',
    '1\u001c',
  ])('rejects %j', (text) => {
    expect(parseIntegerText(text)).toEqual({ kind: 'not-an-integer' });
  });

  it.each([
    ['9007199254740992', 'positive'],
    ['9007199254740993', 'positive'],
    ['-9007199254740992', 'negative'],
    ['9007199254740992.0', 'positive'],
    ['99999999999999999999', 'positive'],
  ])('reports %s as out of range, %s', (text, sign) => {
    expect(parseIntegerText(text)).toEqual({ kind: 'out-of-range', sign });
  });

  it('reads a text of 4,300 digits as out of range, and a longer one as no integer', () => {
    const digits = '1'.repeat(4_300);
    expect(parseIntegerText(digits)).toEqual({ kind: 'out-of-range', sign: 'positive' });
    expect(parseIntegerText(`-${digits.slice(1)}`)).toEqual({ kind: 'out-of-range', sign: 'negative' });
    for (const text of [`${digits}1`, `-${digits}`, ` ${digits}`, `${'0'.repeat(4_300)}5`]) {
      expect(parseIntegerText(text)).toEqual({ kind: 'not-an-integer' });
    }
  });

  it('never rounds: an integer comes back as written or is out of range', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (value) => {
        const result = parseIntegerText(value.toString());
        const isSafe = value >= -9007199254740991n && value <= 9007199254740991n;
        expect(result.kind === 'integer' ? BigInt(result.value) : result.kind).toBe(
          isSafe ? value : 'out-of-range',
        );
      }),
    );
  });
});

describe('parseBooleanText', () => {
  it.each(['1', 'on', 't', 'true', 'y', 'yes', 'TRUE', 'On'])('reads %j as true', (text) => {
    expect(parseBooleanText(text)).toBe(true);
  });

  it.each(['0', 'off', 'f', 'false', 'n', 'no', 'FALSE', 'oFf'])('reads %j as false', (text) => {
    expect(parseBooleanText(text)).toBe(false);
  });

  it.each(['', ' true', 'true ', '2', '01', 'yeah', 'null', 'o', 'faſse', 'enable'])('rejects %j', (text) => {
    expect(parseBooleanText(text)).toBeUndefined();
  });
});
