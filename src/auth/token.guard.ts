import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../common/caller.js';
import { notAuthenticated } from '../common/errors.js';
import { FailedAuthentications } from '../rate-limit/failed-authentications.js';
import { tooManyRequests } from '../rate-limit/rate-limit.guards.js';
import { publicKey } from './require-scope.js';

/** The first of the checks: `Authorization: Bearer …` → `request.principal`, or 401. */
@Injectable()
export class TokenGuard extends AuthGuard('bearer') {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(FailedAuthentications) private readonly failures: FailedAuthentications,
  ) {
    super();
  }

  override canActivate(
    context: ExecutionContext,
  ): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    const isPublic = this.reflector.getAllAndOverride<boolean>(publicKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    return isPublic || super.canActivate(context);
  }

  /** The header is all that the strategy sees: a secret in a query or a body would end up in logs. */
  override getRequest(context: ExecutionContext): { headers: { authorization: string | undefined } } {
    const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    return { headers: { authorization } };
  }

  override handleRequest<T>(error: unknown, user: T | false, _info: unknown, context: ExecutionContext): T {
    if (error instanceof Error) throw error;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!user) throw this.failureOf(request);
    request.principal = user as unknown as Principal;
    return user;
  }

  /** Who sends no token guesses none. */
  private failureOf({ headers, ip }: FastifyRequest) {
    const retryAfter = headers.authorization === undefined ? undefined : this.failures.add(ip);
    return retryAfter === undefined
      ? notAuthenticated()
      : tooManyRequests('Too many failed authentications from this address', retryAfter);
  }
}
