import { Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../../tokens/require-scope.js';
import { BusinessScoped } from '../../businesses/business-scoped.js';
import type { ResponseBody } from '../../../platform/database/wire/json.js';
import { SuccessResponse, Fails, Operation } from '../../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../../platform/http/caller.js';
import { IfMatch } from '../../../platform/http/preconditions.js';
import { Body, Path, RefuseUnknownFields } from '../../../resource/requests/request-input.js';
import { writeConflicts } from '../customer-lock.js';
import { CustomerPath } from '../customers.dto.js';
import { CustomerMergeRequest, CustomerMergeResponse } from './merge.dto.js';
import { MergeService } from './merge.service.js';

@ApiTags('customers')
@BusinessScoped()
@Controller('customers/:customer_id/merge')
export class MergeController {
  constructor(private readonly merges: MergeService) {}

  @Post()
  @RequireScope('customers:write')
  @RefuseUnknownFields()
  @Operation(
    'Merge customers',
    'Merge several customers into the one in the path. It gets the contacts of the others ' +
      'unless it has an equal one, values for its empty fields, and their Stripe customer if it ' +
      'has none; their email addresses and phones become contacts. The others are deleted, stay ' +
      'readable with `merged_into`, and can be restored.',
  )
  @SuccessResponse(200, CustomerMergeResponse)
  @Fails(400, 'from holds 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9f, which is not a customer of this business')
  @Fails(
    409,
    ...Object.values(writeConflicts),
    'The customer 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9f is deleted; restore it first',
    'The customer 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9f was erased: it cannot be merged',
    'The customers have more than 1000 contacts together; a customer has at most 1000',
  )
  async merge(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @Body() request: CustomerMergeRequest,
    @IfMatch() ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResponseBody<CustomerMergeResponse>> {
    const { response, etag } = await this.merges.merge(caller, customer_id, request, ifMatch);
    if (etag !== undefined) void reply.header('etag', etag);
    return response;
  }
}
