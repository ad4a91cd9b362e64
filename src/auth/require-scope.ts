import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { Fails } from '../http/api-docs.js';
import type { Scope } from '../http/scopes.js';

export const scopeKey = 'auth:scope';
export const publicKey = 'auth:public';

/** The scope that a token has to hold to call the route, checked and documented. */
export const RequireScope = (scope: Scope) =>
  applyDecorators(SetMetadata(scopeKey, scope), ApiSecurity('bearer', [scope]), Fails(401, 403, 429));

/** A route that asks for no token. */
export const Public = () => SetMetadata(publicKey, true);
