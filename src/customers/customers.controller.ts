import { Controller, Delete, Get, Inject, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answers, Fails } from '../http/api-docs.js';
import { type Caller, CurrentCaller } from '../http/caller.js';
import type { Answer, Json } from '../database/wire/json.js';
import type { Page } from '../lists/pagination.js';
import { IfMatch } from '../http/preconditions.js';
import { Body, Path, Query } from '../http/request-input.js';
import { RequireScope } from '../auth/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import { CustomerListQuery, CustomerListResponse } from './customer-list.dto.js';
import { Customer } from './customer.entity.js';
import { CustomerCreateRequest, CustomerPath, CustomerUpdateRequest } from './customers.dto.js';
import { CustomersService } from './customers.service.js';

@ApiTags('customers')
@BusinessScoped()
@Controller('customers')
export class CustomersController {
  constructor(@Inject(CustomersService) private readonly customers: CustomersService) {}

  @Post()
  @RequireScope('customers:write')
  @ApiOperation({
    operationId: 'create_customer_api_v1_customers_post',
    summary: 'Create customer',
    description: 'Create a new customer record for the business.',
  })
  @Answers(201, Customer)
  @Fails(400, 409, 413, 415, 422)
  create(@CurrentCaller() caller: Caller, @Body() request: CustomerCreateRequest): Promise<Answer<Customer>> {
    return this.customers.create(caller, request);
  }

  @Get()
  @RequireScope('customers:read')
  @ApiOperation({
    operationId: 'get_customers_api_v1_customers_get',
    summary: 'List customers',
    description: 'List customers, filtered and in order, a page at a time.',
  })
  @Answers(200, CustomerListResponse, { isResource: false })
  @Fails(400, 422)
  list(@CurrentCaller() caller: Caller, @Query() query: CustomerListQuery): Promise<Json<Page<Customer>>> {
    return this.customers.list(caller, query);
  }

  @Get(':customer_id')
  @RequireScope('customers:read')
  @ApiOperation({
    operationId: 'get_customer_api_v1_customers__customer_id__get',
    summary: 'Get customer',
    description: 'Get a customer by id; a deleted one too.',
  })
  @Answers(200, Customer)
  @Fails(400, 404, 422)
  get(@CurrentCaller() caller: Caller, @Path() { customer_id }: CustomerPath): Promise<Answer<Customer>> {
    return this.customers.get(caller, customer_id);
  }

  @Put(':customer_id')
  @RequireScope('customers:write')
  @ApiOperation({
    operationId: 'update_customer_api_v1_customers__customer_id__put',
    summary: 'Update customer',
    description: 'Change the fields that are present; `null` clears one.',
  })
  @Answers(200, Customer)
  @Fails(400, 404, 409, 412, 413, 415, 422)
  update(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @Body() request: CustomerUpdateRequest,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<Answer<Customer>> {
    return this.customers.update(caller, customer_id, request, ifMatch);
  }

  @Delete(':customer_id')
  @RequireScope('customers:write')
  @ApiOperation({
    operationId: 'delete_customer_api_v1_customers__customer_id__delete',
    summary: 'Delete customer',
    description: 'Soft: the customer leaves the lists, stays readable by id, and can be restored.',
  })
  @Answers(204)
  @Fails(400, 404, 412, 422)
  remove(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    return this.customers.remove(caller, customer_id, ifMatch);
  }

  @Post(':customer_id/restore')
  @RequireScope('customers:write')
  @ApiOperation({
    operationId: 'restore_customer_api_v1_customers__customer_id__restore_post',
    summary: 'Restore customer',
    description: 'Bring a deleted customer back; one that is not deleted stays as it is.',
  })
  @Answers(200, Customer)
  @Fails(400, 404, 409, 412, 422)
  restore(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<Answer<Customer>> {
    return this.customers.restore(caller, customer_id, ifMatch);
  }
}
