import { explainDomainLiteral } from './domain-literal.js';
import { type EmailDomain, parseEmailDomain } from './email-domain.js';
import { findLocalPartFault } from './email-local-part.js';
import { splitEmail } from './email-split.js';
import { tooMany } from './email-syntax.js';
import { codePointLength } from '../text.js';

export type EmailAddressResult = { address: string } | { reason: string };

/** RFC 3696 with its errata: in bytes of UTF-8. */
const MAX_ADDRESS_LENGTH = 254;

/** RFC 2142's names of mailboxes (email-validator's CASE_INSENSITIVE_MAILBOX_NAMES): in any case they are the same. */
const MAILBOX_NAME =
  /^(?:info|marketing|sales|support|abuse|noc|security|postmaster|hostmaster|usenet|news|webmaster|www|uucp|ftp)$/i;

/**
 * A port of email-validator 2.3's `validate_email(check_deliverability=False)`, with its sentences. An accepted address
 * is in its normalized form: the domain in lower case and Unicode, the local part in NFC.
 */
export function parseEmailAddress(input: string): EmailAddressResult {
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
  const normalized = MAILBOX_NAME.test(local) ? local.toLowerCase() : local.normalize('NFC');
  const lengthFault = findLengthFault(`${local}@${domain}`, normalized, forms);
  if (lengthFault !== undefined) return { reason: `The email address is too long ${lengthFault}.` };
  // Last, as there: errors of the address itself come first.
  if (parts.hasDisplayName) {
    return { reason: 'A display name and angle brackets around the email address are not permitted here.' };
  }
  return { address: `${normalized}@${forms.unicode}` };
}

/** email-validator's `validate_email_length`: the address as sent, as normalised, and with its domain in ASCII. */
function findLengthFault(input: string, local: string, { unicode, ascii }: EmailDomain): string | undefined {
  // A unit of UTF-16 is three bytes of UTF-8 at most.
  if (
    3 * Math.max(input.length, local.length + 1 + Math.max(unicode.length, ascii.length)) <=
    MAX_ADDRESS_LENGTH
  )
    return undefined;
  const inputFault = findInputLengthFault(input);
  if (inputFault !== undefined) return inputFault;
  const unicodeExcess = excessOf(`${local}@${unicode}`);
  if (unicodeExcess > 0) return `after normalization ${bytesTooMany(unicodeExcess)}`;
  const asciiExcess = excessOf(`${local}@${ascii}`);
  if (asciiExcess <= 0) return undefined;
  return `when the part after the @-sign is converted to IDNA ASCII ${bytesTooMany(asciiExcess)}`;
}

function findInputLengthFault(address: string): string | undefined {
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
