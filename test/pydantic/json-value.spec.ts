import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type JsonValue, parseJson } from '../../src/pydantic/json-value.js';
import { jsonOf, jsonValues } from './json-values.js';

describe('parseJson', () => {
  it('makes every value again, of any depth, with all digits of its integers', () => {
    fc.assert(
      fc.property(jsonValues, fc.constantFrom('', ' ', '\n\t'), (value, space) => {
        const text = jsonOf(value, space);
        expect(jsonOf(parseJson(text), space)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('makes what JSON.parse makes, wherever no integer is too large for that', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (json) => {
        const text = json.replaceAll(/-?[0-9]{16,}(?![.0-9e])/g, '0');
        // The run of digits makes it take the way of its own.
        const longText = `{"a":${text},"b":"0000000000000000"}`;
        expect(parseJson(longText)).toEqual(JSON.parse(longText));
      }),
    );
  });

  it.each<[string, JsonValue]>([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740993', -9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
    [`1${'0'.repeat(400)}`, 10n ** 400n],
    ['9007199254740993.0', 9007199254740992],
    ['1234567890123456.5', 1234567890123456.5],
    ['"9007199254740993"', '9007199254740993'],
    ['{"9007199254740993":"a\\"b,{"}', { '9007199254740993': 'a"b,{' }],
    ['[9007199254740993,[],{}]', [9007199254740993n, [], {}]],
    ['{"a":1,"b":9007199254740993,"a":[2]}', { a: [2], b: 9007199254740993n }],
  ])('reads %s exactly', (text, value) => {
    expect(parseJson(text)).toStrictEqual(value);
  });

  it.each(['1', '9007199254740993'])('takes __proto__ for a name like any other, before %s', (number) => {
    const value = parseJson(`{"__proto__":{"polluted":true},"n":${number}}`);
    expect(Object.keys(Object(value) as object)).toEqual(['__proto__', 'n']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('reads lists in lists as deep as a body may nest', () => {
    for (const inner of [1, 9007199254740993n]) {
      let value = parseJson('['.repeat(9_999) + inner + ']'.repeat(9_999));
      for (let depth = 0; depth < 9_999; depth += 1) value = (value as readonly JsonValue[])[0] ?? null;
      expect(value).toBe(inner);
    }
  });
});
