import { describe, expect, it } from '@jest/globals';
import {
  compareCodePoints,
  displayCharacter,
  displayForeign,
  pythonRepr,
} from '../../src/pydantic/python-text.js';

describe('pythonRepr', () => {
  it.each([
    ['plain é 漢 😀', "'plain é 漢 😀'"],
    ["it's", '"it\'s"'],
    ['say "hi"', '\'say "hi"\''],
    [`it's "hi"`, `'it\\'s "hi"'`],
    ['a\\b\t\n\r', "'a\\\\b\\t\\n\\r'"],
    ['\0\u007f\u00a0\u200d\ud800', "'\\x00\\x7f\\xa0\\u200d\\ud800'"],
    ['\u{e0001}', "'\\U000e0001'"],
  ])('writes %j as %s', (text, repr) => {
    expect(pythonRepr(text)).toBe(repr);
  });
});

describe('compareCodePoints', () => {
  it('puts a character beyond the first plane after all of the first plane', () => {
    expect(['\u{1f600}', '\uffee', 'ab', 'a', ''].toSorted(compareCodePoints)).toEqual([
      '',
      'a',
      'ab',
      '\uffee',
      '\u{1f600}',
    ]);
    expect(compareCodePoints('a', 'a')).toBe(0);
  });
});

describe('displayCharacter', () => {
  it.each([
    ["'", '"\'"'],
    ['\\', '"\\"'],
    ['é', "'é'"],
    [' ', 'SPACE'],
    ['\u2065', 'U+2065'],
    ['\uffff', 'U+0000FFFF'],
    ['\ufffe', 'U+FFFE'],
  ])('shows %j as %s', (character, shown) => {
    expect(displayCharacter(character)).toBe(shown);
  });
});

describe('displayForeign', () => {
  it('lists each character once, in order', () => {
    expect(displayForeign('b!a! (', /^[ab]$/)).toBe("'!', '(', SPACE");
    expect(displayForeign('abba', /^[ab]$/)).toBeUndefined();
  });
});
