import { Controller, Delete, Get, Inject, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import { Answers, Fails } from '../http/api-docs.js';
import { type Caller, CurrentCaller } from '../http/caller.js';
import type { Answer, Json } from '../database/wire/json.js';
import type { Page } from '../lists/pagination.js';
import { IfMatch } from '../http/preconditions.js';
import { Body, Path, Query } from '../http/request-input.js';
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
  constructor(@Inject(PaymentTermsService) private readonly paymentTerms: PaymentTermsService) {}

  @Post()
  @RequireScope('payment_terms:write')
  @ApiOperation({
    operationId: 'create_payment_term_api_v1_payment_terms_post',
    summary: 'Create payment term',
    description: 'Create a payment term. A new default takes the place of the one before it.',
  })
  @Answers(201, PaymentTerm)
  @Fails(400, 409, 413, 415, 422)
  create(
    @CurrentCaller() caller: Caller,
    @Body() request: PaymentTermCreateRequest,
  ): Promise<Answer<PaymentTerm>> {
    return this.paymentTerms.create(caller, request);
  }

  @Get()
  @RequireScope('payment_terms:read')
  @ApiOperation({
    operationId: 'list_payment_terms_api_v1_payment_terms_get',
    summary: 'List payment terms',
    description: 'List payment terms in order, a page at a time.',
  })
  @Answers(200, PaymentTermListResponse, { isResource: false })
  @Fails(400, 422)
  list(
    @CurrentCaller() caller: Caller,
    @Query() query: PaymentTermListQuery,
  ): Promise<Json<Page<PaymentTerm>>> {
    return this.paymentTerms.list(caller, query);
  }

  @Get('default')
  @RequireScope('payment_terms:read')
  @ApiOperation({
    operationId: 'get_default_payment_term_api_v1_payment_terms_default_get',
    summary: 'Get default payment term',
    description: 'Get the default payment term of the business; a 404 if there is none.',
  })
  @Answers(200, PaymentTerm)
  @Fails(400, 404, 422)
  getDefault(@CurrentCaller() caller: Caller): Promise<PaymentTerm> {
    return this.paymentTerms.getDefault(caller);
  }

  @Post('seed-defaults')
  @RequireScope('payment_terms:write')
  @ApiOperation({
    operationId: 'seed_default_terms_api_v1_payment_terms_seed_defaults_post',
    summary: 'Seed default payment terms',
    description:
      'Add those of the usual payment terms that the business has not yet. A second call changes nothing.',
  })
  @Answers(201, [PaymentTerm])
  @Fails(400, 409, 422)
  seedDefaults(@CurrentCaller() caller: Caller): Promise<Answer<PaymentTerm[]>> {
    return this.paymentTerms.seedDefaults(caller);
  }

  @Get(':term_id')
  @RequireScope('payment_terms:read')
  @ApiOperation({
    operationId: 'get_payment_term_api_v1_payment_terms__term_id__get',
    summary: 'Get payment term',
    description: 'Get a payment term by id; a deactivated one too.',
  })
  @Answers(200, PaymentTerm)
  @Fails(400, 404, 422)
  get(@CurrentCaller() caller: Caller, @Path() { term_id }: PaymentTermPath): Promise<PaymentTerm> {
    return this.paymentTerms.get(caller, term_id);
  }

  @Put(':term_id')
  @RequireScope('payment_terms:write')
  @ApiOperation({
    operationId: 'update_payment_term_api_v1_payment_terms__term_id__put',
    summary: 'Update payment term',
    description: 'Change the fields that are present; `null` clears one.',
  })
  @Answers(200, PaymentTerm)
  @Fails(400, 404, 412, 413, 415, 422)
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
  @ApiOperation({
    operationId: 'deactivate_payment_term_api_v1_payment_terms__term_id__delete',
    summary: 'Deactivate payment term',
    description: 'The payment term can be chosen no longer; it stays readable by id, and customers keep it.',
  })
  @Answers(204)
  @Fails(400, 404, 412, 422)
  deactivate(
    @CurrentCaller() caller: Caller,
    @Path() { term_id }: PaymentTermPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    return this.paymentTerms.deactivate(caller, term_id, ifMatch);
  }
}
