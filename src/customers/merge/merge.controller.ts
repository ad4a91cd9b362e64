import { Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../auth/require-scope.js';
import { BusinessScoped } from '../../businesses/business-scoped.js';
import type { Answer } from '../../database/wire/json.js';
import { Answers, Fails, Operation } from '../../http/docs/decorators.js';
import { type Caller, CurrentCaller } from '../../http/caller.js';
import { IfMatch } from '../../http/preconditions.js';
import { Body, Path } from '../../http/request-input.js';
import { writeConflicts } from '../customer-lock.js';
import { Customer } from '../customer.entity.js';
import { CustomerPath } from '../customers.dto.js';
import { CustomerMergeRequest } from './merge.dto.js';
import { MergeService } from './merge.service.js';

@ApiTags('customers')
@BusinessScoped()
@Controller('customers/:customer_id/merge')
export class MergeController {
  constructor(@Inject(MergeService) private readonly merges: MergeService) {}

  @Post()
  @RequireScope('customers:write')
  @Operation(
    'Merge customers',
    'Make one customer of several: it gets their contacts, what it has empty, and their Stripe customer if it has none. ' +
      'The others are deleted, stay readable with `merged_into`, and come back by being restored.',
  )
  @Answers(200, Customer)
  @Fails(400, 'from holds 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9f, which is no customer of this business')
  @Fails(
    409,
    ...writeConflicts,
    'The customer 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9f is deleted; restore it first',
    'The customers have 1001 contacts together, and one has at most 1000',
  )
  merge(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @Body() request: CustomerMergeRequest,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<Answer<Customer>> {
    return this.merges.merge(caller, customer_id, request, ifMatch);
  }
}
