import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { forbidden } from '../../platform/http/errors.js';
import type { Scope } from './scopes.js';
import { scopeKey } from './require-scope.js';

/** The token has to hold the route's scope, or it is a 403. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const scope = this.reflector.get<Scope | undefined>(scopeKey, context.getHandler());
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    if (scope !== undefined && principal?.scopes.has(scope) !== true) throw forbidden();
    return true;
  }
}
