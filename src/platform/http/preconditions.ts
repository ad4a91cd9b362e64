import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { preconditionFailed, weakIfMatch } from './errors.js';
import { bodyOf } from '../database/wire/json.js';
import { etagOf, etagsIn } from './etags.js';

const documentHeader =
  (name: string): ParameterDecorator =>
  (target, key) => {
    if (key === undefined) throw new TypeError('A constructor takes no header');
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    if (descriptor === undefined) throw new TypeError(`${String(key)} is not a method`);
    ApiHeader({ name, required: false })(target, key, descriptor);
  };

/** What `If-Match` holds, or undefined; documents the header along with it. */
export const IfMatch = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'],
  [documentHeader('If-Match')],
);

/** What `If-None-Match` of a write holds, or undefined; documents the header along with it. */
export const IfNoneMatch = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().headers['if-none-match'],
  [documentHeader('If-None-Match')],
);

/**
 * RFC 9110, 13.1.1: the comparison is the strong one, so that a weak ETag matches nothing; the suffix of a
 * proxy that compresses is left out of it. It holds only for a resource that is read under a lock, in the transaction that
 * changes it.
 *
 * @param resource as it would be sent: the same properties in the same order
 * @throws 412
 */
export function assertMatches(ifMatch: string | undefined, resource: object): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const etag = etagOf(bodyOf(resource));
  const candidates = etagsIn(ifMatch);
  if (candidates.includes(etag)) return;
  throw candidates.some((candidate) => /^W\//i.test(candidate)) ? weakIfMatch() : preconditionFailed();
}
