import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import * as fc from 'fast-check';
import type { ValidationError } from '../../src/pydantic/issues.js';
import { compileReader } from '../../src/resource/fields/request-reader.js';
import { CustomerCreateRequest } from '../../src/modules/customers/customers.dto.js';
import { anyCharacter } from '../support/any-character.js';

const read = compileReader(CustomerCreateRequest);

function readErrors(input: Readonly<Record<string, unknown>>): ValidationError[] {
  const errors: ValidationError[] = [];
  read(input, ['body'], errors);
  return errors;
}

/** What class-validator and class-transformer make of it by themselves. */
function classErrors(input: Readonly<Record<string, unknown>>): string[] {
  const instance = plainToInstance(CustomerCreateRequest, input);
  return validateSync(instance, { skipMissingProperties: false }).map(({ property }) => property);
}

/** Values at which one of the rules could go either way. */
const identifyingFields = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    9007199254740991,
    9007199254740992,
    '',
    ' ',
    '100',
    '1_0',
    '1e3',
    'active',
    'Active',
    'a@example.com',
    'a@localhost',
    'A\0',
    '\ud800',
    [],
    ['active'],
    {},
  ),
  fc.string({ unit: anyCharacter, maxLength: 300 }),
  fc.emailAddress(),
  fc.integer({ min: 45, max: 2_100 }).map((length) => 'x'.repeat(length)),
  fc.double(),
  fc.jsonValue(),
);

const fields = [
  'name',
  'email',
  'address',
  'phone',
  'tax_id',
  'website',
  'notes',
  'credit_limit_cents',
  'default_payment_term_id',
  'status',
  'category',
  'invoice_footer',
  'external_id',
  'metadata',
] as const;

const required: Readonly<Record<string, unknown>> = { name: 'Acme', email: 'a@example.com' };

const requests = fc.record(Object.fromEntries(fields.map((field) => [field, identifyingFields])), {
  requiredKeys: [],
});

describe('the compiled reader', () => {
  it('refuses the same fields as class-validator does on the same class', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const refused = [...new Set(readErrors(request).map(({ loc }) => loc[1]))];
        expect(refused).toEqual(fields.filter((field) => classErrors(request).includes(field)));
      }),
      { numRuns: 400 },
    );
  });

  it('reads the same values as class-transformer does on the same class', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const valid = { ...required, ...request };
        for (const { loc } of readErrors(valid)) Reflect.deleteProperty(valid, String(loc[1]));
        const complete = { ...required, ...valid };
        const output = read(complete, ['body'], []);
        const instance = { ...plainToInstance(CustomerCreateRequest, complete) };
        for (const field of fields) expect(output[field]).toStrictEqual(Reflect.get(instance, field));
      }),
      { numRuns: 200 },
    );
  });

  it('takes a separate field only, not one that every object inherits', () => {
    const input = JSON.parse('{"__proto__": {"name": "Acme", "email": "a@example.com"}}') as Record<
      string,
      unknown
    >;
    expect(readErrors(input).map(({ type, loc }) => [type, ...loc])).toEqual([
      ['missing', 'body', 'name'],
      ['missing', 'body', 'email'],
    ]);
  });

  it('reads nothing but the fields of the class', () => {
    const input = JSON.parse(
      '{"name": "Acme", "email": "a@example.com", "constructor": 1, "__proto__": {"status": "blocked"}, "id": "x"}',
    ) as Record<string, unknown>;
    const output = read(input, ['body'], []);
    expect(Object.keys(output).filter((key) => !(fields as readonly string[]).includes(key))).toEqual([]);
    expect(Object.getPrototypeOf(output)).toBe(Object.prototype);
    expect(output['status']).toBeUndefined();
  });
});
