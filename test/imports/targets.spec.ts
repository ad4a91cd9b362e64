import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { isTarget, personOf, type Target } from '../../src/modules/imports/products/product.js';

describe('what a column can be', () => {
  it.each(['name', 'credit_limit_cents', 'credit_limit', 'person_1_name', 'person_9_role'])(
    'is %s',
    (text) => {
      expect(isTarget(text)).toBe(true);
    },
  );

  it.each([
    '',
    'names',
    'Name',
    'constructor',
    'person_0_name',
    'person_10_name',
    'person_1_age',
    'xperson_1_name',
  ])('is not "%s"', (text) => {
    expect(isTarget(text)).toBe(false);
  });

  it('is of one of the persons of a row where it says so, and else of the customer', () => {
    expect(personOf('person_3_first_name')).toEqual({ person: 3, part: 'first_name' });
    expect(personOf('name' satisfies Target)).toBeUndefined();
  });
});
