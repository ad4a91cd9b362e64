import type { FastifyRequest } from 'fastify';
import type { Authenticator } from './authenticator.js';
import type { Scope } from './scopes.js';

/** Re-checks that the token is still valid while a response is streamed. */
export type MayStillRead = () => Promise<boolean>;

/**
 * Of a request that is answered over a time, in which its token may be revoked or expire: to be asked before each part of
 * the answer.
 */
export function accessRevalidator(
  authenticator: Authenticator,
  { headers, businessId }: Pick<FastifyRequest, 'headers' | 'businessId'>,
  scope: Scope,
): MayStillRead {
  const secret = headers.authorization?.replace(/^bearer\s+/i, '') ?? '';
  return async () => {
    const principal = await authenticator.authenticate(secret);
    if (principal === undefined || businessId === null) return false;
    return principal.businessIds.has(businessId) && principal.scopes.has(scope);
  };
}
