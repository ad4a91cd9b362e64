export interface JsonSyntaxError {
  /** Where it is, in code points, as Python counts. */
  offset: number;
  /** The message of the JSONDecodeError that Python raises. */
  expected: string;
}

/** A mistake at an index in UTF-16 units. */
interface Fault {
  at: number;
  expected: string;
}

const HEX_DIGITS = /^[0-9a-fA-F]{4}$/;
const LITERALS = ['null', 'true', 'false'];

/**
 * What Python's `json.loads` says about a text that `JSON.parse` rejects, as CPython 3.12 says it (Modules/_json.c and
 * Lib/json/decoder.py; 3.13 has another message for a trailing comma). `NaN`, `Infinity` and `-Infinity`, which
 * Python takes, are "Expecting value" here. It keeps its own stack, so depth costs memory and not the call stack.
 */
export function describeJsonError(text: string): JsonSyntaxError {
  const { at, expected } = findFault(text);
  return { offset: codePointsBefore(text, at), expected };
}

function findFault(text: string): Fault {
  if (text.startsWith('\ufeff')) return { at: 0, expected: 'Unexpected UTF-8 BOM (decode using utf-8-sig)' };
  /** The closing brackets still awaited. */
  const closers: string[] = [];
  let index = skipSpaces(text, 0);
  for (;;) {
    const opening = text.charAt(index);
    if (opening === '{' || opening === '[') {
      const closer = opening === '{' ? '}' : ']';
      index = skipSpaces(text, index + 1);
      if (text[index] !== closer) {
        closers.push(closer);
        const start = closer === '}' ? scanKey(text, index) : index;
        if (typeof start !== 'number') return start;
        index = start;
        continue;
      }
      index += 1;
    } else {
      const end = scanScalar(text, index);
      if (typeof end !== 'number') return end;
      index = end;
    }
    const next = leaveValue(text, index, closers);
    if (typeof next !== 'number') return next;
    index = next;
  }
}

/** From the end of a value to the start of the next one, through the brackets that close in between. */
function leaveValue(text: string, end: number, closers: string[]): number | Fault {
  let index = skipSpaces(text, end);
  for (let closer = closers.at(-1); closer !== undefined; closer = closers.at(-1)) {
    if (text[index] === closer) {
      closers.pop();
      index = skipSpaces(text, index + 1);
      continue;
    }
    if (text[index] !== ',') return { at: index, expected: "Expecting ',' delimiter" };
    index = skipSpaces(text, index + 1);
    return closer === '}' ? scanKey(text, index) : index;
  }
  return { at: index, expected: 'Extra data' };
}

/** A property name and its colon; the result is where the value starts. */
function scanKey(text: string, start: number): number | Fault {
  if (text[start] !== '"')
    return { at: start, expected: 'Expecting property name enclosed in double quotes' };
  const end = scanString(text, start);
  if (typeof end !== 'number') return end;
  const colon = skipSpaces(text, end);
  if (text[colon] !== ':') return { at: colon, expected: "Expecting ':' delimiter" };
  return skipSpaces(text, colon + 1);
}

function scanScalar(text: string, start: number): number | Fault {
  if (text[start] === '"') return scanString(text, start);
  const literal = LITERALS.find((word) => text.startsWith(word, start));
  if (literal !== undefined) return start + literal.length;
  return scanNumber(text, start) ?? { at: start, expected: 'Expecting value' };
}

/** The end of the longest number there; a fraction or an exponent without digits is left to be found as extra data. */
function scanNumber(text: string, start: number): number | undefined {
  const first = text[start] === '-' ? start + 1 : start;
  let end = text[first] === '0' ? first + 1 : skipDigits(text, first);
  if (end === first) return undefined;
  if (text[end] === '.') {
    const fraction = skipDigits(text, end + 1);
    if (fraction > end + 1) end = fraction;
  }
  if (text[end] === 'e' || text[end] === 'E') {
    const digits = text[end + 1] === '+' || text[end + 1] === '-' ? end + 2 : end + 1;
    const exponent = skipDigits(text, digits);
    if (exponent > digits) end = exponent;
  }
  return end;
}

function scanString(text: string, start: number): number | Fault {
  let index = start + 1;
  for (;;) {
    index = skipPlain(text, index);
    const found = text.charAt(index);
    if (found === '"') return index + 1;
    if (found === '' || (found === '\\' && index + 1 === text.length)) {
      return { at: start, expected: 'Unterminated string starting at' };
    }
    if (found !== '\\') return { at: index, expected: 'Invalid control character at' };
    const escape = text.charAt(index + 1);
    if (escape === 'u') {
      // Python wants a character after the four digits as well, and points at the u.
      if (index + 6 >= text.length || !HEX_DIGITS.test(text.slice(index + 2, index + 6))) {
        return { at: index + 1, expected: 'Invalid \\uXXXX escape' };
      }
      index += 6;
    } else if ('"\\/bfnrt'.includes(escape)) {
      index += 2;
    } else {
      return { at: index, expected: 'Invalid \\escape' };
    }
  }
}

// Loops rather than patterns: a pattern's own stack has a limit, and a text of any length has to get through.

function skipSpaces(text: string, start: number): number {
  let index = start;
  while (isSpace(text.charCodeAt(index))) index += 1;
  return index;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function skipDigits(text: string, start: number): number {
  let index = start;
  for (let unit = text.charCodeAt(index); unit >= 0x30 && unit <= 0x39; unit = text.charCodeAt(index))
    index += 1;
  return index;
}

/** To the next quote, backslash, control character or the end of the text, where charCodeAt is NaN. */
function skipPlain(text: string, start: number): number {
  let index = start;
  for (let unit = text.charCodeAt(index); unit > 0x1f && unit !== 0x22 && unit !== 0x5c;) {
    index += 1;
    unit = text.charCodeAt(index);
  }
  return index;
}

function codePointsBefore(text: string, end: number): number {
  let count = end;
  for (let index = 0; index + 1 < end; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next <= 0xdfff) count -= 1;
  }
  return count;
}
