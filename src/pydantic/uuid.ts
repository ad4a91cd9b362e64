export type UuidResult = { uuid: string } | { reason: string };

const HYPHENATED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SIMPLE = /^[0-9a-f]{32}$/i;
const URN_PREFIX = 'urn:uuid:';
const HYPHENATED_LENGTH = 36;

/** Where each of the five groups starts in the hyphenated form, and how long it is. */
const GROUPS = [
  { start: 0, length: 8 },
  { start: 9, length: 4 },
  { start: 14, length: 4 },
  { start: 19, length: 4 },
  { start: 24, length: 12 },
];

/**
 * Reads a UUID as pydantic-core does from a string: hyphenated, 32 digits, `urn:uuid:` or braced, in either case.
 * The reasons are those of the uuid crate 1.x (`InvalidUuid::into_err` in its src/error.rs).
 */
export function parseUuid(input: string): UuidResult {
  if (HYPHENATED.test(input)) return { uuid: input.toLowerCase() };
  if (SIMPLE.test(input)) return { uuid: hyphenate(input.toLowerCase()) };
  const { body, offset } = unwrap(input);
  if (offset > 0 && HYPHENATED.test(body)) return { uuid: body.toLowerCase() };
  return { reason: explain(input, body, offset) };
}

function hyphenate(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/**
 * The part that has to be a hyphenated UUID, and where it starts; 0 says that there was no wrapping. A wrapped text of
 * the right length is read by the crate without its wrapping, so that places in it are counted from there.
 */
function unwrap(input: string): { body: string; offset: number } {
  if (input.length > 1 && input.startsWith('{') && input.endsWith('}')) {
    return { body: input.slice(1, -1), offset: 1 };
  }
  if (input.startsWith(URN_PREFIX))
    return { body: input.slice(URN_PREFIX.length), offset: URN_PREFIX.length };
  return { body: input, offset: 0 };
}

function explain(input: string, body: string, offset: number): string {
  const isWhole = body.length <= HYPHENATED_LENGTH && Buffer.byteLength(body) === HYPHENATED_LENGTH;
  const foreign = body.search(/[^0-9a-f-]/i);
  if (foreign !== -1) {
    const start = isWhole ? 0 : offset;
    // All before it is ASCII, so the index in UTF-16 units is the crate's index in bytes.
    const found = String.fromCodePoint(body.codePointAt(foreign) ?? 0);
    return `invalid character: expected an optional prefix of \`urn:uuid:\` followed by [0-9a-fA-F-], found \`${found}\` at ${foreign + start + 1}`;
  }
  const groups = countHyphens(body) + 1;
  if (groups === 1 && (offset === 0 || isWhole)) {
    return `invalid length: expected length 32 for simple format, found ${body.length}`;
  }
  if (groups !== GROUPS.length) return `invalid group count: expected 5, found ${groups}`;
  return explainGroups(input, body);
}

/** A count, not a split: a text may be a million hyphens. */
function countHyphens(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) === 0x2d) count += 1;
  return count;
}

function explainGroups(input: string, body: string): string {
  let end = -1;
  for (const [index, { start, length }] of GROUPS.entries()) {
    end = body.indexOf('-', end + 1);
    // The crate measures the last group in the whole input, the prefix or the closing brace included.
    const found = (end === -1 ? input.length : end) - start;
    if (found !== length || end === -1) {
      return `invalid group length in group ${index}: expected ${length}, found ${found}`;
    }
  }
  return 'failed to parse a UUID';
}
