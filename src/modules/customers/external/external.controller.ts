import { Controller, Delete, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SuccessResponse, Fails, MayCreate, Operation } from '../../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../../platform/http/caller.js';
import type { ResponseBody } from '../../../platform/database/wire/json.js';
import { IfMatch, IfNoneMatch } from '../../../platform/http/preconditions.js';
import { Body, Path } from '../../../resource/requests/request-input.js';
import { BusinessScoped } from '../../businesses/business-scoped.js';
import { RequireScope } from '../../tokens/require-scope.js';
import { Customer } from '../customer.entity.js';
import { externalIdConflict } from '../customer-creation.js';
import { writeConflicts } from '../customer-lock.js';
import { CustomerUpsertRequest, ExternalIdPath } from './external.dto.js';
import { ExternalService } from './external.service.js';

/** Customers by the ids of another system. */
@ApiTags('customers')
@BusinessScoped()
@Controller('customers/external/:external_id')
export class ExternalController {
  constructor(private readonly external: ExternalService) {}

  @Get()
  @RequireScope('customers:read')
  @Operation(
    'Get customer by external id',
    'Get the customer that has the external id. Where that customer was merged, the response holds the one that remains, ' +
      'and `Content-Location` names it.',
  )
  @SuccessResponse(200, Customer, { mayBeElsewhere: true })
  get(
    @CurrentCaller() caller: Caller,
    @Path() { external_id }: ExternalIdPath,
  ): Promise<ResponseBody<Customer>> {
    return this.external.get(caller, external_id);
  }

  @Put()
  @RequireScope('customers:write')
  @Operation(
    'Create or update customer by external id',
    'Change the customer that has the external id, or create it: `name` and `email` are required then. Simultaneous requests ' +
      'create one customer. `If-None-Match: *` only creates, `If-Match` only changes.',
    'upsert_customer',
  )
  @SuccessResponse(200, Customer)
  @MayCreate(Customer)
  @Fails(400, 'default_payment_term_id "net-30" is not an active payment term of this business')
  @Fails(409, writeConflicts.deleted, externalIdConflict)
  upsert(
    @CurrentCaller() caller: Caller,
    @Path() { external_id }: ExternalIdPath,
    @Body() request: CustomerUpsertRequest,
    @IfMatch() ifMatch: string | undefined,
    @IfNoneMatch() ifNoneMatch: string | undefined,
  ): Promise<ResponseBody<Customer>> {
    return this.external.upsert(caller, external_id, request, { ifMatch, ifNoneMatch });
  }

  @Delete()
  @RequireScope('customers:write')
  @Operation(
    'Delete customer by external id',
    'As by id. Another customer can have the external id from then on.',
  )
  @SuccessResponse(204)
  @Fails(409, writeConflicts.merged)
  remove(
    @CurrentCaller() caller: Caller,
    @Path() { external_id }: ExternalIdPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    return this.external.remove(caller, external_id, ifMatch);
  }
}
