import { type EmailAddressResult, parseEmailAddress } from './email-validator/email-address.js';
import { isLongerThan, isPythonSpace, trimEnds } from './text.js';

/** pydantic's MAX_EMAIL_LENGTH, in code points; it keeps all that follows short. */
const MAX_INPUT_LENGTH = 2048;

/** A character of an unquoted display name: as pydantic 2.14, which added the full stop. */
const NAME_CHARACTER = /^[\p{L}\p{N}_.!#$%&'*+\-/=?^`{|}~]$/u;

/**
 * Reads an e-mail address as pydantic's EmailStr (`validate_email` in pydantic/networks.py): white space at the ends
 * and a display name are dropped, and the address that is left is read by email-validator's rules.
 */
export function parseEmail(input: string): EmailAddressResult {
  if (isLongerThan(input, MAX_INPUT_LENGTH)) {
    return { reason: `Length must not exceed ${MAX_INPUT_LENGTH} characters` };
  }
  return parseEmailAddress(trimEnds(input.includes('<') ? withoutDisplayName(input) : input));
}

/**
 * What `pretty_email_regex` finds between the brackets of `name <address>`, or the text itself. Two scans instead of the
 * pattern, which backtracks.
 */
function withoutDisplayName(input: string): string {
  const text = trimEnds(input);
  if (!text.endsWith('>')) return input;
  return addressIn(text, endOfName(text)) ?? input;
}

/** The address within the brackets that start at an index and end with the text: one line, and not empty. */
function addressIn(text: string, opening: number | undefined): string | undefined {
  if (opening === undefined) return undefined;
  const address = text.slice(opening + 1, -1);
  return address === '' || address.includes('\n') ? undefined : address;
}

/** Where the bracket stands that follows the name, or undefined if what comes before it is not a name. */
function endOfName(text: string): number | undefined {
  if (text.startsWith('"')) return endOfQuotedName(text);
  const opening = text.indexOf('<');
  const isName = Array.from(text.slice(0, opening)).every(
    (character) => NAME_CHARACTER.test(character) || isPythonSpace(character.charCodeAt(0)),
  );
  return isName ? opening : undefined;
}

/** A quoted name ends at the last quote that a bracket follows: quotes within it need no escape. */
function endOfQuotedName(text: string): number | undefined {
  for (let quote = text.lastIndexOf('"'); quote > 1; quote = text.lastIndexOf('"', quote - 1)) {
    let opening = quote + 1;
    while (isPythonSpace(text.charCodeAt(opening))) opening += 1;
    if (text[opening] === '<' && addressIn(text, opening) !== undefined) return opening;
  }
  return undefined;
}
