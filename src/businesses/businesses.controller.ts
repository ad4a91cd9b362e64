import { Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/require-scope.js';
import { Answers, Operation } from '../http/docs/decorators.js';
import { type Actor, CurrentActor } from '../http/caller.js';
import { Body, Path } from '../http/request-input.js';
import { Business } from './business.entity.js';
import { BusinessCreateRequest, BusinessPath } from './businesses.dto.js';
import { BusinessesService } from './businesses.service.js';

@ApiTags('businesses')
@Controller('businesses')
export class BusinessesController {
  constructor(@Inject(BusinessesService) private readonly businesses: BusinessesService) {}

  @Post()
  @RequireScope('businesses:write')
  @Operation(
    'Create business',
    'Make a business, and grant it to the calling token, which can act in it at once. ' +
      'An Idempotency-Key has no effect here: keys belong to a business.',
  )
  @Answers(201, Business)
  create(@CurrentActor() actor: Actor, @Body() { name }: BusinessCreateRequest): Promise<Business> {
    return this.businesses.createAs(actor, name);
  }

  @Get()
  @RequireScope('businesses:read')
  @Operation('List businesses', 'List the businesses that the calling token is granted for, oldest first.')
  @Answers(200, [Business])
  list(@CurrentActor() actor: Actor): Promise<Business[]> {
    return this.businesses.listAs(actor);
  }

  @Get(':business_id')
  @RequireScope('businesses:read')
  @Operation('Get business', 'Get a business that the calling token is granted for.')
  @Answers(200, Business)
  get(@CurrentActor() actor: Actor, @Path() { business_id }: BusinessPath): Promise<Business> {
    return this.businesses.getAs(actor, business_id);
  }
}
