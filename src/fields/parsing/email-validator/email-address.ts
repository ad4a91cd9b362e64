import { explainDomainLiteral } from './domain-literal.js';
import { type EmailDomain, parseEmailDomain } from './email-domain.js';
import { findLocalPartFault } from './email-local-part.js';
import { splitEmail } from './email-split.js';
import { tooMany } from './email-syntax.js';
import { codePointLength, isLongerThan } from '../text.js';

export type EmailAddressResult = { address: string } | { reason: string };

/** pydantic's own limit (pydantic/networks.py), ahead of email-validator; it keeps all that follows short. */
const MAX_INPUT_LENGTH = 2048;
/** RFC 3696 with its errata: in bytes of UTF-8. */
const MAX_ADDRESS_LENGTH = 254;

/**
 * Reads an e-mail address by the rules, and with the sentences, of email-validator 2.2's
 * `validate_email(check_deliverability=False)`, which pydantic's EmailStr applies. An accepted address is the text as
 * sent but for its domain in lower case: unlike EmailStr, nothing is stripped or normalised, so white space around the
 * address and a display name are rejected, with the sentence that email-validator has for each.
 */
export function parseEmailAddress(input: string): EmailAddressResult {
  if (isLongerThan(input, MAX_INPUT_LENGTH)) {
    return { reason: `Length must not exceed ${MAX_INPUT_LENGTH} characters` };
  }
  const parts = splitEmail(input);
  if ('reason' in parts) return parts;
  const { local, domain } = parts;
  const localFault = findLocalPartFault(local, parts.isQuoted);
  if (localFault !== undefined) return { reason: localFault };
  if (domain === '') return { reason: 'There must be something after the @-sign.' };
  if (domain.startsWith('[') && domain.endsWith(']'))
    return { reason: explainDomainLiteral(domain.slice(1, -1)) };
  const forms = parseEmailDomain(domain);
  if ('reason' in forms) return forms;
  const lengthFault = findLengthFault(local, domain, forms);
  if (lengthFault !== undefined) return { reason: `The email address is too long ${lengthFault}.` };
  // Last, as there: what is wrong with the address itself comes first.
  if (parts.hasDisplayName) {
    return { reason: 'A display name and angle brackets around the email address are not permitted here.' };
  }
  return { address: `${local}@${lowerCase(domain)}` };
}

/** Character by character, since a whole word's Σ can become a final ς, which is another domain. */
function lowerCase(domain: string): string {
  let lower = '';
  for (const character of domain) lower += character.toLowerCase();
  return lower;
}

/** email-validator's `validate_email_length`: the address as sent, as normalised, and with its domain in ASCII. */
function findLengthFault(local: string, domain: string, forms: EmailDomain): string | undefined {
  // NFC makes three bytes of UTF-8 out of one at most, and Punycode four bytes out of one character.
  if (9 * local.length + 4 * Math.max(domain.length, forms.ascii.length) < MAX_ADDRESS_LENGTH)
    return undefined;
  const sentFault = findSentLengthFault(`${local}@${domain}`);
  if (sentFault !== undefined) return sentFault;
  const normalized = local.normalize('NFC');
  const unicodeExcess = excessOf(`${normalized}@${forms.unicode}`);
  if (unicodeExcess > 0) return `after normalization ${bytesTooMany(unicodeExcess)}`;
  const asciiExcess = excessOf(`${normalized}@${forms.ascii}`);
  if (asciiExcess <= 0) return undefined;
  return `when the part after the @-sign is converted to IDNA ASCII ${bytesTooMany(asciiExcess)}`;
}

function findSentLengthFault(address: string): string | undefined {
  const excess = excessOf(address);
  if (excess <= 0) return undefined;
  const length = codePointLength(address);
  if (length === Buffer.byteLength(address)) return tooMany(length, MAX_ADDRESS_LENGTH);
  // How many characters that is depends on which of them would go.
  const widest = Math.max(...Array.from(address, (character) => Buffer.byteLength(character)));
  const fewest = Math.max(1, Math.floor(excess / widest));
  const count = fewest === excess ? `${excess}` : `${fewest}-${excess}`;
  return `(${count} character${excess > 1 ? 's' : ''} too many)`;
}

function excessOf(address: string): number {
  return Buffer.byteLength(address) - MAX_ADDRESS_LENGTH;
}

function bytesTooMany(excess: number): string {
  return `(${excess} byte${excess > 1 ? 's' : ''} too many)`;
}
