import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { businessHeader } from '../../platform/http/headers.js';

export const businessScopedKey = 'businesses:scoped';

/** A controller whose routes act in the business that `x-business-id` names. */
export const BusinessScoped = () =>
  applyDecorators(SetMetadata(businessScopedKey, true), ApiSecurity(businessHeader));
