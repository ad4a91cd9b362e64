import { findMisplacedDot, findUnsafe, tooMany } from './email-syntax.js';
import { decodeLabel, encodeLabel, findAsciiLabelFault } from './idna.js';
import { displayForeign } from '../python-text.js';
import { MAPPABLE, mapDomain } from './uts46.js';

export interface EmailDomain {
  /** The form for DNS: lower case, international labels as `xn--`. */
  ascii: string;
  /** The canonical form for display. */
  unicode: string;
}

const HOST_CHARACTER = /^[a-zA-Z0-9.\-\u0080-\u{10ffff}]$/u;
const ASCII_HOST = /^[a-zA-Z0-9.-]+$/;
const MAX_DOMAIN_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;

/** email-validator's SPECIAL_USE_DOMAIN_NAMES; `example.com` and its like are not among them. */
const SPECIAL_USE_DOMAINS = new Set(['arpa', 'invalid', 'local', 'localhost', 'onion', 'test']);
const SPECIAL_USE =
  'The part after the @-sign is a special-use or reserved name that cannot be used with email.';

const EDGES = {
  start: (character: string) => `An email address cannot have a ${character} immediately after the @-sign.`,
  end: (character: string) => `An email address cannot end with a ${character}.`,
};

/** Most domains: ASCII labels of a valid length, none of them reserved or `xn--`, under a top-level domain of letters. */
const PLAIN_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

function isPlain(domain: string): boolean {
  return domain.length <= MAX_DOMAIN_LENGTH && !domain.includes('--') && PLAIN_DOMAIN.test(domain);
}

/** Both forms of the part after the @-sign, or why email-validator rejects it (`validate_email_domain_name`). */
export function parseEmailDomain(domain: string): EmailDomain | { reason: string } {
  if (isPlain(domain)) {
    const plain = domain.toLowerCase();
    return isSpecialUse(plain) ? { reason: SPECIAL_USE } : { ascii: plain, unicode: plain };
  }
  const mapped = ASCII_HOST.test(domain) ? { domain: domain.toLowerCase() } : mapInternational(domain);
  if ('reason' in mapped) return mapped;
  const labels = mapped.domain.split('.');
  const layoutFault = findLayoutFault(mapped.domain, labels);
  if (layoutFault !== undefined) return { reason: layoutFault };
  const ascii = encodeLabels(mapped.domain, labels);
  if ('reason' in ascii) return ascii;
  const fault = findLengthFault(ascii.domain, domain) ?? findNameFault(ascii.domain);
  if (fault !== undefined) return { reason: fault };
  return { ascii: ascii.domain, unicode: ascii.domain.split('.').map(decodeLabel).join('.') };
}

function mapInternational(domain: string): { domain: string } | { reason: string } {
  const foreign = displayForeign(domain, HOST_CHARACTER);
  if (foreign !== undefined)
    return { reason: `The part after the @-sign contains invalid characters: ${foreign}.` };
  const unsafe = findUnsafe(domain);
  if (unsafe !== undefined) return { reason: unsafe };
  const unmappable = displayForeign(domain, MAPPABLE);
  if (unmappable !== undefined)
    return { reason: `The part after the @-sign contains invalid characters: ${unmappable}.` };
  const mapped = mapDomain(domain);
  if ('fault' in mapped)
    return { reason: `The part after the @-sign contains invalid characters (${mapped.fault}).` };
  const mappedForeign = displayForeign(mapped.domain, HOST_CHARACTER);
  if (mappedForeign === undefined) return mapped;
  return {
    reason: `The part after the @-sign contains invalid characters after Unicode normalization: ${mappedForeign}.`,
  };
}

function findLayoutFault(domain: string, labels: string[]): string | undefined {
  const misplaced = findMisplacedDot(domain, EDGES, true);
  if (misplaced !== undefined) return misplaced;
  // RFC 5890's reserved labels. Only the first two characters tell xn-- apart, and they may be any characters.
  if (!labels.some((label) => /^(?!xn)..--/iu.test(label))) return undefined;
  return 'An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, except Punycode.';
}

function encodeLabels(domain: string, labels: string[]): { domain: string } | { reason: string } {
  if (ASCII_HOST.test(domain)) return { domain };
  const encoded: string[] = [];
  for (const label of labels) {
    const result = encodeLabel(label);
    if ('fault' in result) return { reason: `The part after the @-sign is invalid (${result.fault}).` };
    encoded.push(result.label);
  }
  return { domain: encoded.join('.') };
}

function findLengthFault(ascii: string, input: string): string | undefined {
  const excess = ascii.length - MAX_DOMAIN_LENGTH;
  if (excess > 0) {
    return ascii === input
      ? `The email address is too long after the @-sign ${tooMany(ascii.length, MAX_DOMAIN_LENGTH)}.`
      : `The email address is too long after the @-sign (${excess} byte${excess === 1 ? '' : 's'} too many after IDNA encoding).`;
  }
  const long = ascii.split('.').find((label) => label.length > MAX_LABEL_LENGTH);
  if (long === undefined) return undefined;
  return `After the @-sign, periods cannot be separated by so many characters ${tooMany(long.length, MAX_LABEL_LENGTH)}.`;
}

function isSpecialUse(ascii: string): boolean {
  return SPECIAL_USE_DOMAINS.has(ascii.slice(ascii.lastIndexOf('.') + 1));
}

function findNameFault(ascii: string): string | undefined {
  if (!ascii.includes('.')) return 'The part after the @-sign is not valid. It should have a period.';
  if (!/[A-Za-z]$/.test(ascii)) {
    return 'The part after the @-sign is not valid. It is not within a valid top-level domain.';
  }
  if (isSpecialUse(ascii)) return SPECIAL_USE;
  const fault = ascii
    .split('.')
    .map(findAsciiLabelFault)
    .find((found) => found !== undefined);
  return fault === undefined ? undefined : `The part after the @-sign is not valid IDNA (${fault}).`;
}
