import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../tokens/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import { writeConflicts } from '../customers/customer-lock.js';
import { CustomerPath } from '../customers/customers.dto.js';
import type { ResponseBody } from '../../platform/database/wire/json.js';
import { SuccessResponse, Fails, Operation } from '../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import { IfMatch } from '../../platform/http/preconditions.js';
import { Path, RefuseUnknownFields } from '../../resource/requests/request-input.js';
import { CustomerDataService } from './customer-data.service.js';
import { CustomerData, ErasureReceipt } from './erasure.responses.js';
import { ErasureService } from './erasure.service.js';

@ApiTags('customers')
@BusinessScoped()
@Controller('customers/:customer_id')
export class ErasureController {
  constructor(
    private readonly erasure: ErasureService,
    private readonly data: CustomerDataService,
  ) {}

  @Post('erase')
  @RequireScope('customers:erase')
  @RefuseUnknownFields()
  @Operation(
    'Erase customer',
    'Permanently replace all personal data of the customer and its contacts, also in events, ' +
      'stored responses and uploaded files; ids, amounts and positions stay. The customer is ' +
      'then deleted. Customers merged into it are erased too.',
  )
  @SuccessResponse(200, ErasureReceipt, { isResource: false })
  @Fails(
    409,
    writeConflicts.merged,
    'An import in progress names the customer; wait for the import, or cancel it',
  )
  erase(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<ResponseBody<ErasureReceipt>> {
    return this.erasure.erase(caller, customer_id, ifMatch);
  }

  @Get('data')
  @RequireScope('customers:read')
  @Operation(
    'Get customer data',
    'All data about the customer: the customer, its contacts and history, stored responses, ' +
      'and files that name it.',
  )
  @SuccessResponse(200, CustomerData, { isResource: false })
  getData(@CurrentCaller() caller: Caller, @Path() { customer_id }: CustomerPath): Promise<CustomerData> {
    return this.data.get(caller, customer_id);
  }
}
