import { displayForeign, pythonRepr } from '../python-text.js';

/** Why email-validator rejects a literal in brackets after the @-sign, which it never allows here (`validate_email_domain_literal`). */
export function explainDomainLiteral(literal: string): string {
  if (/^[0-9.]+$/.test(literal)) {
    const fault = findIpv4Fault(literal);
    if (fault === undefined) return 'A bracketed IP address after the @-sign is not allowed here.';
    return `The address in brackets after the @-sign is not valid: It is not an IPv4 address (${fault}) or is missing an address literal tag.`;
  }
  if (literal.startsWith('IPv6:')) {
    const fault = findIpv6Fault(literal.slice(5));
    if (fault === undefined) return 'A bracketed IP address after the @-sign is not allowed here.';
    return `The IPv6 address in brackets after the @-sign is not valid (${fault}).`;
  }
  if (!literal.includes(':')) {
    return 'The part after the @-sign in brackets is not an IPv4 address and has no address literal tag.';
  }
  const foreign = displayForeign(literal, /^[\u0021-\u00fa]$/);
  if (foreign !== undefined) {
    return `The part after the @-sign contains invalid characters in brackets: ${foreign}.`;
  }
  return 'The part after the @-sign contains an invalid address literal tag in brackets.';
}

/** The message of CPython's `ipaddress.IPv4Address` for a text that is not one. */
function findIpv4Fault(text: string): string | undefined {
  if (text === '') return 'Address cannot be empty';
  const octets = text.split('.');
  if (octets.length !== 4) return `Expected 4 octets in ${pythonRepr(text)}`;
  for (const octet of octets) {
    const fault = findOctetFault(octet);
    if (fault !== undefined) return `${fault} in ${pythonRepr(text)}`;
  }
  return undefined;
}

function findOctetFault(octet: string): string | undefined {
  if (octet === '') return 'Empty octet not permitted';
  if (!/^[0-9]+$/.test(octet)) return `Only decimal digits permitted in ${pythonRepr(octet)}`;
  if (octet.length > 3) return `At most 3 characters permitted in ${pythonRepr(octet)}`;
  if (octet !== '0' && octet.startsWith('0'))
    return `Leading zeros are not permitted in ${pythonRepr(octet)}`;
  return Number(octet) > 255 ? `Octet ${octet} (> 255) not permitted` : undefined;
}

/** The message of CPython's `ipaddress.IPv6Address` for a text that is not one. */
function findIpv6Fault(text: string): string | undefined {
  if (text.includes('/')) return `Unexpected '/' in ${pythonRepr(text)}`;
  const percent = text.indexOf('%');
  if (percent === -1) return findColonsFault(text);
  const scope = text.slice(percent + 1);
  if (scope === '' || scope.includes('%')) return `Invalid IPv6 address: "${pythonRepr(text)}"`;
  return findColonsFault(text.slice(0, percent));
}

function findColonsFault(text: string): string | undefined {
  const shown = pythonRepr(text);
  if (text === '') return 'Address cannot be empty';
  const parts = text.split(':');
  if (parts.length < 3) return `At least 3 parts expected in ${shown}`;
  const last = parts.at(-1) ?? '';
  if (last.includes('.')) {
    const fault = findIpv4Fault(last);
    if (fault !== undefined) return `${fault} in ${shown}`;
    parts.splice(-1, 1, '0', '0');
  }
  if (parts.length > 9) return `At most 8 colons permitted in ${shown}`;
  const gaps = parts.slice(1, -1).filter((part) => part === '').length;
  if (gaps > 1) return `At most one '::' permitted in ${shown}`;
  const layout = gaps === 1 ? findGapFault(parts, shown) : findFullFault(parts, shown);
  if (layout !== undefined) return layout;
  const fault = parts
    .filter((part) => part !== '')
    .map(findHextetFault)
    .find((found) => found !== undefined);
  return fault === undefined ? undefined : `${fault} in ${shown}`;
}

function findGapFault(parts: string[], shown: string): string | undefined {
  const gap = parts.indexOf('', 1);
  const before = parts[0] === '' ? gap - 1 : gap;
  if (parts[0] === '' && before > 0) return `Leading ':' only permitted as part of '::' in ${shown}`;
  const following = parts.length - gap - 1;
  const after = parts.at(-1) === '' ? following - 1 : following;
  if (parts.at(-1) === '' && after > 0) return `Trailing ':' only permitted as part of '::' in ${shown}`;
  return before + after > 7 ? `Expected at most 7 other parts with '::' in ${shown}` : undefined;
}

function findFullFault(parts: string[], shown: string): string | undefined {
  if (parts.length !== 8) return `Exactly 8 parts expected without '::' in ${shown}`;
  if (parts[0] === '') return `Leading ':' only permitted as part of '::' in ${shown}`;
  return parts.at(-1) === '' ? `Trailing ':' only permitted as part of '::' in ${shown}` : undefined;
}

function findHextetFault(part: string): string | undefined {
  if (!/^[0-9a-fA-F]+$/.test(part)) return `Only hex digits permitted in ${pythonRepr(part)}`;
  return part.length > 4 ? `At most 4 characters permitted in ${pythonRepr(part)}` : undefined;
}
