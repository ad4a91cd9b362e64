import { Controller, Delete, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../tokens/require-scope.js';
import { BusinessScoped } from '../../businesses/business-scoped.js';
import { SuccessResponse, Fails, Operation } from '../../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../../platform/http/caller.js';
import type { Json } from '../../../platform/database/wire/json.js';
import { IfMatch } from '../../../platform/http/preconditions.js';
import { Body, Path } from '../../../resource/requests/request-input.js';
import { Customer } from '../customer.entity.js';
import { writeConflicts } from '../customer-lock.js';
import { CustomerPath } from '../customers.dto.js';
import { StripeLinkRequest } from './stripe-link.dto.js';
import { StripeLinkService } from './stripe-link.service.js';

@ApiTags('customers')
@BusinessScoped()
@Controller('customers/:customer_id/stripe-link')
export class StripeLinkController {
  constructor(private readonly stripeLink: StripeLinkService) {}

  @Put()
  @RequireScope('customers:write')
  @Operation('Link Stripe customer', 'Link the customer to a Stripe customer, replacing any previous link.')
  @SuccessResponse(200, Customer)
  @Fails(
    409,
    ...Object.values(writeConflicts),
    'The Stripe customer cus_NffrFeUfNV2Hib is already linked to another customer',
  )
  link(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @Body() { stripe_customer_id }: StripeLinkRequest,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<Json<Customer>> {
    return this.stripeLink.link(caller, customer_id, stripe_customer_id, ifMatch);
  }

  @Delete()
  @RequireScope('customers:write')
  @Operation('Unlink Stripe customer', 'Remove the link to a Stripe customer, if there is one.')
  @SuccessResponse(200, Customer)
  @Fails(409, ...Object.values(writeConflicts))
  unlink(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<Json<Customer>> {
    return this.stripeLink.unlink(caller, customer_id, ifMatch);
  }
}
