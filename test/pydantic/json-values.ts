import * as fc from 'fast-check';
import type { JsonValue } from '../../src/pydantic/json-value.js';

const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '"', '\\', '1', 'a,b:{}[]', '9007199254740993'),
);

const unsafe = fc
  .bigInt({ min: -(10n ** 40n), max: 10n ** 40n })
  .map((value) => (value < 0n ? value - 2n ** 53n : value + 2n ** 53n));

const scalars: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom(null, true, false, 9007199254740991, -9007199254740991),
  fc.integer(),
  // A double that is an integer has the text of one.
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
  unsafe,
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('9007199254740993', '"', '\\', '\\"', '{"a":[1]}', '\u2028', '__proto__'),
);

/** JSON values of any shape, with names and numbers at which a parser may go wrong. */
export const jsonValues = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(names, tie('value')), { maxLength: 5 }).map(objectOf),
  ),
})).value;

function objectOf(members: readonly (readonly [string, JsonValue])[]): JsonValue {
  const object = {};
  for (const [name, value] of members) {
    Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
  }
  return object;
}

/** The JSON text of a value, with the digits of its bigints. */
export function jsonOf(value: JsonValue, space = ''): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = Array.isArray(value)
    ? value.map((item: JsonValue) => jsonOf(item, space))
    : Object.entries(value as Readonly<Record<string, JsonValue>>).map(
        ([name, member]) => `${JSON.stringify(name)}${space}:${space}${jsonOf(member, space)}`,
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}${space}${inner.join(`${space},${space}`)}${space}${close}`;
}
