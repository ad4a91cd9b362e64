import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseEmail } from '../../src/pydantic/email.js';

/** What pydantic's EmailStr makes of a text: the address, or null and the reason. */
type Vector = [input: string, address: string] | [input: string, address: null, reason: string];

/** Made by pydantic 2.10, those with a full stop in an unquoted display name by 2.14; with email-validator 2.3 and idna 3.10 on CPython 3.13. */
const vectors = JSON.parse(
  readFileSync(new URL('vectors/emails.json', import.meta.url), 'utf8'),
) as readonly Vector[];

describe('parseEmail', () => {
  it('reads every text as pydantic does', () => {
    expect(vectors.length).toBeGreaterThan(3_000);
    for (const [input, address, reason] of vectors) {
      const expected = address === null ? { reason } : { address };
      expect({ input, ...parseEmail(input) }).toEqual({ input, ...expected });
    }
  });

  it.each([
    [' billing@acme.com ', 'billing@acme.com'],
    ['a@example.com\n', 'a@example.com'],
    ['Acme <billing@acme.com>', 'billing@acme.com'],
    ['"Acme, Inc." <billing@acme.com>', 'billing@acme.com'],
    ['<billing@acme.com>', 'billing@acme.com'],
    ['"<" < billing@acme.com >\n', 'billing@acme.com'],
  ])('drops the text around the address in %j', (text, address) => {
    expect(parseEmail(text)).toEqual({ address });
  });

  it('looks no further into a text of more than 2,048 characters', () => {
    const tooLong = { reason: 'Length must not exceed 2048 characters' };
    expect(parseEmail('😀'.repeat(2048))).toEqual({ reason: 'An email address must have an @-sign.' });
    expect(parseEmail('😀'.repeat(2049))).toEqual(tooLong);
    expect(parseEmail('@'.repeat(10_000_000))).toEqual(tooLong);
  });

  it.each(['"<', '"', '<', ' <', '" "<', '<"', '\u3000'])('takes no longer over many %j', (piece) => {
    const text = piece.repeat(Math.floor(2_047 / piece.length));
    expect(parseEmail(`${text}>`)).toHaveProperty('reason');
  });
});
