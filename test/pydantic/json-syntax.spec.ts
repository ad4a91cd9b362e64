import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  codePointsBefore,
  deepestNesting,
  scanJson,
  tooDeep,
  tooManyDigits,
} from '../../src/pydantic/json-syntax.js';
import { anyCharacter } from '../support/any-character.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const PIECES = [
  ...'{}[]:,"\\ \n\t-01.eE+xu/',
  '"a"',
  '"a":1',
  '"é😀"',
  'true',
  'tru',
  'null',
  'nul',
  '1.5e+',
  '"\\ud83d\\ude00"',
  '"\\ud83d\\u12"',
  '"\\u00',
  '"\\x"',
  '\u0001',
  '\u00a0',
  '😀',
];

/** Valid JSON with a piece cut out of it and another put in: mistakes at all depths. */
const damagedJson = fc
  .tuple(
    fc.json({ maxDepth: 4, stringUnit: 'grapheme' }),
    fc.nat(),
    fc.nat(3),
    fc.constantFrom('', ...PIECES),
  )
  .map(([json, at, cut, inserted]) => {
    const index = at % (json.length + 1);
    return json.slice(0, index) + inserted + json.slice(index + cut);
  });
const assembled = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(''));
const invalidJson = fc.oneof(damagedJson, assembled).filter((text) => !isJson(text) && text.isWellFormed());

/** What CPython 3.13's `json.loads` raises: the text, the position in code points, the message. */
const vectors = JSON.parse(
  readFileSync(new URL('vectors/json-faults.json', import.meta.url), 'utf8'),
) as readonly [text: string, offset: number, expected: string][];

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const members = (text: string) => {
  const found: unknown[] = [];
  scanJson(text, (start, end, keyStart, keyEnd) => {
    const value = JSON.parse(text.slice(start, end)) as unknown;
    found.push(keyEnd === 0 ? value : [JSON.parse(text.slice(keyStart, keyEnd)), value]);
  });
  return found;
};

function faultIn(text: string): { offset: number; expected: string } | undefined {
  const fault = scanJson(text);
  return fault && { offset: codePointsBefore(text, fault.at), expected: fault.expected };
}

describe('scanJson', () => {
  it.each([
    ['', 0, 'Expecting value'],
    ['  ', 2, 'Expecting value'],
    ['nul', 0, 'Expecting value'],
    ['-', 0, 'Expecting value'],
    ['[1,]', 2, 'Illegal trailing comma before end of array'],
    ['[1,\n]', 2, 'Illegal trailing comma before end of array'],
    ['[,]', 1, 'Expecting value'],
    ['[', 1, 'Expecting value'],
    ['{"a":}', 5, 'Expecting value'],
    ['{', 1, 'Expecting property name enclosed in double quotes'],
    ["{'a': 1}", 1, 'Expecting property name enclosed in double quotes'],
    ['{"a": 1,}', 7, 'Illegal trailing comma before end of object'],
    ['{"a": 1 , }', 8, 'Illegal trailing comma before end of object'],
    ['{"a" 1}', 5, "Expecting ':' delimiter"],
    ['{"a": 1 "b"', 8, "Expecting ',' delimiter"],
    ['[1 2]', 3, "Expecting ',' delimiter"],
    ['[01]', 2, "Expecting ',' delimiter"],
    ['{"a": [1}', 8, "Expecting ',' delimiter"],
    ['{} {}', 3, 'Extra data'],
    ['1.', 1, 'Extra data'],
    ['1e+', 1, 'Extra data'],
    ['"abc', 0, 'Unterminated string starting at'],
    ['["abc\\', 1, 'Unterminated string starting at'],
    ['"a\nb"', 2, 'Invalid control character at'],
    ['"a\\x"', 2, 'Invalid \\escape'],
    ['"\\u12g4"', 2, 'Invalid \\uXXXX escape'],
    ['"\\u1234', 2, 'Invalid \\uXXXX escape'],
    ['\ufeff{}', 0, 'Unexpected UTF-8 BOM (decode using utf-8-sig)'],
  ])('says of %j at %d: %s', (text, offset, expected) => {
    expect(faultIn(text)).toEqual({ offset, expected });
  });

  it('counts code points, not UTF-16 units', () => {
    expect(faultIn('{"😀😀": x}')).toEqual({ offset: 7, expected: 'Expecting value' });
    expect(faultIn('["\ud800\udc00\udbff\udfff", x]')?.offset).toBe(7);
    expect(faultIn('["\ud83d", x]')).toEqual({ offset: 6, expected: 'Expecting value' });
  });

  it.each([
    ['NaN', 0],
    ['[1, Infinity]', 4],
    ['{"a": -Infinity}', 6],
  ])('expects a value at the number in %s, which Python takes', (text, offset) => {
    expect(faultIn(text)).toEqual({ offset, expected: 'Expecting value' });
  });

  it('gives up where Python does, however deep it goes on', () => {
    expect(faultIn(nested(deepestNesting))).toBeUndefined();
    expect(faultIn(nested(deepestNesting + 1))).toEqual({ offset: deepestNesting, expected: tooDeep });
    expect(faultIn('{"a":'.repeat(1 << 19))).toEqual({ offset: 5 * deepestNesting, expected: tooDeep });
  });

  it('says of every text what Python says', () => {
    expect(vectors.length).toBeGreaterThan(2_000);
    for (const [text, offset, expected] of vectors) {
      expect({ text, ...faultIn(text) }).toEqual({ text, offset, expected });
    }
  });

  it('takes what JSON.parse takes, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(damagedJson, assembled, fc.json()), (text) => {
        expect(scanJson(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('shows where the outermost values stand', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: anyCharacter }), fc.jsonValue()),
        fc.nat(3),
        (value, indent) => {
          const plain = JSON.parse(JSON.stringify(value)) as object;
          expect(members(JSON.stringify(plain, null, indent))).toEqual(Object.entries(plain));
          expect(members(JSON.stringify(Object.values(plain), null, indent))).toEqual(Object.values(plain));
        },
      ),
    );
    expect(members('{"2":[],"1":{"x":[1]},"2":"}"}')).toEqual([
      ['2', []],
      ['1', { x: [1] }],
      ['2', '}'],
    ]);
    expect(members('5')).toEqual([]);
  });

  it('does not mind length', () => {
    const length = 1 << 21;
    expect(faultIn(' '.repeat(length))?.offset).toBe(length);
    expect(faultIn(`"${'a'.repeat(length)}`)?.offset).toBe(0);
    expect(faultIn(`0.${'1'.repeat(length)}x`)?.offset).toBe(length + 2);
  });

  it('refuses an integer of more than 4,300 digits as CPython does, but not a fraction', () => {
    const digits = '1'.repeat(4_300);
    expect([faultIn(digits), faultIn(`-${digits}`), faultIn(`[${digits}1.5,${digits}1e1]`)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(faultIn(`[1,-${digits}1`)).toEqual({ offset: 3, expected: tooManyDigits });
  });

  it('finds the mistake within the text, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(invalidJson, fc.string({ unit: anyCharacter })), (text) => {
        const offset = faultIn(text)?.offset ?? NaN;
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThanOrEqual(Array.from(text).length);
      }),
      { numRuns: 1000 },
    );
  });
});
