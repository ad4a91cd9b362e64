import { Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../tokens/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import { SuccessResponse, Fails, Operation } from '../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import type { ResponseBody, Json } from '../../platform/database/wire/json.js';
import type { Page } from '../../resource/lists/page.js';
import { IfMatch } from '../../platform/http/preconditions.js';
import { Body, Path, Query } from '../../resource/requests/request-input.js';
import { PaymentTerm } from './payment-term.entity.js';
import {
  PaymentTermCreateRequest,
  PaymentTermListQuery,
  PaymentTermListResponse,
  PaymentTermPath,
  PaymentTermUpdateRequest,
} from './payment-terms.dto.js';
import { PaymentTermsService } from './payment-terms.service.js';

@ApiTags('payment-terms')
@BusinessScoped()
@Controller('payment-terms')
export class PaymentTermsController {
  constructor(private readonly paymentTerms: PaymentTermsService) {}

  @Post()
  @RequireScope('payment_terms:write')
  @Operation('Create payment term', 'Create a payment term. A new default replaces the previous one.')
  @SuccessResponse(201, PaymentTerm)
  create(
    @CurrentCaller() caller: Caller,
    @Body() request: PaymentTermCreateRequest,
  ): Promise<ResponseBody<PaymentTerm>> {
    return this.paymentTerms.create(caller, request);
  }

  @Get()
  @RequireScope('payment_terms:read')
  @Operation('List payment terms', 'List payment terms, one page at a time.')
  @SuccessResponse(200, PaymentTermListResponse, { isResource: false })
  list(
    @CurrentCaller() caller: Caller,
    @Query() query: PaymentTermListQuery,
  ): Promise<Json<Page<PaymentTerm>>> {
    return this.paymentTerms.list(caller, query);
  }

  @Get('default')
  @RequireScope('payment_terms:read')
  @Operation('Get default payment term', 'Get the default payment term of the business; 404 if it has none.')
  @SuccessResponse(200, PaymentTerm)
  @Fails(404, 'Payment term not found')
  getDefault(@CurrentCaller() caller: Caller): Promise<PaymentTerm> {
    return this.paymentTerms.getDefault(caller);
  }

  @Post('seed-defaults')
  @RequireScope('payment_terms:write')
  @Operation(
    'Seed default payment terms',
    'Add the usual payment terms that the business does not have yet. A second call changes nothing.',
    'seed_default_terms',
  )
  @SuccessResponse(201, [PaymentTerm])
  seedDefaults(@CurrentCaller() caller: Caller): Promise<ResponseBody<PaymentTerm[]>> {
    return this.paymentTerms.seedDefaults(caller);
  }

  @Get(':term_id')
  @RequireScope('payment_terms:read')
  @Operation('Get payment term', 'Get a payment term by id, even if deactivated.')
  @SuccessResponse(200, PaymentTerm)
  get(@CurrentCaller() caller: Caller, @Path() { term_id }: PaymentTermPath): Promise<PaymentTerm> {
    return this.paymentTerms.get(caller, term_id);
  }

  @Put(':term_id')
  @RequireScope('payment_terms:write')
  @Operation('Update payment term', 'Change the fields that are present; `null` clears a field.')
  @SuccessResponse(200, PaymentTerm)
  update(
    @CurrentCaller() caller: Caller,
    @Path() { term_id }: PaymentTermPath,
    @Body() request: PaymentTermUpdateRequest,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<PaymentTerm> {
    return this.paymentTerms.update(caller, term_id, request, ifMatch);
  }

  @Delete(':term_id')
  @RequireScope('payment_terms:write')
  @Operation(
    'Deactivate payment term',
    'Deactivate a payment term: it can no longer be chosen, stays readable by id, and customers keep it.',
  )
  @SuccessResponse(204)
  deactivate(
    @CurrentCaller() caller: Caller,
    @Path() { term_id }: PaymentTermPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    return this.paymentTerms.deactivate(caller, term_id, ifMatch);
  }
}
