import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

export const businessScopedKey = 'businesses:scoped';
export const businessHeader = 'x-business-id';

/** A controller whose routes act in the business that `x-business-id` names. */
export const BusinessScoped = () =>
  applyDecorators(SetMetadata(businessScopedKey, true), ApiSecurity(businessHeader));
