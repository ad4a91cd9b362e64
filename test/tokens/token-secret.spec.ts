import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { hashSecret, isWellFormedSecret, makeSecret } from '../../src/modules/tokens/token-secret.js';

const secrets = fc.constant(null).map(makeSecret);
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('the secret of a token', () => {
  it('matches the pattern that a secret scanner looks for', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        expect(`export TOKEN="${secret}"`).toMatch(/\bdz_[0-9A-Za-z]{49}\b/);
        expect(isWellFormedSecret(secret)).toBe(true);
      }),
    );
  });

  it('is never made twice', () => {
    expect(new Set(Array.from({ length: 1_000 }, makeSecret)).size).toBe(1_000);
  });

  it('is recognised as mistyped with any one character changed', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.integer({ min: 3, max: 51 }),
        fc.constantFrom(...alphabet),
        (secret, at, other) => {
          fc.pre(secret.charAt(at) !== other);
          expect(isWellFormedSecret(secret.slice(0, at) + other + secret.slice(at + 1))).toBe(false);
        },
      ),
    );
  });

  it('is recognised as mistyped with two different neighbours swapped', () => {
    fc.assert(
      fc.property(secrets, fc.integer({ min: 3, max: 50 }), (secret, at) => {
        fc.pre(secret.charAt(at) !== secret.charAt(at + 1));
        const swapped =
          secret.slice(0, at) + secret.charAt(at + 1) + secret.charAt(at) + secret.slice(at + 2);
        expect(isWellFormedSecret(swapped)).toBe(false);
      }),
    );
  });

  it('is not just any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^dz_[0-9A-Za-z]{49}$/)), (text) => {
        expect(isWellFormedSecret(text)).toBe(false);
      }),
    );
    expect(isWellFormedSecret(`${makeSecret()}\n`)).toBe(false);
    expect(isWellFormedSecret(` ${makeSecret()}`)).toBe(false);
  });

  it('is stored as a hash of 32 bytes that says nothing of it', () => {
    const secret = makeSecret();
    expect(hashSecret(secret)).toHaveLength(32);
    expect(hashSecret(secret)).toEqual(hashSecret(secret));
    expect(hashSecret(secret).includes(secret)).toBe(false);
  });
});
