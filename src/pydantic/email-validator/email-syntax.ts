import { compareCodePoints, displayCharacter } from '../python-text.js';

const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** What email-validator's `check_unsafe_chars` finds: controls, format characters, spaces, and a mark in front. */
export function findUnsafe(text: string, allowSpace = false): string | undefined {
  const unsafe = new Set<string>();
  let isFirst = true;
  for (const character of text) {
    if (!VISIBLE.test(character) && !isSafeInvisible(character, isFirst, allowSpace)) unsafe.add(character);
    isFirst = false;
  }
  if (unsafe.size === 0) return undefined;
  const shown = [...unsafe].toSorted(compareCodePoints).map(displayCharacter);
  return `The email address contains unsafe characters: ${shown.join(', ')}.`;
}

function isSafeInvisible(character: string, isFirst: boolean, allowSpace: boolean): boolean {
  return (!isFirst && /\p{M}/u.test(character)) || (allowSpace && /\p{Zs}/u.test(character));
}

/** How a sentence about a misplaced character goes on for the start and the end of a part of the address. */
export interface EdgeSentences {
  start: (character: string) => string;
  end: (character: string) => string;
}

/** email-validator's `check_dot_atom`: periods, and in a host name hyphens, at the ends or next to each other. */
export function findMisplacedDot(
  text: string,
  edges: EdgeSentences,
  isHostName: boolean,
): string | undefined {
  if (text.endsWith('.')) return edges.end('period');
  if (text.startsWith('.')) return edges.start('period');
  if (text.includes('..')) return 'An email address cannot have two periods in a row.';
  if (!isHostName) return undefined;
  if (text.endsWith('-')) return edges.end('hyphen');
  if (text.startsWith('-')) return edges.start('hyphen');
  if (text.includes('.-') || text.includes('-.')) {
    return 'An email address cannot have a period and a hyphen next to each other.';
  }
  return undefined;
}

/** email-validator's `get_length_reason`. */
export function tooMany(length: number, limit: number): string {
  const excess = length - limit;
  return `(${excess} character${excess > 1 ? 's' : ''} too many)`;
}
