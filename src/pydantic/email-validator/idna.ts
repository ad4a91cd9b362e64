import { domainToASCII } from 'node:url';
import { findBidiFault } from './bidi.js';
import { decodePunycode, encodePunycode } from './punycode.js';
import { codePointName, pythonRepr } from '../python-text.js';

export type Encoded = { label: string } | { fault: string };

const MAX_LABEL_LENGTH = 63;

/** Letters, digits and marks that no normalisation or case folding changes: PVALID, by RFC 5892's own derivation. */
const DERIVED_VALID =
  /^(?!\p{Changes_When_NFKC_Casefolded}|\p{Default_Ignorable_Code_Point})[-\p{Ll}\p{Lu}\p{Lo}\p{Lm}\p{Nd}\p{Mn}\p{Mc}]$/u;
/** RFC 5892's exceptions (2.6) and U+3007, which is a number that stands for a letter. */
const EXCEPTIONS_VALID = /^[\u00df\u03c2\u06fd\u06fe\u0f0b\u3007]$/;
/** Its other exceptions, the contextual digits, and old Hangul Jamo (2.9). */
const EXCEPTIONS_INVALID =
  /^[\u0640\u0660-\u0669\u06f0-\u06f9\u07fa\u1100-\u11ff\u3031-\u3035\u303b\ua960-\ua97c\ud7b0-\ud7c6\ud7cb-\ud7fb]$/;
/** The marks among them, and in its ignorable blocks (2.4): for symbols, for tones, and for music. */
const MARKS_INVALID = /^(?:[\u20d0-\u20ff]|[\u302e-\u302f]|[\u{1d165}-\u{1d1ad}]|[\u{1d242}-\u{1d244}])$/u;

function isValid(character: string): boolean {
  return (
    EXCEPTIONS_VALID.test(character) ||
    (DERIVED_VALID.test(character) && !EXCEPTIONS_INVALID.test(character) && !MARKS_INVALID.test(character))
  );
}

/** One label in ASCII form, as the idna package's `alabel`; the label is one that `mapDomain` made. */
export function encodeLabel(label: string): Encoded {
  const isAscii = /^[\0-\x7f]*$/.test(label);
  const fault = isAscii ? findAsciiLabelFault(label) : findLabelFault(label);
  if (fault !== undefined) return { fault };
  const encoded = isAscii ? label : `xn--${encodePunycode(label)}`;
  return encoded.length > MAX_LABEL_LENGTH ? { fault: 'Label too long' } : { label: encoded };
}

/** The error of an ASCII label, as the idna package's `ulabel` finds; only `xn--` can hide something. */
export function findAsciiLabelFault(label: string): string | undefined {
  if (!/^xn--/i.test(label)) return undefined;
  const encoded = label.slice(4).toLowerCase();
  if (encoded === '') return 'Malformed A-label, no Punycode eligible content found';
  if (encoded.endsWith('-')) return 'A-label must not end with a hyphen';
  const decoded = decodePunycode(encoded);
  return decoded === undefined ? 'Invalid A-label' : findLabelFault(decoded);
}

/** The Unicode form of a label that has passed `findAsciiLabelFault`. */
export function decodeLabel(label: string): string {
  return /^xn--/i.test(label) ? (decodePunycode(label.slice(4).toLowerCase()) ?? label) : label;
}

/** The idna package's `check_label`. */
function findLabelFault(label: string): string | undefined {
  if (label.normalize('NFC') !== label) return 'Label must be in Normalization Form C';
  const characters = Array.from(label);
  if (characters[2] === '-' && characters[3] === '-')
    return 'Label has disallowed hyphens in 3rd and 4th position';
  if (label.startsWith('-') || label.endsWith('-')) return 'Label must not start or end with a hyphen';
  if (/^\p{M}/u.test(label)) return 'Label begins with an illegal combining character';
  for (const [index, character] of characters.entries()) {
    if (isValid(character)) continue;
    const name = codePointName(character);
    const shown = pythonRepr(label);
    if (/^[\u200c\u200d]$/.test(character)) {
      // The joining types are not among JavaScript's properties; Node applies the same rules (RFC 5892, A.1 and A.2).
      if (domainToASCII(label) !== '') continue;
      // Its own handler catches the sentence meant for this, and says this instead.
      return `Unknown codepoint adjacent to joiner ${name} at position ${index + 1} in ${shown}`;
    }
    const context = isAllowedByContext(characters, index);
    if (context === undefined) return `Codepoint ${name} at position ${index + 1} of ${shown} not allowed`;
    if (!context) return `Codepoint ${name} not allowed at position ${index + 1} in ${shown}`;
  }
  return findBidiFault(characters, label);
}

/** RFC 5892's CONTEXTO rules (A.3 to A.9); undefined for a character that has none. */
function isAllowedByContext(characters: string[], index: number): boolean | undefined {
  const character = characters[index] ?? '';
  const before = characters[index - 1] ?? '';
  const after = characters[index + 1] ?? '';
  if (character === '\u00b7') return before === 'l' && after === 'l';
  if (character === '\u0375') return /^\p{Script=Greek}$/u.test(after);
  if (character === '\u05f3' || character === '\u05f4') return /^\p{Script=Hebrew}$/u.test(before);
  if (character === '\u30fb')
    return characters.some((other) => /^[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]$/u.test(other));
  if (/^[\u0660-\u0669]$/.test(character))
    return !characters.some((other) => /^[\u06f0-\u06f9]$/.test(other));
  if (/^[\u06f0-\u06f9]$/.test(character))
    return !characters.some((other) => /^[\u0660-\u0669]$/.test(other));
  return undefined;
}
