import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../platform/http/caller.js';
import { notAuthenticated, tooManyRequests } from '../../platform/http/errors.js';
import { FailedAuthentications } from '../../platform/rate-limit/failed-authentications.js';
import { BearerStrategy } from './bearer.strategy.js';
import { publicKey } from './require-scope.js';

type StrategyRequest = Parameters<BearerStrategy['authenticate']>[0];

/** The first of the checks: `Authorization: Bearer …` → `request.principal`, or 401. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly failures: FailedAuthentications,
    private readonly strategy: BearerStrategy,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handlers = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(publicKey, handlers)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.authenticate(request.headers.authorization);
    if (principal === undefined) throw this.failureOf(request);
    request.principal = principal;
    return true;
  }

  /**
   * One attempt of the strategy, with a separate object for each request, as passport makes it: two attempts on
   * one object would answer each other's requests. Passport's registry is left out, because it belongs to the
   * process, where two applications would share the strategy of the later one. The header is all that the strategy
   * sees: a secret in a query or a body would end up in logs.
   */
  private authenticate(authorization: string | undefined): Promise<Principal | undefined> {
    return new Promise((resolve, reject) => {
      const attempt = Object.assign(Object.create(this.strategy) as BearerStrategy, {
        success: (principal: Principal) => resolve(principal),
        fail: () => resolve(undefined),
        error: reject,
      });
      // RFC 6750, 2.1: one or more spaces after the scheme. The strategy takes one only.
      const normalized = authorization?.replace(/^(\S+) +/, '$1 ');
      attempt.authenticate({ headers: { authorization: normalized } } as StrategyRequest);
    });
  }

  /** A request without a token guesses none, and is not counted as a failure. */
  private failureOf({ headers, ip }: FastifyRequest) {
    const retryAfter = headers.authorization === undefined ? undefined : this.failures.add(ip);
    return retryAfter === undefined
      ? notAuthenticated()
      : tooManyRequests('Too many failed authentications from this address', retryAfter);
  }
}
