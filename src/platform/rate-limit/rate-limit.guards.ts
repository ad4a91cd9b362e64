import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tooManyRequests } from '../http/errors.js';
import { type RateLimit, RateLimiter } from './rate-limiter.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where no limit applies. */
    rateLimit: RateLimit | null;
  }
}

/** Right after the token: counts the request, and says on every response from here on how the token stands. */
@Injectable()
export class RateCountGuard implements CanActivate {
  constructor(private readonly limiter: RateLimiter) {}

  canActivate(context: ExecutionContext): true {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (request.principal === null) return true;
    const rateLimit = this.limiter.count(request.principal.tokenId);
    if (rateLimit === undefined) return true;
    request.rateLimit = rateLimit;
    const reply = http.getResponse<FastifyReply>();
    void reply.header('ratelimit-limit', rateLimit.limit);
    void reply.header('ratelimit-remaining', rateLimit.remaining);
    void reply.header('ratelimit-reset', rateLimit.reset);
    return true;
  }
}

/** Where the contract's order of checks has it: a request beyond the limit is a 429, unless it is a 403 anyway. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  canActivate(context: ExecutionContext): true {
    const { rateLimit } = context.switchToHttp().getRequest<FastifyRequest>();
    if (rateLimit?.isExceeded === true) {
      throw tooManyRequests('Too many requests, please try again later', rateLimit.reset);
    }
    return true;
  }
}
