import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseUuid } from '../../src/pydantic/uuid.js';
import { anyCharacter } from '../support/any-character.js';

const UUID = '67e55044-10b1-426f-9247-bb680e5fe0c8';

describe('parseUuid', () => {
  it.each([
    ['the hyphenated form', UUID],
    ['capitals', UUID.toUpperCase()],
    ['32 digits', UUID.replaceAll('-', '')],
    ['32 capital digits', UUID.replaceAll('-', '').toUpperCase()],
    ['a URN', `urn:uuid:${UUID}`],
    ['braces', `{${UUID.toUpperCase()}}`],
  ])('reads %s', (_form, text) => {
    expect(parseUuid(text)).toEqual({ uuid: UUID });
  });

  it.each([
    ['', 'invalid length: expected length 32 for simple format, found 0'],
    ['abc', 'invalid length: expected length 32 for simple format, found 3'],
    ['67e5504410b1426f9247bb680e5fe0c', 'invalid length: expected length 32 for simple format, found 31'],
    [
      '231231212212423424324323477343246663',
      'invalid length: expected length 32 for simple format, found 36',
    ],
    ['67e5504410b1426f9247-bb680e5fe0c8', 'invalid group count: expected 5, found 2'],
    ['F9168C5E-CEB2-4faa-B6BFF329BF39FA1E4', 'invalid group count: expected 5, found 4'],
    ['F9168C5E-CEB2-4faa-B6BF-329B-F39FA1E4', 'invalid group count: expected 5, found 6'],
    ['{67e5504410b1426f9247bb680e5fe0c8}', 'invalid group count: expected 5, found 1'],
    ['urn:uuid:67e5504410b1426f9247bb680e5fe0c8', 'invalid group count: expected 5, found 1'],
    ['67e5504-10b1-426f-9247-bb680e5fe0c8', 'invalid group length in group 0: expected 8, found 7'],
    ['F9168C5E-CEB-24fa-eB6BFF32-BF39FA1E4', 'invalid group length in group 1: expected 4, found 3'],
    ['67e55044--10b1-426f-9247', 'invalid group length in group 1: expected 4, found 0'],
    ['F9168C5E-CEB2-4faa-BBF-329BF39FA1E4', 'invalid group length in group 3: expected 4, found 3'],
    ['F9168C5E-CEB2-4faa-B6BF1-02BF39FA1E4', 'invalid group length in group 3: expected 4, found 5'],
    ['F9168C5E-CEB2-4faa-B6BF-329BF39FA1E45', 'invalid group length in group 4: expected 12, found 13'],
    ['01020304-1112-2122-3132-41424344', 'invalid group length in group 4: expected 12, found 8'],
    [`{${UUID}0}`, 'invalid group length in group 4: expected 12, found 15'],
    [`urn:uuid:${UUID}0`, 'invalid group length in group 4: expected 12, found 22'],
  ])('rejects %j: %s', (text, reason) => {
    expect(parseUuid(text)).toEqual({ reason });
  });

  it.each([
    ['not-a-uuid', 'n', 1],
    ['F9168C5E-CEB2-4faa-BGBF-329BF39FA1E4', 'G', 21],
    ['67e5504410b1426%9247bb680e5fe0c8', '%', 16],
    [` ${UUID}`, ' ', 1],
    [`${UUID}\n`, '\n', 37],
    [`{${UUID}`, '{', 1],
    [`{6g${UUID}}`, 'g', 3],
    [`urn:uuid:6g${UUID}`, 'g', 11],
    [`URN:UUID:${UUID}`, 'U', 1],
    ['6é', 'é', 2],
    ['67\u{bcf3c}', '\u{bcf3c}', 3],
  ])('names the character in %j that cannot be in a UUID', (text, character, position) => {
    expect(parseUuid(text)).toEqual({
      reason: `invalid character: expected an optional prefix of \`urn:uuid:\` followed by [0-9a-fA-F-], found \`${character}\` at ${position}`,
    });
  });

  it('reads every UUID in all its forms', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.constantFrom('{#}', 'urn:uuid:#', '#'),
        fc.boolean(),
        (uuid, form, isCapital) => {
          const text = isCapital ? uuid.toUpperCase() : uuid;
          expect(parseUuid(form.replace('#', text))).toEqual({ uuid });
          expect(parseUuid(text.replaceAll('-', ''))).toEqual({ uuid });
        },
      ),
    );
  });

  it('never throws, and finds a reason for a damaged UUID', () => {
    const damage = fc.tuple(
      fc.uuid(),
      fc.nat(36),
      fc.string({ unit: anyCharacter, minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(damage, ([uuid, at, inserted]) => {
        expect(parseUuid(uuid.slice(0, at) + inserted + uuid.slice(at))).toHaveProperty('reason');
      }),
    );
  });
});
