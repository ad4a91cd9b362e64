import { pythonRepr } from '../python-text.js';

type Direction = 'R' | 'L' | 'AN' | 'EN' | 'NSM' | 'ON';

/** The bidirectional class of a character that IDNA 2008 allows, R and AL being one, and all neutral ones ON. */
function directionOf(character: string): Direction {
  if (/^[\u0660-\u0669\u{10d30}-\u{10d39}]$/u.test(character)) return 'AN';
  if (/^[0-9\u06f0-\u06f9]$/.test(character)) return 'EN';
  if (
    /^[-\u{b7}\u{2b9}\u{2ba}\u{2c6}-\u{2cf}\u{2ec}\u{375}\u{200c}-\u{200d}\u{2e2f}\u{30fb}\u{a67f}\u{a717}-\u{a71f}\u{a788}]$/u.test(
      character,
    )
  ) {
    return 'ON';
  }
  if (/^\p{Mn}$/u.test(character)) return 'NSM';
  return /^[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]$/u.test(character)
    ? 'R'
    : 'L';
}

/** The Bidi rule of RFC 5893, as the idna package's `check_bidi` applies it to a label with right-to-left characters. */
export function findBidiFault(characters: string[], label: string): string | undefined {
  const directions = characters.map(directionOf);
  if (!directions.some((direction) => direction === 'R' || direction === 'AN')) return undefined;
  const [first] = directions;
  if (first !== 'R' && first !== 'L') {
    return `First codepoint in label ${pythonRepr(label)} must be directionality L, R or AL`;
  }
  const foreign = first === 'R' ? ['L'] : ['R', 'AN'];
  const hasBothNumerals = directions.includes('AN') && directions.includes('EN');
  const misplaced = directions.findIndex((direction) => foreign.includes(direction));
  if (hasBothNumerals && first === 'R') {
    const second = Math.max(directions.indexOf('AN'), directions.indexOf('EN'));
    if (misplaced === -1 || second < misplaced) return 'Can not mix numeral types in a right-to-left label';
  }
  if (misplaced !== -1) {
    const side = first === 'R' ? 'right-to-left' : 'left-to-right';
    return `Invalid direction for codepoint at position ${misplaced + 1} in a ${side} label`;
  }
  const last = directions.findLast((direction) => direction !== 'NSM');
  return last === 'ON' ? 'Label ends with illegal codepoint directionality' : undefined;
}
