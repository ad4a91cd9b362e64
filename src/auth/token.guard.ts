import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../common/caller.js';
import { notAuthenticated } from '../common/errors.js';
import { publicKey } from './require-scope.js';

/** The first of the checks: `Authorization: Bearer …` → `request.principal`, or 401. */
@Injectable()
export class TokenGuard extends AuthGuard('bearer') {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {
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
    if (!user) throw notAuthenticated();
    context.switchToHttp().getRequest<FastifyRequest>().principal = user as unknown as Principal;
    return user;
  }
}
