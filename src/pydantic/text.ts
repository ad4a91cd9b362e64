declare global {
  /** ES2024's check, which Node 20 has and the ES2023 library types have not. */
  interface String {
    isWellFormed(): boolean;
  }
}

/** Whether PostgreSQL can store the text as it is: its text type has no U+0000, and UTF-8 no lone surrogate. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The length as Python's `len` has it: code points, a lone surrogate counting as one. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let index = text.length - 2; index >= 0; index -= 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next <= 0xdfff) length -= 1;
  }
  return length;
}

/** Whether the text has more than `maximum` code points; it is only counted where pairs could change the answer. */
export function isLongerThan(text: string, maximum: number): boolean {
  if (text.length <= maximum) return false;
  if (text.length > maximum * 2) return true;
  return codePointLength(text) > maximum;
}

/** Whether the text has fewer than `minimum` code points. */
export function isShorterThan(text: string, minimum: number): boolean {
  if (text.length < minimum) return true;
  if (text.length >= minimum * 2) return false;
  return codePointLength(text) < minimum;
}

/** Unicode's White_Space property, which is what Rust's `str::trim` strips. */
function isUnicodeSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  return (
    unit === 0x85 ||
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

/** CPython's `Py_UNICODE_ISSPACE`: White_Space and the four ASCII information separators. */
export function isPythonSpace(unit: number): boolean {
  return isUnicodeSpace(unit) || (unit >= 0x1c && unit <= 0x1f);
}

/** Two scans, not a pattern: `\s+$` is quadratic on a long run of spaces inside the text. */
function trimWhere(text: string, isSpace: (unit: number) => boolean): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** Python's `str.strip()`: unlike `trim`, it strips U+001C–U+001F and U+0085, and leaves U+FEFF. */
export function trimEnds(text: string): string {
  return trimWhere(text, isPythonSpace);
}

/** Rust's `str::trim`, which pydantic-core applies before it reads a number. */
export function trimUnicodeSpace(text: string): string {
  return trimWhere(text, isUnicodeSpace);
}
