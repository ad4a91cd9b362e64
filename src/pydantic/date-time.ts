export type DateTimeResult = { time: Date } | { reason: string };

/** A date that speedate reads and Python has not: pydantic tries no further. */
export const yearZero = 'year 0 is out of range';

/** Times of day and offsets as speedate reads them (`Time::parse_bytes_offset`), U+2212 being its second minus. */
const TIME =
  /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?(?:[Zz]|([+-]|\u00e2\u0088\u0092)([01]\d|2[0-3]):?([0-5]\d))?$/;
const INTEGER = /^[+-]?\d+$/;
/** What lexical's standard format takes, and only with a point: speedate tries an integer first. */
const DECIMAL = /^[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** speedate's watershed: a larger number counts milliseconds, not seconds. */
const MAX_SECONDS = 20_000_000_000;
/** 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z, between which a timestamp has to lie. */
const FIRST_TIMESTAMP = -62_167_219_200;
const LAST_TIMESTAMP = 253_402_300_799;
/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999Z, in milliseconds. */
const FIRST_TIME = -62_135_596_800_000;
const LAST_TIME = 253_402_300_799_999;

/**
 * Reads a time as pydantic v2's lax mode reads a datetime from a string: RFC 3339 with `T`, `t`, space or `_` before
 * the time, a date alone, or a Unix time in seconds or milliseconds. Without an offset it is UTC. pydantic keeps
 * microseconds and drops the digits beyond; a Date keeps milliseconds, and the digits beyond are dropped likewise.
 *
 * A string that is not a datetime is tried as a date, and it is that attempt's reason (speedate's `Date::parse_bytes`)
 * which pydantic reports as `datetime_from_date_parsing`: a wrong hour is "unexpected extra characters" after a date.
 */
export function parseDateTime(input: string): DateTimeResult {
  const bytes = asBytes(input);
  const date = parseDate(bytes);
  if ('year' in date) {
    if (bytes.length === 10) return timeOf(date, 0);
    const time = /^[Tt _]$/.test(bytes.charAt(10)) ? parseTime(bytes.slice(11)) : undefined;
    return time === undefined
      ? { reason: 'unexpected extra characters at the end of the input' }
      : timeOf(date, time);
  }
  return parseTimestamp(bytes) ?? date;
}

/** A fourth digit of a second's fraction, or a later one, that is not 0. */
const BEYOND_MILLISECONDS = /[.,]\d{3}\d*[1-9]/;

/**
 * Reads the end of a span of time: what is earlier than 10.5 ms is, among times of whole milliseconds, what is earlier
 * than 11.
 */
export function parseDateTimeUp(input: string): DateTimeResult {
  const parsed = parseDateTime(input);
  if ('reason' in parsed || !BEYOND_MILLISECONDS.test(input)) return parsed;
  return { time: new Date(Math.min(parsed.time.getTime() + 1, LAST_TIME)) };
}

/** One character for each UTF-8 byte: speedate's lengths and its order of checks are those of bytes. */
function asBytes(input: string): string {
  const bytes = Buffer.from(input, 'utf8');
  return bytes.length === input.length ? input : bytes.toString('latin1');
}

interface CalendarDate {
  year: number;
  month: number;
  day: number;
}

function parseDate(bytes: string): CalendarDate | { reason: string } {
  if (bytes.length < 10) return { reason: 'input is too short' };
  if (!isDigits(bytes, 0, 4)) return { reason: 'invalid character in year' };
  if (bytes[4] !== '-') return { reason: 'invalid date separator, expected `-`' };
  if (!isDigits(bytes, 5, 7)) return { reason: 'invalid character in month' };
  if (bytes[7] !== '-') return { reason: 'invalid date separator, expected `-`' };
  if (!isDigits(bytes, 8, 10)) return { reason: 'invalid character in day' };
  const year = Number(bytes.slice(0, 4));
  const month = Number(bytes.slice(5, 7));
  const day = Number(bytes.slice(8, 10));
  if (month < 1 || month > 12) return { reason: 'month value is outside expected range of 1-12' };
  if (day < 1 || day > daysIn(year, month)) return { reason: 'day value is outside expected range' };
  return { year, month, day };
}

function isDigits(bytes: string, start: number, end: number): boolean {
  return /^\d+$/.test(bytes.slice(start, end));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Milliseconds from midnight UTC of the date, the offset taken off; undefined if it is not a time of day. */
function parseTime(bytes: string): number | undefined {
  const match = TIME.exec(bytes);
  if (match === null) return undefined;
  const [, hours, minutes, seconds = '0', fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] =
    match;
  const offset = Number(offsetHours) * 60 + Number(offsetMinutes);
  const time = Number(hours) * 60 + Number(minutes) - (sign === '+' ? offset : -offset);
  return (time * 60 + Number(seconds)) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}

function timeOf({ year, month, day }: CalendarDate, milliseconds: number): DateTimeResult {
  if (year === 0) return { reason: yearZero };
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  return within(new Date(0).setUTCFullYear(year, month - 1, day) + milliseconds);
}

/**
 * Python keeps local time and offset apart, so there an offset never leads out of the years 1 to 9999. Here it leads to
 * their first or last moment: all that is compared with it lies between the two.
 */
function within(milliseconds: number): DateTimeResult {
  return { time: new Date(Math.min(Math.max(milliseconds, FIRST_TIME), LAST_TIME)) };
}

/** Undefined where speedate reports the error of the text as a date instead. */
function parseTimestamp(bytes: string): DateTimeResult | undefined {
  if (INTEGER.test(bytes)) return fromInteger(bytes);
  if (DECIMAL.test(bytes)) return fromDecimal(Number(bytes));
  return undefined;
}

function fromInteger(bytes: string): DateTimeResult | undefined {
  const digits = bytes.replace(/^[+-]?0*/, '');
  const negative = bytes.startsWith('-');
  // An i64 in speedate: beyond it the text is not a number, and its date reason stands.
  if (digits.length > 19) return undefined;
  const magnitude = BigInt(digits === '' ? '0' : digits);
  if (magnitude > (negative ? 2n ** 63n : 2n ** 63n - 1n)) return undefined;
  const value = (negative ? -1 : 1) * Number(magnitude);
  const milliseconds = Math.abs(value) > MAX_SECONDS ? value : value * 1000;
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < FIRST_TIMESTAMP) return { reason: 'dates before 0000 are not supported as unix timestamps' };
  if (seconds > LAST_TIMESTAMP) return { reason: 'dates after 9999 are not supported as unix timestamps' };
  return milliseconds < FIRST_TIME ? { reason: yearZero } : within(milliseconds);
}

function fromDecimal(value: number): DateTimeResult | undefined {
  const normalized = Math.abs(value) > MAX_SECONDS ? value / 1000 : value;
  const whole = Math.floor(normalized);
  // Rounded to a microsecond first, as speedate does, or 1.001 would lose its last millisecond.
  const microseconds = Math.round((normalized - whole) * 1_000_000);
  const seconds = whole + Math.floor(microseconds / 1_000_000);
  if (!(seconds >= FIRST_TIMESTAMP && seconds <= LAST_TIMESTAMP)) return undefined;
  const milliseconds = seconds * 1000 + Math.floor((microseconds % 1_000_000) / 1000);
  return milliseconds < FIRST_TIME ? { reason: yearZero } : within(milliseconds);
}
