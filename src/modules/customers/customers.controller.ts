import { Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SuccessResponse, Fails, Operation } from '../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import type { ResponseBody, Json } from '../../platform/database/wire/json.js';
import type { Page } from '../../resource/lists/page.js';
import { IfMatch } from '../../platform/http/preconditions.js';
import { Body, Path, Query } from '../../resource/requests/request-input.js';
import { RequireScope } from '../tokens/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import { CustomerListQuery, CustomerListResponse } from './customer-list.dto.js';
import { Customer } from './customer.entity.js';
import { writeConflicts } from './customer-lock.js';
import {
  CustomerCreateRequest,
  CustomerGetQuery,
  CustomerPath,
  CustomerUpdateRequest,
} from './customers.dto.js';
import { externalIdConflict } from './customer-creation.js';
import { CustomersService, restoreConflicts } from './customers.service.js';

@ApiTags('customers')
@BusinessScoped()
@Controller('customers')
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Post()
  @RequireScope('customers:write')
  @Operation('Create customer', 'Create a new customer record for the business.')
  @SuccessResponse(201, Customer)
  @Fails(400, 'default_payment_term_id "net-30" is not an active payment term of this business')
  @Fails(409, externalIdConflict)
  create(
    @CurrentCaller() caller: Caller,
    @Body() request: CustomerCreateRequest,
  ): Promise<ResponseBody<Customer>> {
    return this.customers.create(caller, request);
  }

  @Get()
  @RequireScope('customers:read')
  @Operation('List customers', 'List customers, filtered and ordered, one page at a time.', 'get_customers')
  @SuccessResponse(200, CustomerListResponse, { isResource: false })
  list(@CurrentCaller() caller: Caller, @Query() query: CustomerListQuery): Promise<Json<Page<Customer>>> {
    return this.customers.list(caller, query);
  }

  @Get(':customer_id')
  @RequireScope('customers:read')
  @Operation('Get customer', 'Get a customer by id, even if deleted. With `as_of`, its state at that time.')
  @SuccessResponse(200, Customer)
  get(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @Query() { as_of }: CustomerGetQuery,
  ): Promise<ResponseBody<Customer>> {
    return as_of === undefined
      ? this.customers.get(caller, customer_id)
      : this.customers.getAsOf(caller, customer_id, as_of);
  }

  @Put(':customer_id')
  @RequireScope('customers:write')
  @Operation('Update customer', 'Change the fields that are present; `null` clears a field.')
  @SuccessResponse(200, Customer)
  @Fails(400, 'default_payment_term_id "net-30" is not an active payment term of this business')
  @Fails(409, ...Object.values(writeConflicts), externalIdConflict)
  update(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @Body() request: CustomerUpdateRequest,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<ResponseBody<Customer>> {
    return this.customers.update(caller, customer_id, request, ifMatch);
  }

  @Delete(':customer_id')
  @RequireScope('customers:write')
  @Operation(
    'Delete customer',
    'Soft: the customer leaves the lists, stays readable by id, and can be restored.',
  )
  @SuccessResponse(204)
  @Fails(409, writeConflicts.merged)
  remove(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    return this.customers.remove(caller, customer_id, ifMatch);
  }

  @Post(':customer_id/restore')
  @RequireScope('customers:write')
  @Operation(
    'Restore customer',
    'Restore a deleted customer; one that is not deleted is unchanged. A merged customer is ' +
      'restored without the values and contacts that the merge moved.',
  )
  @SuccessResponse(200, Customer)
  @Fails(409, writeConflicts.erased, ...Object.values(restoreConflicts))
  restore(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<ResponseBody<Customer>> {
    return this.customers.restore(caller, customer_id, ifMatch);
  }
}
