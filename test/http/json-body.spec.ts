import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ValidationError } from '../../src/pydantic/issues.js';
import { nestedField, StringField } from '../../src/resource/fields/fields.js';
import type { JsonValue } from '../../src/pydantic/json-value.js';
import { compileReader } from '../../src/resource/fields/request-reader.js';
import { JsonBody } from '../../src/platform/http/json-body.js';
import { jsonOf, jsonValues } from '../pydantic/json-values.js';

class Nested {
  @StringField({ description: 'A scalar.', optional: true, nullable: true })
  text?: string | null;

  @nestedField({ description: 'Any JSON.', optional: true, nullable: true }, (input) => input, {
    type: 'object',
  })
  data?: unknown;
}

const read = compileReader(Nested);

/** Reads a body as `RequestGuard` does. */
function readBody(text: string) {
  const body = new JsonBody(text);
  const errors: ValidationError[] = [];
  const wanted = { known: read.known, nested: read.nested, strict: false };
  const whole = body.parseWhole(read);
  const output = read((whole ?? body.values(wanted)) as Record<string, unknown>, ['body'], errors);
  return { output, errors: body.echoedIn(errors, wanted) };
}

const mebibyte = 1024 * 1024;

describe('a body with nested values', () => {
  it('has them whole and exact at any length', () => {
    const lengths = fc.constantFrom(0, 4_000, 4_096, 4_097, 70_000, mebibyte);
    fc.assert(
      fc.property(jsonValues, lengths, (value, length) => {
        const text = jsonOf(value);
        const start = `{"data":${text},"text":`;
        const padding = 'x'.repeat(Math.max(0, length - start.length - 3));
        const { output, errors } = readBody(`${start}"${padding}"}`);
        expect(errors).toEqual([]);
        expect(jsonOf(output['data'] as JsonValue)).toBe(text);
        expect(output['text']).toBe(padding);
      }),
      { numRuns: 300 },
    );
  });

  it.each([0, 8_192])(
    'has the last value of a field that is sent twice, with %d characters more',
    (length) => {
      const padding = ' '.repeat(length);
      const { output } = readBody(`{"data":{"a":1},${padding}"data":[{"b":9007199254740993}]}`);
      expect(output['data']).toStrictEqual([{ b: 9007199254740993n }]);
    },
  );

  it.each([0, 8_192])('refuses one where a scalar belongs, and echoes it, %d characters on', (length) => {
    const { errors } = readBody(`{"text":{"a":[9007199254740993]},"data":"${'x'.repeat(length)}"}`);
    expect(errors.map(({ type, input }) => [type, String(input)])).toEqual([
      ['string_type', '{"a":[9007199254740993]}'],
    ]);
  });

  it('has a mebibyte of them', () => {
    const list = JSON.stringify(Array.from({ length: 90_000 }, (_, index) => ({ [index]: 1 })));
    const text = `{"data":${list.slice(0, -1)},9007199254740993]}`;
    expect(text.length).toBeGreaterThan(mebibyte * 0.9);
    const data = readBody(text).output['data'] as unknown[];
    expect([data.length, data.at(-1)]).toEqual([90_001, 9007199254740993n]);
  });
});
