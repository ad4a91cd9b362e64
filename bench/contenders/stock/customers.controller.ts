import {
  Body,
  Controller,
  Get,
  Headers,
  Param,
  ParseUUIDPipe,
  Post,
  Put,
  Query,
  UseGuards,
} from '@nestjs/common';
import type { StockCustomer } from './customer.entity.js';
import { StockCreateRequest, StockListQuery, StockUpdateRequest } from './customers.dto.js';
import { StockCustomersService } from './customers.service.js';
import { StockTokenGuard } from './token.guard.js';

const businessHeader = 'x-business-id';

@Controller('api/v1/customers')
@UseGuards(StockTokenGuard)
export class StockCustomersController {
  constructor(private readonly customers: StockCustomersService) {}

  @Post()
  create(
    @Headers(businessHeader) businessId: string,
    @Body() request: StockCreateRequest,
  ): Promise<StockCustomer> {
    return this.customers.create(businessId, request);
  }

  @Get()
  list(
    @Headers(businessHeader) businessId: string,
    @Query() query: StockListQuery,
  ): Promise<{ items: StockCustomer[] }> {
    return this.customers.list(businessId, query);
  }

  @Get(':id')
  get(
    @Headers(businessHeader) businessId: string,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<StockCustomer> {
    return this.customers.get(businessId, id);
  }

  @Put(':id')
  update(
    @Headers(businessHeader) businessId: string,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() request: StockUpdateRequest,
  ): Promise<StockCustomer> {
    return this.customers.update(businessId, id, request);
  }
}

@Controller('health')
export class StockHealthController {
  @Get('ready')
  ready(): { status: string } {
    return { status: 'ok' };
  }
}
