import { describe, expect, it } from '@jest/globals';
import { domainToASCII } from 'node:url';
import * as fc from 'fast-check';
import { parseEmailDomain } from '../../../src/pydantic/email-validator/email-domain.js';

function reasonFor(domain: string): string | undefined {
  const result = parseEmailDomain(domain);
  return 'reason' in result ? result.reason : undefined;
}

describe('parseEmailDomain', () => {
  it.each([
    ['Example.COM', 'example.com', 'example.com'],
    ['臺網中心.tw', 'xn--fiqq24b10vi0d.tw', '臺網中心.tw'],
    ['XN--FIQQ24B10VI0D.TW', 'xn--fiqq24b10vi0d.tw', '臺網中心.tw'],
    ['郵件.商務', 'xn--5nqv22n.xn--lhr59c', '郵件.商務'],
    ['मोहन.ईन्फो', 'xn--l2bl7a9d.xn--o1b8dj2ki', 'मोहन.ईन्फो'],
    ['екзампл.ком', 'xn--80ajglhfv.xn--j1aef', 'екзампл.ком'],
    ['εεττ.gr', 'xn--qxaa9ba.gr', 'εεττ.gr'],
    ['faß.de', 'xn--fa-hia.de', 'faß.de'],
    ['FAẞ.de', 'xn--fa-hia.de', 'faß.de'],
    ['ΑΣ.com', 'xn--mxa0b.com', 'ασ.com'],
    ['ας.com', 'xn--mxa8a.com', 'ας.com'],
    ['\u03f2x.com', 'xn--x-zmb.com', 'σx.com'],
    ['Bu\u0308cher.de', 'xn--bcher-kva.de', 'bücher.de'],
    ['ＡＢＣ。com', 'abc.com', 'abc.com'],
    ['\u{1d6a4}\u{1d456}.com', 'xn--i-eka.com', 'ıi.com'],
    ['ᾳ.com', 'xn--mxaq.com', 'αι.com'],
    ['l·l.com', 'xn--ll-0ea.com', 'l·l.com'],
    ['カ・ナ.com', 'xn--lck2c6g.com', 'カ・ナ.com'],
    ['مثال.com', 'xn--mgbh0fb.com', 'مثال.com'],
    ['א1.com', 'xn--1-zhc.com', 'א1.com'],
  ])('reads %s as %s', (domain, ascii, unicode) => {
    expect(parseEmailDomain(domain)).toEqual({ ascii, unicode });
  });

  it('folds Cherokee to its capitals, as UTS 46 does', () => {
    expect(parseEmailDomain('\uab70\u13f8.com')).toHaveProperty('unicode', '\u13a0\u13f0.com');
  });

  it('drops what UTS 46 ignores', () => {
    expect(parseEmailDomain('a\u034fb.com')).toEqual({ ascii: 'ab.com', unicode: 'ab.com' });
  });

  it.each([
    ['xn--0.tld', 'Invalid A-label'],
    ['xn--99999999.com', 'Invalid A-label'],
    ['a.XN--N3H.com', "Codepoint U+2603 at position 1 of '☃' not allowed"],
    ['xn--a-tgn.com', "Unknown codepoint adjacent to joiner U+200D at position 1 in '\\u200da'"],
  ])('checks the Punycode in %s', (domain, fault) => {
    expect(reasonFor(domain)).toBe(`The part after the @-sign is not valid IDNA (${fault}).`);
  });

  it('leaves joiners in Punycode where they join', () => {
    expect(parseEmailDomain('xn--11b2ezcw70k.com')).toHaveProperty('unicode', 'क्\u200dष.com');
    expect(parseEmailDomain('xn--ngba50cb2343a.com')).toHaveProperty('unicode', 'بی\u200cبی.com');
  });

  it.each([
    ['☃.com', "Codepoint U+2603 at position 1 of '☃' not allowed"],
    ['a\u0640ö.com', "Codepoint U+0640 at position 2 of 'aـö' not allowed"],
    ['a\u20d0.com', "Codepoint U+20D0 at position 2 of 'a⃐' not allowed"],
    ['ö．\u0301a.com', 'Label begins with an illegal combining character'],
    ['ö.xn--0.com', 'Invalid A-label'],
    ['l·a.com', "Codepoint U+00B7 not allowed at position 2 in 'l·a'"],
    ['\u0375a.com', "Codepoint U+0375 not allowed at position 1 in '͵a'"],
    ['a\u05f3.com', "Codepoint U+05F3 not allowed at position 2 in 'a׳'"],
    ['a・.com', "Codepoint U+30FB not allowed at position 2 in 'a・'"],
    ['א\u0661\u06f1.com', "Codepoint U+0661 not allowed at position 2 in 'א١۱'"],
    ['אa.com', 'Invalid direction for codepoint at position 2 in a right-to-left label'],
    ['aא.com', 'Invalid direction for codepoint at position 2 in a left-to-right label'],
    ['1א.com', "First codepoint in label '1א' must be directionality L, R or AL"],
    ['א1\u0661.com', 'Can not mix numeral types in a right-to-left label'],
    ['א\u02b9.com', 'Label ends with illegal codepoint directionality'],
  ])('rejects %s: %s', (domain, fault) => {
    expect(reasonFor(domain)).toBe(`The part after the @-sign is invalid (${fault}).`);
  });

  it.each([['ab\ufffd.com', 'U+FFFD', 3]])(
    'rejects what UTS 46 disallows in %s',
    (domain, codePoint, position) => {
      expect(reasonFor(domain)).toBe(
        `The part after the @-sign contains invalid characters (Codepoint ${codePoint} not allowed at position ${position} in '${domain}').`,
      );
    },
  );

  it('has the ASCII form that Node has for every domain it accepts', () => {
    const letters = [...'aZ09-äÖßçИжאבبع漢字かナกขΣσςſﬁ'];
    const label = fc
      .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 8 })
      .map((chosen) => chosen.join(''));
    fc.assert(
      fc.property(label, label, (first, second) => {
        const domain = `${first}.${second}.com`;
        const result = parseEmailDomain(domain);
        if ('reason' in result) return;
        expect(result.ascii).toBe(domainToASCII(domain));
        expect(parseEmailDomain(result.ascii)).toEqual(result);
        expect(parseEmailDomain(result.unicode)).toEqual(result);
      }),
      { numRuns: 2000 },
    );
  });
});
