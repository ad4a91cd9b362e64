import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { Scope } from './scopes.js';

export const scopeKey = 'auth:scope';
export const publicKey = 'auth:public';
export const anyScopeKey = 'auth:any-scope';

/** The scope that a token has to hold to call the route, checked and documented. */
export const RequireScope = (scope: Scope) =>
  applyDecorators(SetMetadata(scopeKey, scope), ApiSecurity('bearer', [scope]));

/** A route that asks for no token. */
export const Public = () => SetMetadata(publicKey, true);

/** A route that requires a token with any scope; the operations that it calls check theirs. */
export const AnyScope = () => SetMetadata(anyScopeKey, true);
