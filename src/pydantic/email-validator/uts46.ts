import { codePointName, pythonRepr } from '../python-text.js';

export type Mapped = { domain: string } | { fault: string };

/** Mapped by UTS 46, apart from the deviation characters, which non-transitional processing keeps. */
const MAPPED = /(?![\u00df\u03c2\u200c\u200d])[\p{Changes_When_NFKC_Casefolded}\u3002]/u;
/** email-validator's `uts46_valid_char`: what it refuses itself, before the mapping, in a separate sentence. */
export const MAPPABLE =
  /^(?:[\u00ad\u200b-\u200d\u2010-\u2023\u2027\u202f-\u2060\u2064\uff0e\u{1bca0}-\u{1bca3}]|(?![\u0080-\u009f\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Z}\u2024-\u2026\u2488-\u249b\u33c2\u33c7\u33d8\ufe52\u{1f100}]).)$/su;
const CHEROKEE = /^\p{Script=Cherokee}$/u;
/** Visible characters that UTS 46 disallows: those with a full stop inside, description characters, replacements. */
const DISALLOWED =
  /[\p{C}\p{Z}\u2024-\u2026\u2488-\u249b\u2ff0-\u2fff\u31ef\u33c2\u33c7\u33d8\ufe12\ufe19\ufe30\ufe52\ufffc\ufffd\u{1f100}]/u;

/** What UTS 46 of Unicode 15.1 disallows although properties would map it or leave it out: it was added without case pairs, or shows as nothing. */
const DISALLOWED_THEN =
  /[\u04c0\u10a0-\u10c5\u115f\u1160\u17b4\u17b5\u1806\u2132\u2183\u3164\uffa0\u{2f868}\u{2f874}\u{2f91f}\u{2f95f}\u{2f9bf}]/u;

/**
 * The UTS 46 mapping of a domain, as the idna package's `uts46_remap(std3_rules=False, transitional=False)` makes it.
 * Its table is derived here from Unicode properties, which agree with it on every assigned code point.
 */
export function mapDomain(domain: string): Mapped {
  let output = '';
  let position = 0;
  for (const character of domain) {
    position += 1;
    if (isDisallowed(character)) {
      return {
        fault: `Codepoint ${codePointName(character)} not allowed at position ${position} in ${pythonRepr(domain)}`,
      };
    }
    output += MAPPED.test(character) ? mapCharacter(character) : character;
  }
  return { domain: output.normalize('NFC') };
}

function isDisallowed(character: string): boolean {
  if (DISALLOWED_THEN.test(character)) return true;
  return !/^\p{Default_Ignorable_Code_Point}$/u.test(character) && DISALLOWED.test(character);
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
