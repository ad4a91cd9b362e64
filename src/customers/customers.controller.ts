import { Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answers, Fails } from '../common/api-docs.js';
import { type Caller, CurrentCaller } from '../common/caller.js';
import { Body, Path } from '../common/request-input.js';
import { RequireScope } from '../auth/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import { Customer } from './customer.entity.js';
import { CustomerCreateRequest, CustomerPath } from './customers.dto.js';
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
  create(@CurrentCaller() caller: Caller, @Body() request: CustomerCreateRequest): Promise<Customer> {
    return this.customers.create(caller, request);
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
  get(@CurrentCaller() caller: Caller, @Path() { customer_id }: CustomerPath): Promise<Customer> {
    return this.customers.get(caller, customer_id);
  }
}
