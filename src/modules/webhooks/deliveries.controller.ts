import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../tokens/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import type { ResponseBody, Json } from '../../platform/database/wire/json.js';
import { SuccessResponse, Fails, Operation } from '../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import { Body, Path, Query, RefuseUnknownFields } from '../../resource/requests/request-input.js';
import type { Page } from '../../resource/lists/page.js';
import { DeliveriesService } from './deliveries.service.js';
import { Delivery, Redelivered } from './delivery.js';
import {
  DeliveryListQuery,
  DeliveryListResponse,
  DeliveryPath,
  RedeliverRequest,
  WebhookPath,
} from './webhooks.dto.js';

@ApiTags('webhooks')
@BusinessScoped()
@Controller('webhooks/:webhook_id')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Post('test')
  @RequireScope('webhooks:write')
  @RefuseUnknownFields()
  @Operation('Test webhook', 'Send a message of type `webhook.test`; its outcome is in the deliveries.')
  @SuccessResponse(200, Delivery, { isResource: false })
  @Fails(409, 'The webhook is not active')
  test(
    @CurrentCaller() caller: Caller,
    @Path() { webhook_id }: WebhookPath,
  ): Promise<ResponseBody<Delivery>> {
    return this.deliveries.test(caller, webhook_id);
  }

  @Get('deliveries')
  @RequireScope('webhooks:read')
  @Operation(
    'List deliveries',
    'The deliveries of the last 30 days with their outcomes, newest first. A delivery is ' +
      '`parked` after three days of failed attempts.',
  )
  @SuccessResponse(200, DeliveryListResponse, { isResource: false })
  list(
    @CurrentCaller() caller: Caller,
    @Path() { webhook_id }: WebhookPath,
    @Query() query: DeliveryListQuery,
  ): Promise<Json<Page<Delivery>>> {
    return this.deliveries.list(caller, webhook_id, query);
  }

  @Post('redeliver')
  @RequireScope('webhooks:write')
  @RefuseUnknownFields()
  @Operation(
    'Redeliver events',
    'Send the events of a time span again: the parked ones, and with `include_delivered` also ' +
      'the delivered ones.',
  )
  @SuccessResponse(200, Redelivered, { isResource: false })
  redeliverSince(
    @CurrentCaller() caller: Caller,
    @Path() { webhook_id }: WebhookPath,
    @Body() request: RedeliverRequest,
  ): Promise<ResponseBody<Redelivered>> {
    return this.deliveries.redeliverSince(caller, webhook_id, request);
  }

  @Post('deliveries/:delivery_id/redeliver')
  @RequireScope('webhooks:write')
  @RefuseUnknownFields()
  @Operation(
    'Redeliver delivery',
    'Send an event again, with the same `webhook-id`. An event that waits for its next attempt ' +
      'is sent at once.',
  )
  @SuccessResponse(200, Delivery, { isResource: false })
  redeliver(
    @CurrentCaller() caller: Caller,
    @Path() { webhook_id, delivery_id }: DeliveryPath,
  ): Promise<ResponseBody<Delivery>> {
    return this.deliveries.redeliver(caller, webhook_id, delivery_id);
  }
}
