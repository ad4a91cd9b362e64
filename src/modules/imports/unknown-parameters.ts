import type { FastifyRequest } from 'fastify';
import { extraForbidden, locate } from '../../pydantic/issues.js';
import { unprocessable } from '../../platform/http/errors.js';
import { parseQuery } from '../../platform/http/raw-query.js';
import { fieldsOf } from '../../resource/fields/request-reader.js';
import { ImportQuery } from './import-query.js';

const known = fieldsOf(ImportQuery).map(({ name }) => name);

const compared = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** In characters: a shorter name is too close to others, such as `code` to `mode`. */
const minMisspeltLength = 6;

/** Whether one character was added, left out or changed, or two neighbours were swapped. */
function isOneEditAway(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  const swapped = `${long.slice(0, at)}${long[at + 1] ?? ''}${long[at] ?? ''}${long.slice(at + 2)}`;
  return short.slice(at + 1) === long.slice(at + 1) || short === swapped;
}

/** Whether the name means a parameter of an import, and is not spelt as it: `dry_runn`, `dryRun`, `match-on`. */
const isMisspelt = (name: string): boolean =>
  known.some((parameter) => {
    const [sent, meant] = [compared(name), compared(parameter)];
    return sent === meant || (meant.length >= minMisspeltLength && isOneEditAway(sent, meant));
  });

function refuse(request: FastifyRequest, isRefused: (name: string) => boolean): void {
  const { url = '' } = request.raw;
  const start = url.indexOf('?');
  if (start < 0) return;
  const { names, values } = parseQuery(url.slice(start + 1));
  const refused = [...names].filter((name) => !known.includes(name) && isRefused(name));
  if (refused.length > 0)
    throw unprocessable(refused.map((name) => locate(extraForbidden, ['query', name], values[name] ?? '')));
}

/** @throws 422: an import that ignored a misspelt `dry_run` would store the rows */
export const refuseUnknownParameters = (request: FastifyRequest): void => refuse(request, () => true);

/**
 * For a route of the source API, which ignores parameters that it does not know.
 *
 * @throws 422 for a misspelt parameter of an import, none of which the source API has
 */
export const refuseMisspeltParameters = (request: FastifyRequest): void => refuse(request, isMisspelt);
