import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseEmailAddress } from '../../../src/pydantic/email-validator/email-address.js';
import { isStorableText } from '../../../src/pydantic/text.js';

const BEFORE = 'The email address contains invalid characters before the @-sign:';
const AFTER = 'The part after the @-sign contains invalid characters:';
const UNSAFE = 'The email address contains unsafe characters:';
const NO_NAME = 'A display name and angle brackets around the email address are not permitted here.';
const NO_QUOTES = 'Quoting the part before the @-sign is not allowed here.';
const SPECIAL_USE =
  'The part after the @-sign is a special-use or reserved name that cannot be used with email.';
const TWO_DASHES =
  'An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, except Punycode.';

function reasonFor(text: string): string | undefined {
  const result = parseEmailAddress(text);
  return 'reason' in result ? result.reason : undefined;
}

describe('parseEmailAddress accepts', () => {
  it.each([
    'a@b.co',
    'Abc.123@test-example.com',
    'user+mailbox/department=shipping@example.tld',
    "!#$%&'*+-/=?^_`.{|}~@example.tld",
    'test@123.com',
    'test@g--a.com',
    'xn--test@iana.org',
    'a@example.com',
    'a@local.com',
    'ñoñó@example.tld',
    'उदाहरण.परीक्ष@domain.with.idn.tld',
    `${'a'.repeat(64)}@example.com`,
    `${'é'.repeat(64)}@example.com`,
    `a@${'b'.repeat(63)}.com`,
  ])('%s as it is', (text) => {
    expect(parseEmailAddress(text)).toEqual({ address: text });
  });

  it.each([
    ['POSTMASTER@Example.COM', 'postmaster@example.com'],
    ['Jane@BÜCHER.example.Com', 'Jane@bücher.example.com'],
    ['a@xn--bcher-kva.de', 'a@bücher.de'],
    ['a@ΑΣ.com', 'a@ασ.com'],
    ['a@Example．COM', 'a@example.com'],
    ['jose\u0301@example.com', 'jos\u00e9@example.com'],
  ])('%s in its normalized form', (text, address) => {
    expect(parseEmailAddress(text)).toEqual({ address });
  });

  it('a local part of any length that the address has room for', () => {
    const text = `${'a'.repeat(242)}@example.com`;
    expect(parseEmailAddress(text)).toEqual({ address: text });
  });

  it('an address of 254 characters', () => {
    const text = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(63)}.com`;
    expect(text).toHaveLength(254);
    expect(parseEmailAddress(text)).toEqual({ address: text });
  });
});

describe('parseEmailAddress rejects', () => {
  it.each([
    ['', 'An email address must have an @-sign.'],
    ['hello.world', 'An email address must have an @-sign.'],
    ['"test@iana.org', 'An email address must have an @-sign.'],
    ['@', 'There must be something before the @-sign.'],
    ['@example.com', 'There must be something before the @-sign.'],
    ['test@', 'There must be something after the @-sign.'],
    ['my@localhost', 'The part after the @-sign is not valid. It should have a period.'],
    ['me@bad-tld-1', 'The part after the @-sign is not valid. It should have a period.'],
    ['me@bad.tld-2', 'The part after the @-sign is not valid. It is not within a valid top-level domain.'],
    ['me@127.0.0.1', 'The part after the @-sign is not valid. It is not within a valid top-level domain.'],
    ['my@.leadingdot.com', 'An email address cannot have a period immediately after the @-sign.'],
    ['my@．leadingfwdot.com', 'An email address cannot have a period immediately after the @-sign.'],
    ['my@twodots..com', 'An email address cannot have two periods in a row.'],
    ['my@trailingdot.com.', 'An email address cannot end with a period.'],
    ['my@trailingfwdot.com．', 'An email address cannot end with a period.'],
    ['me@-leadingdash', 'An email address cannot have a hyphen immediately after the @-sign.'],
    ['me@－leadingdashfw', 'An email address cannot have a hyphen immediately after the @-sign.'],
    ['me@trailingdash-', 'An email address cannot end with a hyphen.'],
    ['my@baddash.-a.com', 'An email address cannot have a period and a hyphen next to each other.'],
    ['my@baddash.b-.com', 'An email address cannot have a period and a hyphen next to each other.'],
    ['me@yy--0.tld', TWO_DASHES],
    ['me@yy－－0.tld', TWO_DASHES],
    ['.leadingdot@domain.com', 'An email address cannot start with a period.'],
    ['twodots..here@domain.com', 'An email address cannot have two periods in a row.'],
    ['trailingdot.@domain.email', 'An email address cannot have a period immediately before the @-sign.'],
  ])('%j: %s', (text, reason) => {
    expect(reasonFor(text)).toBe(reason);
  });

  it.each([
    ['my@example.com\n', `${AFTER} U+000A.`],
    ['test@\n', `${AFTER} U+000A.`],
    ['me@x!', `${AFTER} '!'.`],
    ['me@x_y.com', `${AFTER} '_'.`],
    ['me@x y!.!', `${AFTER} '!', SPACE.`],
    ['a@b@c.co', `${AFTER} '@'.`],
    ['a@b.co\0', `${AFTER} U+0000.`],
    ['white space@test', `${BEFORE} SPACE.`],
    ['m\ny@example.com', `${BEFORE} U+000A.`],
    ['a\0@b.co', `${BEFORE} U+0000.`],
    ['bad"quotes"@example.com', `${BEFORE} '"'.`],
    ['a\\b@example.com', `${BEFORE} "\\".`],
    ['b,a,(c)@example.com', `${BEFORE} '(', ')', ','.`],
    ['\u007fx@example.com', `${BEFORE} U+007F.`],
    [
      'me@\u037e.com',
      "The part after the @-sign contains invalid characters after Unicode normalization: ';'.",
    ],
    [
      'me.\u037e@example.com',
      "After Unicode normalization: The email address contains invalid characters before the @-sign: ';'.",
    ],
  ])('the characters in %j: %s', (text, reason) => {
    expect(reasonFor(text)).toBe(reason);
  });

  it.each([
    ['\u2005', 'FOUR-PER-EM SPACE'],
    ['\u2028', 'LINE SEPARATOR'],
    ['\u2029', 'PARAGRAPH SEPARATOR'],
    ['\u0300', 'COMBINING GRAVE ACCENT'],
    ['\u036f', 'COMBINING LATIN SMALL LETTER X'],
    ['\ufe0f', 'VARIATION SELECTOR-16'],
    ['\u{e0100}', 'VARIATION SELECTOR-17'],
    ['\u009c', 'U+009C'],
    ['\u200b', 'ZERO WIDTH SPACE'],
    ['\u00ad', 'SOFT HYPHEN'],
    ['\ufeff', 'ZERO WIDTH NO-BREAK SPACE'],
    ['\u2069', 'POP DIRECTIONAL ISOLATE'],
    ['\u202dforward-\u202ereversed', 'LEFT-TO-RIGHT OVERRIDE, RIGHT-TO-LEFT OVERRIDE'],
    ['\ud800', 'U+D800'],
    ['\ue000', 'U+E000'],
    ['\u{10fdef}\ufdef', 'U+FDEF, U+0010FDEF'],
  ])('the unsafe characters %j in either part: %s', (text, shown) => {
    expect(reasonFor(`${text}@example.com`)).toBe(`${UNSAFE} ${shown}.`);
    expect(reasonFor(`test@${text}`)).toBe(`${UNSAFE} ${shown}.`);
  });

  it.each([
    [
      'a＠example.com',
      'The email address has the "full-width" at-sign (@) character instead of a regular at-sign.',
    ],
    ['a﹫b.com', 'The email address has the "small commercial at" character instead of a regular at-sign.'],
  ])('what looks like an @-sign in %s', (text, reason) => {
    expect(reasonFor(text)).toBe(reason);
  });

  it.each([
    ['<me@example.com>', NO_NAME],
    ['Jane <a@b.co>', NO_NAME],
    ['Display Name <me@example.com>  ', NO_NAME],
    ['"Display.Name" <me@example.com>', NO_NAME],
    ['DisplayName <me@-example.com>', 'An email address cannot have a hyphen immediately after the @-sign.'],
    ['Display.Name <me@example.com>', "The display name contains invalid characters when not quoted: '.'."],
    ['Jané <a@b.co>', "The display name contains invalid characters when not quoted: 'é'."],
    ['"a\u200b" <a@b.co>', `${UNSAFE} ZERO WIDTH SPACE.`],
    ['"a"b <a@b.co>', "Extra character(s) found after close quote: 'b'"],
    ['Jane <a.b.co>', 'An email address must have an @-sign.'],
    [
      '<me@example.com',
      'An open angle bracket at the start of the email address has to be followed by a close angle bracket at the end.',
    ],
    ['<me@example.com> !', "There can't be anything after the email address."],
    ['<\u0338me@example.com', `${BEFORE} '<'.`],
    ['<\u0323\u0338me@example.com', `${BEFORE} '<'.`],
  ])('the display name in %j: %s', (text, reason) => {
    expect(reasonFor(text)).toBe(reason);
  });

  it.each([
    ['"unnecessarily.quoted.local.part"@example.com', NO_QUOTES],
    ['"quoted.with.at@"@example.com', NO_QUOTES],
    ['"quoted with space"@example.com', NO_QUOTES],
    ['"quoted.with.dquote\\""@example.com', NO_QUOTES],
    ['"quoted.with..unicode.λ"@example.com', NO_QUOTES],
    ['""@example.com', 'There must be something before the @-sign.'],
    ['"a"b@example.com', "Extra character(s) found after close quote: 'b'"],
    [
      '"a\n"@example.com',
      'The email address contains invalid characters in quotes before the @-sign: U+000A.',
    ],
    ['"a \u200b"@example.com', `${UNSAFE} ZERO WIDTH SPACE.`],
  ])('the quoted local part in %j: %s', (text, reason) => {
    expect(reasonFor(text)).toBe(reason);
  });

  it.each(['arpa', 'invalid', 'local', 'localhost', 'onion', 'test'])('an address under .%s', (name) => {
    expect(reasonFor(`me@host.${name}`)).toBe(SPECIAL_USE);
    expect(reasonFor(`me@hôst.${name.toUpperCase()}`)).toBe(SPECIAL_USE);
  });
});

describe('parseEmailAddress rejects the domain literal', () => {
  const IPV4 = 'The address in brackets after the @-sign is not valid: It is not an IPv4 address';
  const UNTAGGED = 'or is missing an address literal tag.';
  const IPV6 = 'The IPv6 address in brackets after the @-sign is not valid';

  it.each([
    ['127.0.0.1', 'A bracketed IP address after the @-sign is not allowed here.'],
    ['IPv6:::1', 'A bracketed IP address after the @-sign is not allowed here.'],
    ['IPv6:fe80::1%eth0', 'A bracketed IP address after the @-sign is not allowed here.'],
    ['IPv6:1:2:3:4:5:6:1.2.3.4', 'A bracketed IP address after the @-sign is not allowed here.'],
    ['127.0.0.999', `${IPV4} (Octet 999 (> 255) not permitted in '127.0.0.999') ${UNTAGGED}`],
    ['127.0.1', `${IPV4} (Expected 4 octets in '127.0.1') ${UNTAGGED}`],
    ['127..0.1', `${IPV4} (Empty octet not permitted in '127..0.1') ${UNTAGGED}`],
    ['127.0.0.01', `${IPV4} (Leading zeros are not permitted in '01' in '127.0.0.01') ${UNTAGGED}`],
    ['127.0.0.1234', `${IPV4} (At most 3 characters permitted in '1234' in '127.0.0.1234') ${UNTAGGED}`],
    ['IPv6:', `${IPV6} (Address cannot be empty).`],
    ['IPv6:1:2', `${IPV6} (At least 3 parts expected in '1:2').`],
    ['IPv6:::G', `${IPV6} (Only hex digits permitted in 'G' in '::G').`],
    ['IPv6:::12345', `${IPV6} (At most 4 characters permitted in '12345' in '::12345').`],
    ['IPv6:::1.2.3', `${IPV6} (Expected 4 octets in '1.2.3' in '::1.2.3').`],
    ['IPv6:::x.2.3.4', `${IPV6} (Only decimal digits permitted in 'x' in 'x.2.3.4' in '::x.2.3.4').`],
    ['IPv6::::.', `${IPV6} (Expected 4 octets in '.' in ':::.').`],
    ['IPv6:1:2:3:4:5:6:7:8:9:0', `${IPV6} (At most 8 colons permitted in '1:2:3:4:5:6:7:8:9:0').`],
    ['IPv6:1::2::3', `${IPV6} (At most one '::' permitted in '1::2::3').`],
    ['IPv6::1::2', `${IPV6} (Leading ':' only permitted as part of '::' in ':1::2').`],
    ['IPv6:1::2:', `${IPV6} (Trailing ':' only permitted as part of '::' in '1::2:').`],
    ['IPv6:1:2:3:4::5:6:7:8', `${IPV6} (Expected at most 7 other parts with '::' in '1:2:3:4::5:6:7:8').`],
    ['IPv6:1:2:3', `${IPV6} (Exactly 8 parts expected without '::' in '1:2:3').`],
    ['IPv6::2:3:4:5:6:7:8', `${IPV6} (Leading ':' only permitted as part of '::' in ':2:3:4:5:6:7:8').`],
    ['IPv6:1:2:3:4:5:6:7:', `${IPV6} (Trailing ':' only permitted as part of '::' in '1:2:3:4:5:6:7:').`],
    ['IPv6:::1/64', `${IPV6} (Unexpected '/' in '::1/64').`],
    ['IPv6:::1%a%b', `${IPV6} (Invalid IPv6 address: "'::1%a%b'").`],
    ['IPv6:::G%eth0', `${IPV6} (Only hex digits permitted in 'G' in '::G').`],
    ['IPv6:::1%', `${IPV6} (Invalid IPv6 address: "'::1%'").`],
    ['tag:text', 'The part after the @-sign contains an invalid address literal tag in brackets.'],
    [
      'untaggedtext',
      'The part after the @-sign in brackets is not an IPv4 address and has no address literal tag.',
    ],
    ['tag:invalid space', 'The part after the @-sign contains invalid characters in brackets: SPACE.'],
  ])('[%s]: %s', (literal, reason) => {
    expect(reasonFor(`me@[${literal}]`)).toBe(reason);
  });

  it('[127.0.0.1 only where it is closed', () => {
    expect(reasonFor('me@[127.0.0.1')).toBe(`${AFTER} '['.`);
  });
});

/** A domain of this many characters, none of its labels too long. */
function domainOf(length: number): string {
  return `${'a'.repeat(50)}.${'b'.repeat(50)}.${'c'.repeat(50)}.${'d'.repeat(50)}.${'e'.repeat(length - 208)}.com`;
}

function tooLong(excess: string): string {
  return `The email address is too long (${excess} too many).`;
}

function tooLongLabel(excess: string): string {
  return `After the @-sign, periods cannot be separated by so many characters (${excess} too many).`;
}

describe('parseEmailAddress limits the length of', () => {
  it('a label', () => {
    expect(reasonFor(`me@${'a'.repeat(64)}.com`)).toBe(tooLongLabel('1 character'));
    expect(reasonFor(`me@${'a'.repeat(65)}.com`)).toBe(tooLongLabel('2 characters'));
    expect(reasonFor(`me@中${'1'.repeat(58)}.com`)).toBe(
      'The part after the @-sign is invalid (Label too long).',
    );
  });

  it('the domain, in its ASCII form', () => {
    const start = 'The email address is too long after the @-sign';
    const capital = domainOf(254).replace('a', 'A');
    expect(reasonFor(`me@${domainOf(254)}`)).toBe(`${start} (1 character too many).`);
    expect(reasonFor(`me@${domainOf(255)}`)).toBe(`${start} (2 characters too many).`);
    expect(reasonFor(`me@${capital}`)).toBe(`${start} (1 byte too many after IDNA encoding).`);
    // xn-- and the Punycode of one letter: ten characters more than the label without it.
    expect(reasonFor(`me@中${domainOf(245)}`)).toBe(`${start} (2 bytes too many after IDNA encoding).`);
  });

  it('the whole address, as sent', () => {
    expect(reasonFor(`a@${domainOf(252)}`)).toBeUndefined();
    expect(reasonFor(`a@${domainOf(253)}`)).toBe(tooLong('1 character'));
    expect(reasonFor(`meme@${domainOf(253)}`)).toBe(tooLong('4 characters'));
    expect(reasonFor(`é@${domainOf(251)}`)).toBeUndefined();
    expect(reasonFor(`é@${domainOf(252)}`)).toBe(tooLong('1 character'));
    expect(reasonFor(`é@${domainOf(253)}`)).toBe(tooLong('1-2 characters'));
    expect(reasonFor(`😀😀@${domainOf(253)}`)).toBe(tooLong('2-8 characters'));
  });

  it('the whole address, in its normal form', () => {
    expect(reasonFor(`\ufb2c@${domainOf(249)}`)).toBe(
      'The email address is too long after normalization (2 bytes too many).',
    );
    expect(reasonFor(`\ufb2c@${domainOf(248)}`)).toBe(
      'The email address is too long after normalization (1 byte too many).',
    );
    expect(reasonFor(`\ufb2c@${domainOf(247)}`)).toBeUndefined();
  });

  it('the whole address, with its domain in ASCII', () => {
    const start = 'The email address is too long when the part after the @-sign is converted to IDNA ASCII';
    expect(reasonFor(`${'l'.repeat(10)}@中${domainOf(234)}`)).toBe(`${start} (1 byte too many).`);
    expect(reasonFor(`${'l'.repeat(11)}@中${domainOf(234)}`)).toBe(`${start} (2 bytes too many).`);
    expect(reasonFor(`${'l'.repeat(9)}@中${domainOf(234)}`)).toBeUndefined();
  });
});

describe('parseEmailAddress', () => {
  const pieces = fc.constantFrom(
    ...'aB1.-@"\\<> []éßΣ漢א\u0301．\0İſ\u212a\u200d😀',
    'xn--',
    'com',
    'xn--fa-hia',
    '\ud83d',
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 20 }).map((chosen) => chosen.join('')),
    fc
      .tuple(
        fc.array(pieces, { minLength: 1, maxLength: 6 }),
        fc.array(pieces, { minLength: 1, maxLength: 6 }),
      )
      .map(([local, domain]) => `${local.join('')}@${domain.join('')}.com`),
    fc.emailAddress(),
  );

  it('only accepts what can be stored, and accepts its own answer as it is', () => {
    fc.assert(
      fc.property(text, (input) => {
        const result = parseEmailAddress(input);
        fc.pre('address' in result);
        const { address } = result;
        expect(isStorableText(address)).toBe(true);
        expect(parseEmailAddress(address)).toEqual({ address });
      }),
      { numRuns: 3000 },
    );
  });
});
