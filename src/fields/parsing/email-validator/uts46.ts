import { codePointName, pythonRepr } from '../python-text.js';

export type Mapped = { domain: string } | { fault: string };

/** Mapped by UTS 46, apart from the deviation characters, which non-transitional processing keeps. */
const MAPPED = /(?![\u00df\u03c2\u200c\u200d])[\p{Changes_When_NFKC_Casefolded}\u3002]/u;
const CHEROKEE = /^\p{Script=Cherokee}$/u;
/** Visible characters that UTS 46 disallows: those with a full stop inside, description characters, replacements. */
const DISALLOWED =
  /[\p{C}\p{Z}\u2024-\u2026\u2488-\u249b\u2ff0-\u2fff\u31ef\u33c2\u33c7\u33d8\ufe12\ufe19\ufe30\ufe52\ufffc\ufffd\u{1f100}]/u;

/**
 * The UTS 46 mapping of a domain, as the idna package's `uts46_remap(std3_rules=False, transitional=False)` makes it.
 * Its table is derived here from Unicode properties, which agree with it on every assigned code point.
 */
export function mapDomain(domain: string): Mapped {
  let output = '';
  let position = 0;
  for (const character of domain) {
    position += 1;
    if (!/^\p{Default_Ignorable_Code_Point}$/u.test(character) && DISALLOWED.test(character)) {
      return {
        fault: `Codepoint ${codePointName(character)} not allowed at position ${position} in ${pythonRepr(domain)}`,
      };
    }
    output += MAPPED.test(character) ? mapCharacter(character) : character;
  }
  return { domain: output.normalize('NFC') };
}

function mapCharacter(character: string): string {
  if (/^\p{Default_Ignorable_Code_Point}$/u.test(character)) return '';
  const plain = character.normalize('NFKC');
  if (plain === '\u3002') return '.';
  // Alone among the scripts, Cherokee folds to its capitals.
  if (CHEROKEE.test(plain)) return plain.toUpperCase();
  // By way of the capitals it is full case folding, but for the dotless i that compatibility mapping may have left.
  return /\p{Changes_When_NFKC_Casefolded}/u.test(plain)
    ? plain.toUpperCase().toLowerCase().normalize('NFKC')
    : plain;
}
