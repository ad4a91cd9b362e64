import { Controller, Delete, Get, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../tokens/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import { bodyOf, type Json } from '../../platform/database/wire/json.js';
import { SuccessResponse, Fails, Operation } from '../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import { IfMatch } from '../../platform/http/preconditions.js';
import { Body, Path, Query, RefuseUnknownFields } from '../../resource/requests/request-input.js';
import { etagOf } from '../../platform/http/etags.js';
import type { Page } from '../../resource/lists/page.js';
import { CreatedWebhook, RotatedSecret, Webhook } from './webhook.js';
import {
  WebhookCreateRequest,
  WebhookListQuery,
  WebhookListResponse,
  WebhookPath,
  WebhookUpdateRequest,
} from './webhooks.dto.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('webhooks')
@BusinessScoped()
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @RequireScope('webhooks:write')
  @RefuseUnknownFields()
  @Operation(
    'Create webhook',
    'Send events to a URL as they are committed, following Standard Webhooks. The response ' +
      'shows the signing secret, only this once.',
  )
  @SuccessResponse(201, CreatedWebhook)
  @Fails(409, 'The business has 50 webhooks already; delete one first')
  async create(
    @CurrentCaller() caller: Caller,
    @Body() request: WebhookCreateRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedWebhook> {
    const created = await this.webhooks.create(caller, request);
    // The ETag covers the resource, which does not include the secret.
    const { secret: _secret, ...webhook } = created;
    void reply.header('etag', etagOf(bodyOf(webhook)));
    return created;
  }

  @Get()
  @RequireScope('webhooks:read')
  @Operation('List webhooks', 'The webhooks of the business, newest first.')
  @SuccessResponse(200, WebhookListResponse, { isResource: false })
  list(@CurrentCaller() caller: Caller, @Query() query: WebhookListQuery): Promise<Json<Page<Webhook>>> {
    return this.webhooks.list(caller, query);
  }

  @Get(':webhook_id')
  @RequireScope('webhooks:read')
  @Operation('Get webhook', 'A webhook, and whether its deliveries succeed.')
  @SuccessResponse(200, Webhook)
  get(@CurrentCaller() caller: Caller, @Path() { webhook_id }: WebhookPath): Promise<Webhook> {
    return this.webhooks.get(caller, webhook_id);
  }

  @Put(':webhook_id')
  @RequireScope('webhooks:write')
  @RefuseUnknownFields()
  @Operation(
    'Update webhook',
    'Change the fields that are present. `is_active: true` also enables a webhook that the ' +
      'service has disabled; events committed in the meantime are sent.',
  )
  @SuccessResponse(200, Webhook)
  update(
    @CurrentCaller() caller: Caller,
    @Path() { webhook_id }: WebhookPath,
    @Body() request: WebhookUpdateRequest,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<Webhook> {
    return this.webhooks.update(caller, webhook_id, request, ifMatch);
  }

  @Delete(':webhook_id')
  @RequireScope('webhooks:write')
  @Operation('Delete webhook', 'Delete a webhook and its deliveries.')
  @SuccessResponse(204)
  remove(
    @CurrentCaller() caller: Caller,
    @Path() { webhook_id }: WebhookPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    return this.webhooks.remove(caller, webhook_id, ifMatch);
  }

  @Post(':webhook_id/rotate-secret')
  @RequireScope('webhooks:write')
  @RefuseUnknownFields()
  @Operation(
    'Rotate secret',
    'Create a new secret. For one day, messages carry the signatures of both, the new one ' +
      'first; a second rotation within that day ends the oldest at once.',
  )
  @SuccessResponse(200, RotatedSecret, { isResource: false })
  rotateSecret(@CurrentCaller() caller: Caller, @Path() { webhook_id }: WebhookPath): Promise<RotatedSecret> {
    return this.webhooks.rotateSecret(caller, webhook_id);
  }
}
