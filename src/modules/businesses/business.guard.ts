import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { badRequest, forbidden } from '../../platform/http/errors.js';
import { grantedBusinessId } from '../../platform/database/business-id.js';
import { businessHeader } from '../../platform/http/headers.js';
import { businessScopedKey } from './business-scoped.js';

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * `x-business-id` → `request.businessId`: 400 without one that is a UUID, 403 where the token is not granted for
 * it, whether or not there is such a business.
 */
@Injectable()
export class BusinessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.reflector.get<boolean | undefined>(businessScopedKey, context.getClass())) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const header = request.headers[businessHeader];
    if (header === undefined) throw badRequest(`${businessHeader} header is required`);
    if (typeof header !== 'string' || !uuid.test(header))
      throw badRequest(`${businessHeader} must be a UUID`);
    const granted = request.principal?.businessIds ?? new Set<string>();
    const businessId = grantedBusinessId(granted, header.toLowerCase());
    if (businessId === undefined) throw forbidden();
    request.businessId = businessId;
    return true;
  }
}
