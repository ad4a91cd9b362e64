/** A mistake at an index in UTF-16 units, in the words of the JSONDecodeError that CPython 3.13 raises. */
export interface JsonFault {
  readonly at: number;
  readonly expected: string;
}

/** The index in code points, as Python counts. */
export function codePointsBefore(text: string, end: number): number {
  let count = end;
  for (let index = 0; index + 1 < end; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next <= 0xdfff) count -= 1;
  }
  return count;
}

/** Takes each value that stands directly in the outermost object (with its key) or list (without). */
export type VisitMember = (start: number, end: number, keyStart: number, keyEnd: number) => void;

/** Takes each value that stands directly in a list which is such a value itself, before that. */
export type VisitItem = (start: number, end: number) => void;

/** CPython's C scanner gives up at this depth; a text that nests deeper is refused as a whole. */
export const deepestNesting = 9_999;
export const tooDeep = 'Nested too deeply';

/** CPython's `int` refuses a longer one, so that its JSON parser fails without a position. */
const maxIntegerDigits = 4_300;
export const tooManyDigits = 'Too many digits';

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
/** What charCodeAt says beyond the end, as a number that is not a unit. */
const nothing = -1;

const literals = ['null', 'true', 'false'];

/**
 * Checks that a text is JSON, and shows where its outermost values stand, without making any of them: for a text of any
 * shape that takes a few nanoseconds for each character. What it finds wrong is what CPython 3.13's `json.loads` says
 * (Modules/_json.c and Lib/json/decoder.py); only `NaN`, `Infinity` and `-Infinity`, which Python takes, are "Expecting
 * value". It keeps its own stack, so that depth costs memory and not the call stack.
 */
export function scanJson(text: string, visit?: VisitMember, visitItem?: VisitItem): JsonFault | undefined {
  if (text.startsWith('\ufeff')) return { at: 0, expected: 'Unexpected UTF-8 BOM (decode using utf-8-sig)' };
  const closers: number[] = [];
  let index = skipSpaces(text, 0);
  let keyStart = 0;
  let keyEnd = 0;
  let memberStart = 0;
  let memberKeyStart = 0;
  let memberKeyEnd = 0;
  let itemStart = 0;
  const leave = (end: number) => {
    if (closers.length === 1) visit?.(memberStart, end, memberKeyStart, memberKeyEnd);
    else if (closers.length === 2 && closers[1] === closeList) visitItem?.(itemStart, end);
  };
  for (;;) {
    const unit = unitAt(text, index);
    if (closers.length === 1) {
      memberStart = index;
      memberKeyStart = keyStart;
      memberKeyEnd = keyEnd;
    } else if (closers.length === 2) {
      itemStart = index;
    }
    let isKeyNext = false;
    if (unit === openObject || unit === openList) {
      if (closers.length === deepestNesting) return { at: index, expected: tooDeep };
      const closer = unit + 2;
      index = skipSpaces(text, index + 1);
      closers.push(closer);
      if (unitAt(text, index) !== closer) {
        if (closer === closeList) continue;
        isKeyNext = true;
      }
    } else {
      const end = scanScalar(text, index);
      if (typeof end !== 'number') return end;
      index = end;
      leave(index);
      index = skipSpaces(text, index);
    }
    // From the end of a value to the start of the next, through the brackets that close in between.
    while (!isKeyNext) {
      const closer = closers.at(-1);
      const next = unitAt(text, index);
      if (closer === undefined) {
        return next === nothing ? undefined : { at: index, expected: 'Extra data' };
      }
      if (next === closer) {
        closers.pop();
        index += 1;
        leave(index);
        index = skipSpaces(text, index);
        continue;
      }
      if (next !== comma) return { at: index, expected: "Expecting ',' delimiter" };
      const after = skipSpaces(text, index + 1);
      if (unitAt(text, after) === closer) {
        const what = closer === closeObject ? 'object' : 'array';
        return { at: index, expected: `Illegal trailing comma before end of ${what}` };
      }
      index = after;
      if (closer === closeList) break;
      isKeyNext = true;
    }
    if (!isKeyNext) continue;
    const end = scanKey(text, index);
    if (typeof end !== 'number') return end;
    if (closers.length === 1) {
      keyStart = index;
      keyEnd = end;
    }
    index = skipSpaces(text, end);
    if (unitAt(text, index) !== colon) return { at: index, expected: "Expecting ':' delimiter" };
    index = skipSpaces(text, index + 1);
  }
}

