import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../tokens/require-scope.js';
import { BusinessScoped } from '../../businesses/business-scoped.js';
import type { Json } from '../../../platform/database/wire/json.js';
import type { Event } from '../../events/event.js';
import { EventListResponse, HistoryQuery } from '../../events/events.dto.js';
import { EventsService } from '../../events/events.service.js';
import { SuccessResponse, Fails, Operation } from '../../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../../platform/http/caller.js';
import { Path, Query } from '../../../resource/requests/request-input.js';
import type { Page } from '../../../resource/lists/page.js';
import { CustomersService } from '../customers.service.js';
import { CustomerPath } from '../customers.dto.js';

@ApiTags('customers')
@BusinessScoped()
@Controller('customers/:customer_id/history')
export class HistoryController {
  constructor(
    private readonly customers: CustomersService,
    private readonly events: EventsService,
  ) {}

  @Get()
  @RequireScope('customers:read')
  @Operation('Get customer history', 'The changes of a customer and its contacts, oldest first.')
  @SuccessResponse(200, EventListResponse, { isResource: false })
  @Fails(
    409,
    'The event at position 41 is not the one that was read: it belongs to another history of the business, such as one before a restore. Read the ' +
      'customers again, then go on after position 99',
  )
  async get(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @Query() query: HistoryQuery,
  ): Promise<Json<Page<Event>>> {
    await this.customers.get(caller, customer_id);
    return this.events.history(caller, customer_id, query);
  }
}
