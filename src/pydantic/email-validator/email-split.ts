import { findUnsafe } from './email-syntax.js';
import { displayCharacter, displayForeign } from '../python-text.js';
import { trimEnds } from '../text.js';

export interface EmailParts {
  local: string;
  domain: string;
  /** The local part was quoted; `local` is without the quotes and escapes. */
  isQuoted: boolean;
  /** The address was in angle brackets, with or without a name before them. */
  hasDisplayName: boolean;
}

type Failure = { reason: string };

const NAME_CHARACTER = /^[\w!#$%&'*+\-/=?^`{|}~ ]$/;

/** Splits an address as email-validator does (`split_email`): at the first @-sign, or angle bracket, outside quotes. */
export function splitEmail(email: string): EmailParts | Failure {
  // Nothing but an @-sign can split most addresses.
  const at = email.indexOf('@');
  if (at !== -1 && !email.includes('"') && !email.includes('<')) {
    return { local: email.slice(0, at), domain: email.slice(at + 1), isQuoted: false, hasDisplayName: false };
  }
  const index = findUnquoted(email, '@<');
  if (index === -1) return { reason: explainMissingAt(email) };
  if (email[index] === '@') return toParts(email, index, false);
  const fault = findDisplayNameFault(email.slice(0, index)) ?? findBracketFault(email.slice(index));
  if (fault !== undefined) return { reason: fault };
  const address = withoutTrailing(withoutTrailing(email.slice(index + 1), ' '), '>');
  const innerIndex = findUnquoted(address, '@');
  if (innerIndex === -1) return { reason: explainMissingAt(address) };
  return toParts(address, innerIndex, true);
}

function toParts(address: string, at: number, hasDisplayName: boolean): EmailParts | Failure {
  const local = unquote(address.slice(0, at));
  if ('reason' in local) return local;
  return { local: local.text, domain: address.slice(at + 1), isQuoted: local.isQuoted, hasDisplayName };
}

function explainMissingAt(text: string): string {
  if (text.includes('\uff20')) {
    return 'The email address has the "full-width" at-sign (@) character instead of a regular at-sign.';
  }
  if (text.includes('\ufe6b')) {
    return 'The email address has the "small commercial at" character instead of a regular at-sign.';
  }
  return 'An email address must have an @-sign.';
}

/** The index of the first of some characters that is outside quotes, or -1. */
function findUnquoted(text: string, specials: string): number {
  let isInside = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (isInside) {
      if (character === '\\') index += 1;
      else if (character === '"') isInside = false;
    } else if (character === '"') {
      isInside = true;
    } else if (specials.includes(character) && !isCombined(text, index)) {
      return index;
    }
  }
  return -1;
}

/** A `<` that combines with what follows into ≮ is another character; no other special character combines. */
function isCombined(text: string, index: number): boolean {
  return (
    text[index] === '<' &&
    /^<\p{M}{0,30}/u.exec(text.slice(index, index + 62))?.[0].normalize('NFC')[0] !== '<'
  );
}

/** Takes quotes and escapes off, as email-validator's `unquote_quoted_string`. */
function unquote(text: string): { text: string; isQuoted: boolean } | Failure {
  if (!text.startsWith('"')) return { text, isQuoted: false };
  let value = '';
  for (let index = 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '"') {
      const extra = text.slice(index + 1);
      if (extra === '') break;
      const shown = Array.from(extra, displayCharacter).join(', ');
      return { reason: `Extra character(s) found after close quote: ${shown}` };
    }
    if (character === '\\') index += 1;
    value += text.charAt(index);
  }
  return { text: value, isQuoted: true };
}

function findDisplayNameFault(before: string): string | undefined {
  const name = unquote(withoutEnd(before));
  if ('reason' in name) return name.reason;
  const foreign = name.isQuoted ? undefined : displayForeign(name.text, NAME_CHARACTER);
  if (foreign !== undefined) {
    return `The display name contains invalid characters when not quoted: ${foreign}.`;
  }
  return findUnsafe(name.text, true);
}

function findBracketFault(bracketed: string): string | undefined {
  if (!bracketed.includes('>')) {
    return 'An open angle bracket at the start of the email address has to be followed by a close angle bracket at the end.';
  }
  return withoutTrailing(bracketed, ' ').endsWith('>')
    ? undefined
    : "There can't be anything after the email address.";
}

/** Python's `rstrip()`: the guard keeps the start from being stripped with it. */
function withoutEnd(text: string): string {
  return trimEnds(`|${text}`).slice(1);
}

function withoutTrailing(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}
