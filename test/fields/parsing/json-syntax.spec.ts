import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { describeJsonError } from '../../../src/fields/parsing/json-syntax.js';

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

/** Prints position and message for each of the texts; null where it is one of the messages that came with 3.13. */
const PYTHON = `
import json, sys
def describe(text):
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return None if error.msg.startswith("Illegal trailing comma") else [error.pos, error.msg]
print(json.dumps([describe(text) for text in json.load(sys.stdin)]))
`;
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('describeJsonError', () => {
  it.each([
    ['', 0, 'Expecting value'],
    ['  ', 2, 'Expecting value'],
    ['nul', 0, 'Expecting value'],
    ['-', 0, 'Expecting value'],
    ['[1,]', 3, 'Expecting value'],
    ['[', 1, 'Expecting value'],
    ['{"a":}', 5, 'Expecting value'],
    ['{', 1, 'Expecting property name enclosed in double quotes'],
    ["{'a': 1}", 1, 'Expecting property name enclosed in double quotes'],
    ['{"a": 1,}', 8, 'Expecting property name enclosed in double quotes'],
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
    expect(describeJsonError(text)).toEqual({ offset, expected });
  });

  it('counts code points, not UTF-16 units', () => {
    expect(describeJsonError('{"😀😀": x}')).toEqual({ offset: 7, expected: 'Expecting value' });
    expect(describeJsonError('["\ud800\udc00\udbff\udfff", x]').offset).toBe(7);
    expect(describeJsonError('["\ud83d", x]')).toEqual({ offset: 6, expected: 'Expecting value' });
  });

  it.each([
    ['NaN', 0],
    ['[1, Infinity]', 4],
    ['{"a": -Infinity}', 6],
  ])('expects a value at the number in %s, which Python takes', (text, offset) => {
    expect(describeJsonError(text)).toEqual({ offset, expected: 'Expecting value' });
  });

  it('does not mind depth', () => {
    const depth = 1 << 19;
    expect(describeJsonError('['.repeat(depth)).offset).toBe(depth);
    expect(describeJsonError('{"a":'.repeat(depth)).offset).toBe(5 * depth);
    expect(describeJsonError(`${'['.repeat(depth)}${']'.repeat(depth)}x`).offset).toBe(2 * depth);
  });

  it('does not mind length', () => {
    const length = 1 << 21;
    expect(describeJsonError(' '.repeat(length)).offset).toBe(length);
    expect(describeJsonError(`"${'a'.repeat(length)}`).offset).toBe(0);
    expect(describeJsonError(`${'1'.repeat(length)}x`).offset).toBe(length);
  });

  it('finds the mistake within the text, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(invalidJson, fc.string({ unit: 'binary' })), (text) => {
        const { offset } = describeJsonError(text);
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThanOrEqual(Array.from(text).length);
      }),
      { numRuns: 1000 },
    );
  });
});

(hasPython ? describe : describe.skip)('describeJsonError beside Python', () => {
  it('says what Python says', () => {
    const texts = fc.sample(invalidJson, { numRuns: 20_000, seed: 20_261_122 });
    const python = spawnSync('python3', ['-c', PYTHON], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const answers: unknown = JSON.parse(python.stdout);
    if (!Array.isArray(answers)) throw new Error(python.stderr);
    const compared = texts.flatMap((text, index) => {
      const answer: unknown = answers[index];
      if (answer === null) return [];
      const { offset, expected } = describeJsonError(text);
      return [{ text, ours: [offset, expected], theirs: answer }];
    });
    expect(compared.length).toBeGreaterThan(10_000);
    expect(compared.filter(({ ours, theirs }) => JSON.stringify(ours) !== JSON.stringify(theirs))).toEqual(
      [],
    );
  });
});
