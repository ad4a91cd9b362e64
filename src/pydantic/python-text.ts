import { characterName } from './email-validator/character-names.js';

/** What Python's `repr` escapes rather than prints: controls, format characters and spaces other than U+0020. */
const UNPRINTABLE = /[\p{C}\p{Z}]/u;
const SHORT_ESCAPES: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

/** Python's `repr` of a string. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const character of text) {
    if (character === quote) body += `\\${character}`;
    else if (character === ' ' || (character !== '\\' && !UNPRINTABLE.test(character))) body += character;
    else body += SHORT_ESCAPES[character] ?? escapeCodePoint(character.codePointAt(0) ?? 0);
  }
  return quote + body + quote;
}

function escapeCodePoint(codePoint: number): string {
  const digits = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return codePoint <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** A code point as the idna package writes it. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** How Python orders strings: by code point, where JavaScript compares UTF-16 units. */
export function compareCodePoints(left: string, right: string): number {
  const others = right[Symbol.iterator]();
  for (const character of left) {
    const other = others.next();
    if (other.done === true) return 1;
    const difference = (character.codePointAt(0) ?? 0) - (other.value.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return others.next().done === true ? 0 : -1;
}

/** One character as email-validator shows it (`safe_character_display`): quoted if visible, else named or numbered. */
export function displayCharacter(character: string): string {
  if (character === '\\') return '"\\"';
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(character)) return pythonRepr(character);
  const codePoint = character.codePointAt(0) ?? 0;
  const digits = codePoint.toString(16).toUpperCase();
  return characterName(codePoint) ?? `U+${digits.padStart(codePoint < 0xffff ? 4 : 8, '0')}`;
}

/** The characters of a text that a pattern for one character does not match, each once, as email-validator lists them. */
export function displayForeign(text: string, allowed: RegExp): string | undefined {
  const foreign = new Set<string>();
  for (const character of text) if (!allowed.test(character)) foreign.add(displayCharacter(character));
  return foreign.size === 0 ? undefined : [...foreign].toSorted(compareCodePoints).join(', ');
}
