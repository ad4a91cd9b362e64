import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { BusinessId } from '../database/business-id.js';
import type { IdempotencyKey } from './idempotency-key.js';

/** Who sent a request, as its token says. */
export interface Principal {
  readonly tokenId: string;
  readonly ownerEmail: string;
  /** The scopes of the token, including implied ones. */
  readonly scopes: ReadonlySet<string>;
  readonly businessIds: ReadonlySet<string>;
  /** When the token ends, in milliseconds since 1970; `Infinity` for never. */
  readonly expiresAt: number;
}

/** The actor, for the audit trail and authorization. */
export interface Actor {
  readonly principal: Principal;
  /** `x-user-email`: the person on whose behalf the token acts. */
  readonly userEmail: string | null;
  readonly requestId: string;
}

/** An actor within one business: the first argument of everything that touches a business's data. */
export interface Caller extends Actor {
  readonly businessId: BusinessId;
  /** Of a POST that may be sent again. */
  readonly idempotencyKey: IdempotencyKey | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
    businessId: BusinessId | null;
    userEmail: string | null;
    idempotencyKey: IdempotencyKey | null;
  }
}

function principalOf({ principal, url }: FastifyRequest): Principal {
  if (principal === null) throw new Error(`${url} takes an actor, but its route asks for no token`);
  return principal;
}

function actorOf(request: FastifyRequest): Actor {
  const { userEmail, id: requestId } = request;
  return { principal: principalOf(request), userEmail, requestId };
}

/** The actor of a route that is not bound to a business. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor =>
  actorOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The caller of a business-scoped route. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { businessId, userEmail, id: requestId, idempotencyKey } = request;
  if (businessId === null) throw new Error(`${request.url} takes a caller, but is not business-scoped`);
  return { principal: principalOf(request), userEmail, requestId, businessId, idempotencyKey };
});
