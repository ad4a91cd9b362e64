import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../tokens/require-scope.js';
import { SuccessResponse, Fails, Operation } from '../../platform/openapi/decorators.js';
import { type Actor, CurrentActor } from '../../platform/http/caller.js';
import type { Json } from '../../platform/database/wire/json.js';
import { Body, Path, Query } from '../../resource/requests/request-input.js';
import type { Page } from '../../resource/lists/page.js';
import { Business } from './business.entity.js';
import { BusinessListQuery, BusinessListResponse } from './business-list.js';
import { BusinessCreateRequest, BusinessPath } from './businesses.dto.js';
import { BusinessesService } from './businesses.service.js';

@ApiTags('businesses')
@Controller('businesses')
export class BusinessesController {
  constructor(private readonly businesses: BusinessesService) {}

  @Post()
  @RequireScope('businesses:write')
  @Operation(
    'Create business',
    'Create a business and grant it to the calling token. A token has grants for at most 1,000 ' +
      'businesses; one more is a 409. An Idempotency-Key has no effect here: keys belong to a ' +
      'business.',
  )
  @SuccessResponse(201, Business)
  @Fails(409, 'The token is granted for 1000 businesses already; use another one')
  create(@CurrentActor() actor: Actor, @Body() { name }: BusinessCreateRequest): Promise<Business> {
    return this.businesses.createAs(actor, name);
  }

  @Get()
  @RequireScope('businesses:read')
  @Operation(
    'List businesses',
    'List the businesses granted to the calling token, newest first, with keyset pagination.',
  )
  @SuccessResponse(200, BusinessListResponse, { isResource: false })
  list(@CurrentActor() actor: Actor, @Query() query: BusinessListQuery): Promise<Json<Page<Business>>> {
    return this.businesses.listAs(actor, query);
  }

  @Get(':business_id')
  @RequireScope('businesses:read')
  @Operation('Get business', 'Get a business granted to the calling token.')
  @SuccessResponse(200, Business)
  get(@CurrentActor() actor: Actor, @Path() { business_id }: BusinessPath): Promise<Business> {
    return this.businesses.getAs(actor, business_id);
  }
}
