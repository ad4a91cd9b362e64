import { findMisplacedDot, findUnsafe } from './email-syntax.js';
import { displayForeign } from '../python-text.js';

const DOT_ATOM = /^[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*$/;
const DOT_ATOM_INTERNATIONAL =
  /^[\w!#$%&'*+\-/=?^`{|}~\u0080-\u{10ffff}]+(?:\.[\w!#$%&'*+\-/=?^`{|}~\u0080-\u{10ffff}]+)*$/u;
const ATOM_CHARACTER = /^[.\w!#$%&'*+\-/=?^`{|}~\u0080-\u{10ffff}]$/u;
const QUOTED_CHARACTER = /^[\u0020-\u007e\u0080-\u{10ffff}]$/u;

const EDGES = {
  start: (character: string) => `An email address cannot start with a ${character}.`,
  end: (character: string) => `An email address cannot have a ${character} immediately before the @-sign.`,
};

/** Why email-validator rejects the part before the @-sign (`validate_email_local_part`), or undefined if it does not. */
export function findLocalPartFault(local: string, isQuoted: boolean): string | undefined {
  const fault = findFormFault(local, isQuoted);
  if (fault !== undefined) return fault;
  const normalized = local.normalize('NFC');
  if (normalized !== local) {
    const normalizedFault = findFormFault(normalized, isQuoted);
    if (normalizedFault !== undefined) return `After Unicode normalization: ${normalizedFault}`;
  }
  return isQuoted ? 'Quoting the part before the @-sign is not allowed here.' : undefined;
}

function findFormFault(local: string, isQuoted: boolean): string | undefined {
  if (local === '') return 'There must be something before the @-sign.';
  if (DOT_ATOM.test(local)) return undefined;
  if (DOT_ATOM_INTERNATIONAL.test(local)) return findUnsafe(local);
  if (isQuoted) return findQuotedFault(local);
  const foreign = displayForeign(local, ATOM_CHARACTER);
  if (foreign !== undefined) {
    return `The email address contains invalid characters before the @-sign: ${foreign}.`;
  }
  return (
    findMisplacedDot(local, EDGES, false) ??
    'The email address contains invalid characters before the @-sign.'
  );
}

function findQuotedFault(local: string): string | undefined {
  const foreign = displayForeign(local, QUOTED_CHARACTER);
  if (foreign === undefined) return findUnsafe(local, true);
  return `The email address contains invalid characters in quotes before the @-sign: ${foreign}.`;
}