function scanKey(text: string, start: number): number | JsonFault {
  if (unitAt(text, start) === quote) return scanString(text, start);
  return { at: start, expected: 'Expecting property name enclosed in double quotes' };
}

function scanScalar(text: string, start: number): number | JsonFault {
  const unit = unitAt(text, start);
  if (unit === quote) return scanString(text, start);
  if (unit === 0x2d || isDigit(unit)) {
    const end = scanNumber(text, start);
    if (typeof end === 'object') return end;
    if (end !== undefined) return end;
  }
  const literal = literals.find((word) => text.startsWith(word, start));
  return literal === undefined ? { at: start, expected: 'Expecting value' } : start + literal.length;
}

/** The end of the longest number there; a fraction or an exponent without digits is left to be found as extra data. */
function scanNumber(text: string, start: number): number | JsonFault | undefined {
  const first = unitAt(text, start) === 0x2d ? start + 1 : start;
  let end = unitAt(text, first) === 0x30 ? first + 1 : skipDigits(text, first);
  if (end === first) return undefined;
  const integerEnd = end;
  if (text[end] === '.') {
    const fraction = skipDigits(text, end + 1);
    if (fraction > end + 1) end = fraction;
  }
  if (text[end] === 'e' || text[end] === 'E') {
    const digits = text[end + 1] === '+' || text[end + 1] === '-' ? end + 2 : end + 1;
    const exponent = skipDigits(text, digits);
    if (exponent > digits) end = exponent;
  }
  if (end === integerEnd && end - first > maxIntegerDigits) return { at: start, expected: tooManyDigits };
  return end;
}

function scanString(text: string, start: number): number | JsonFault {
  let index = start + 1;
  for (;;) {
    let unit = unitAt(text, index);
    while (unit > 0x1f && unit !== quote && unit !== backslash) {
      index += 1;
      unit = unitAt(text, index);
    }
    if (unit === quote) return index + 1;
    if (unit === nothing || (unit === backslash && index + 1 === text.length)) {
      return { at: start, expected: 'Unterminated string starting at' };
    }
    if (unit !== backslash) return { at: index, expected: 'Invalid control character at' };
    const escape = unitAt(text, index + 1);
    if (escape === 0x75) {
      // Python wants a character after the four digits as well, and points at the u.
      if (index + 6 >= text.length || !isHex(text, index + 2)) {
        return { at: index + 1, expected: 'Invalid \\uXXXX escape' };
      }
      index += 6;
    } else if (simpleEscapes.has(escape)) {
      index += 2;
    } else {
      return { at: index, expected: 'Invalid \\escape' };
    }
  }
}

/** `"`, `\`, `/` and the letters b, f, n, r and t. */
const simpleEscapes: ReadonlySet<number> = new Set([quote, backslash, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]);

function isHex(text: string, start: number): boolean {
  for (let index = start; index < start + 4; index += 1) {
    const unit = unitAt(text, index);
    const letter = unit | 0x20;
    if (!isDigit(unit) && !(letter >= 0x61 && letter <= 0x66)) return false;
  }
  return true;
}

const unitAt = (text: string, index: number) => (index < text.length ? text.charCodeAt(index) : nothing);

const isDigit = (unit: number) => unit >= 0x30 && unit <= 0x39;

function skipSpaces(text: string, start: number): number {
  let index = start;
  for (
    let unit = unitAt(text, index);
    unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
    unit = unitAt(text, index)
  ) {
    index += 1;
  }
  return index;
}

function skipDigits(text: string, start: number): number {
  let index = start;
  while (isDigit(unitAt(text, index))) index += 1;
  return index;
}
