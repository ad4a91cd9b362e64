import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  codePointLength,
  isLongerThan,
  isShorterThan,
  isStorableText,
  trimEnds,
  trimUnicodeSpace,
} from '../../src/pydantic/text.js';

/** Strings of any UTF-16 units, lone surrogates among them. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7ff, max: 0xe000 })))
  .map((units) => String.fromCharCode(...units));

describe('isStorableText', () => {
  it.each(['', 'plain', 'naïve 😀 \u0001 \u{10ffff} \ufffe'])('accepts %j', (text) => {
    expect(isStorableText(text)).toBe(true);
  });

  it.each(['\0', 'a\0b', '\ud83d', 'a\udc00', '\udc00\ud800', '😀\ud83d'])('rejects %j', (text) => {
    expect(isStorableText(text)).toBe(false);
  });

  it('accepts exactly the text without U+0000 that survives UTF-8', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const survives = Buffer.from(text, 'utf8').toString('utf8') === text;
        expect(isStorableText(text)).toBe(survives && !text.includes('\0'));
      }),
    );
  });
});

describe('codePointLength', () => {
  it('counts a pair as one and a lone surrogate as one', () => {
    expect(codePointLength('a😀\ud83d')).toBe(3);
    expect(codePointLength('\ud83d\ud83d\ude00')).toBe(2);
    expect(codePointLength('\ud800\udc00\udbff\udfff')).toBe(2);
    expect(codePointLength('\ud7ff\udc00\ud800\ue000')).toBe(4);
    expect(codePointLength('')).toBe(0);
  });

  it('agrees with the string iterator', () => {
    fc.assert(fc.property(anyText, (text) => expect(codePointLength(text)).toBe(Array.from(text).length)));
  });
});

describe('the length bounds', () => {
  it('count code points at the bound itself', () => {
    expect(isLongerThan('😀'.repeat(5), 5)).toBe(false);
    expect(isLongerThan('😀'.repeat(5), 4)).toBe(true);
    expect(isLongerThan('abcde', 5)).toBe(false);
    expect(isLongerThan('abcdef', 5)).toBe(true);
    expect(isShorterThan('😀', 1)).toBe(false);
    expect(isShorterThan('😀', 2)).toBe(true);
    expect(isShorterThan('', 1)).toBe(true);
  });

  it('agree with the length', () => {
    fc.assert(
      fc.property(anyText, fc.nat(12), (text, bound) => {
        expect(isLongerThan(text, bound)).toBe(codePointLength(text) > bound);
        expect(isShorterThan(text, bound)).toBe(codePointLength(text) < bound);
      }),
    );
  });
});

/** Every character for which Python's `str.isspace` is true. */
const PYTHON_SPACES = [
  ...'\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005',
  ...'\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
];

describe('trimEnds', () => {
  it('strips the characters that Python strips, and no others', () => {
    const stripped = [];
    for (let unit = 0; unit <= 0xffff; unit += 1) {
      const character = String.fromCharCode(unit);
      if (trimEnds(`${character}x${character}`) === 'x') stripped.push(character);
    }
    expect(stripped).toEqual(PYTHON_SPACES);
  });

  it('leaves a byte order mark, which trim would strip', () => {
    expect(trimEnds('\ufeffx')).toBe('\ufeffx');
  });

  it('leaves white space inside, and nothing of nothing but white space', () => {
    expect(trimEnds('\u001c a  b \u0085')).toBe('a  b');
    expect(trimEnds(' \t ')).toBe('');
  });

  it('takes linear steps for a long run of spaces inside', () => {
    const text = `x${' '.repeat(1_000_000)}x`;
    expect(trimEnds(text)).toBe(text);
  });
});

describe('trimUnicodeSpace', () => {
  it('leaves the four information separators, which only Python strips', () => {
    expect(trimUnicodeSpace('\u0085\u001cx\u001f\u00a0')).toBe('\u001cx\u001f');
  });
});
