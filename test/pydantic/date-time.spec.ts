import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseDateTime, parseDateTimeUp } from '../../src/pydantic/date-time.js';

const EXTRA = 'unexpected extra characters at the end of the input';
const SEPARATOR = 'invalid date separator, expected `-`';
const TOO_LATE = 'dates after 9999 are not supported as unix timestamps';
const TOO_EARLY = 'dates before 0000 are not supported as unix timestamps';

describe('parseDateTime', () => {
  it.each([
    ['2026-11-22T09:22:02.710Z', '2026-11-22T09:22:02.710Z'],
    ['2026-11-22t09:22:02z', '2026-11-22T09:22:02.000Z'],
    ['2026-11-22 09:22', '2026-11-22T09:22:00.000Z'],
    ['2026-11-22_09:22:02', '2026-11-22T09:22:02.000Z'],
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29', '2000-02-29T00:00:00.000Z'],
    ['2026-11-22T09:22:02+02:00', '2026-11-22T07:22:02.000Z'],
    ['2026-11-22T09:22:02-0830', '2026-11-22T17:52:02.000Z'],
    ['2026-11-22T09:22:02\u221203:30', '2026-11-22T12:52:02.000Z'],
    ['2026-11-22T09:22+23:59', '2026-11-21T09:23:00.000Z'],
    ['2026-11-22T09:22:02,5', '2026-11-22T09:22:02.500Z'],
    ['2026-11-22T09:22:02.9999', '2026-11-22T09:22:02.999Z'],
    ['2026-11-22T09:22:02.999999999Z', '2026-11-22T09:22:02.999Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['0099-12-31T23:59', '0099-12-31T23:59:00.000Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999Z'],
  ])('reads %s as %s', (text, time) => {
    expect(parseDateTime(text)).toEqual({ time: new Date(time) });
  });

  it.each([
    ['0', 0],
    ['-0', 0],
    ['1654646400', 1_654_646_400_000],
    ['+1654646400', 1_654_646_400_000],
    ['00001654646400', 1_654_646_400_000],
    ['-1654646400', -1_654_646_400_000],
    ['20000000000', 20_000_000_000_000],
    ['20000000001', 20_000_000_001],
    ['-20000000001', -20_000_000_001],
    ['1654646404.5', 1_654_646_404_500],
    ['1654646404.', 1_654_646_404_000],
    ['.5', 500],
    ['-1654646404.123456', -1_654_646_404_124],
    ['1654646404000.5', 1_654_646_404_000],
    ['1.001', 1001],
    ['1.9999999', 2000],
    ['1.5e3', 1_500_000],
    ['253402300799', 253_402_300_799],
    ['253402300799999', 253_402_300_799_999],
  ])('reads the Unix time %s', (text, milliseconds) => {
    expect(parseDateTime(text)).toEqual({ time: new Date(milliseconds) });
  });

  it.each([
    ['', 'input is too short'],
    ['xxx', 'input is too short'],
    ['-', 'input is too short'],
    ['2026-1-2', 'input is too short'],
    ['tomorrow, then', 'invalid character in year'],
    [' 2026-11-22', 'invalid character in year'],
    ['漢字漢字', 'invalid character in year'],
    ['漢字漢', 'input is too short'],
    ['2026/11/22', SEPARATOR],
    ['2026-11/22', SEPARATOR],
    ['2026-x1-22', 'invalid character in month'],
    ['2026-11-2x', 'invalid character in day'],
    ['2026-13-01', 'month value is outside expected range of 1-12'],
    ['2026-00-01', 'month value is outside expected range of 1-12'],
    ['2026-04-31', 'day value is outside expected range'],
    ['2026-02-29', 'day value is outside expected range'],
    ['1900-02-29', 'day value is outside expected range'],
    ['2026-01-00', 'day value is outside expected range'],
    ['2026-13-01T09:22', 'month value is outside expected range of 1-12'],
  ])('rejects %j: %s', (text, reason) => {
    expect(parseDateTime(text)).toEqual({ reason });
  });

  it.each([
    '2026-11-22T',
    '2026-11-22X09:22',
    '2026-11-22  09:22',
    '2026-11-22T9:22',
    '2026-11-22T24:00',
    '2026-11-22T09:60',
    '2026-11-22T09:22:60',
    '2026-11-22T09:22:02.',
    '2026-11-22T09:22.5',
    '2026-11-22T09:22:02 ',
    '2026-11-22T09:22:02Z ',
    '2026-11-22T09:22:02+',
    '2026-11-22T09:22:02+02',
    '2026-11-22T09:22:02+24:00',
    '2026-11-22T09:22:02+02:60',
    '2026-11-22T09:22:02\u2212',
    '2026-11-22T09:22:02\u221303:30',
    '2026-11-22T0922',
  ])('says of the date in %j that it is followed by something else', (text) => {
    expect(parseDateTime(text)).toEqual({ reason: EXTRA });
  });

  it.each([
    ['253402300800000', TOO_LATE],
    ['9223372036854775807', TOO_LATE],
    ['-62167219200001', TOO_EARLY],
    ['-9223372036854775808', TOO_EARLY],
    ['9223372036854775808', SEPARATOR],
    ['99999999999999999999', SEPARATOR],
    ['999999999999999.5', SEPARATOR],
    ['1.e999', 'input is too short'],
    ['1e9', 'input is too short'],
    ['.', 'input is too short'],
    ['1_000_000_000', 'invalid character in year'],
  ])('rejects the number %s: %s', (text, reason) => {
    expect(parseDateTime(text)).toEqual({ reason });
  });

  it.each(['0000-01-01', '0000-12-31T23:59:59Z', '-62135596800001', '-62135596800001.5'])(
    'has no year 0: %s',
    (text) => {
      expect(parseDateTime(text)).toEqual({ reason: 'year 0 is out of range' });
    },
  );

  it.each([
    ['0001-01-01T00:00:00+23:59', -62_135_596_800_000],
    ['9999-12-31T23:59:59-12:00', 253_402_300_799_999],
  ])('takes %s, whose offset leads out of the years 1 to 9999, for their end', (text, milliseconds) => {
    expect(parseDateTime(text)).toEqual({ time: new Date(milliseconds) });
  });

  it('reads back every time that a Date writes, in ISO form and as milliseconds', () => {
    const range = {
      min: new Date(-62_135_596_800_000),
      max: new Date(253_402_300_799_999),
      noInvalidDate: true,
    };
    fc.assert(
      fc.property(fc.date(range), (time) => {
        expect(parseDateTime(time.toISOString())).toEqual({ time });
        if (Math.abs(time.getTime()) <= 20_000_000_000) return;
        expect(parseDateTime(String(time.getTime()))).toEqual({ time });
      }),
    );
  });

  it('never throws, and never leaves the years 1 to 9999', () => {
    const pieces = fc.constantFrom(
      '0',
      '1',
      '9',
      '2026',
      '-',
      '11',
      '22',
      'T',
      ':',
      '.',
      '+',
      'Z',
      '\u2212',
      'e',
      '漢',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (chosen) => {
        const result = parseDateTime(chosen.join(''));
        if ('reason' in result) return;
        expect(result.time.getUTCFullYear()).toBeGreaterThanOrEqual(1);
        expect(result.time.getUTCFullYear()).toBeLessThanOrEqual(9999);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parseDateTimeUp', () => {
  it.each([
    ['2026-11-22T09:22:02.710Z', '2026-11-22T09:22:02.710Z'],
    ['2026-11-22T09:22:02.7100000Z', '2026-11-22T09:22:02.710Z'],
    ['2026-11-22T09:22:02.7100001Z', '2026-11-22T09:22:02.711Z'],
    ['2026-11-22T09:22:02,7105', '2026-11-22T09:22:02.711Z'],
    ['2026-11-22T23:59:59.9999Z', '2026-11-23T00:00:00.000Z'],
    ['9999-12-31T23:59:59.9999Z', '9999-12-31T23:59:59.999Z'],
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
  ])('reads the end %s as %s, so that earlier times stay earlier', (text, time) => {
    expect(parseDateTimeUp(text)).toEqual({ time: new Date(time) });
  });

  it('refuses invalid times for the same reason', () => {
    expect(parseDateTimeUp('2026-13-01.0001')).toEqual(parseDateTime('2026-13-01.0001'));
    expect(parseDateTimeUp('x')).toHaveProperty('reason');
  });
});
