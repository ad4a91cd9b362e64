import { Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../tokens/require-scope.js';
import { BusinessScoped } from '../../businesses/business-scoped.js';
import { SuccessResponse, Fails, Operation } from '../../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../../platform/http/caller.js';
import type { ResponseBody } from '../../../platform/database/wire/json.js';
import { IfMatch } from '../../../platform/http/preconditions.js';
import { Body, Path } from '../../../resource/requests/request-input.js';
import { writeConflicts } from '../customer-lock.js';
import { CustomerPath } from '../customers.dto.js';
import {
  ContactPath,
  EntityContactCreateRequest,
  EntityContactResponse,
  EntityContactUpdateRequest,
} from './contacts.dto.js';
import { ContactsService } from './contacts.service.js';

@ApiTags('customers')
@BusinessScoped()
@Controller('customers/:customer_id/contacts')
export class ContactsController {
  constructor(private readonly contacts: ContactsService) {}

  @Get()
  @RequireScope('customers:read')
  @Operation(
    'List contacts',
    'List the contacts of a customer: the primary contact first, then in order of creation.',
  )
  @SuccessResponse(200, [EntityContactResponse])
  list(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
  ): Promise<EntityContactResponse[]> {
    return this.contacts.list(caller, customer_id);
  }

  @Post()
  @RequireScope('customers:write')
  @Operation(
    'Create contact',
    'Add a contact to a customer, up to 1,000. A new primary contact replaces the previous one.',
  )
  @SuccessResponse(201, EntityContactResponse)
  @Fails(409, ...Object.values(writeConflicts), 'The customer has 1000 contacts already')
  create(
    @CurrentCaller() caller: Caller,
    @Path() { customer_id }: CustomerPath,
    @Body() request: EntityContactCreateRequest,
  ): Promise<ResponseBody<EntityContactResponse>> {
    return this.contacts.create(caller, customer_id, request);
  }

  @Get(':contact_id')
  @RequireScope('customers:read')
  @Operation('Get contact', 'Get a contact of a customer, even if the customer is deleted.')
  @SuccessResponse(200, EntityContactResponse)
  get(@CurrentCaller() caller: Caller, @Path() path: ContactPath): Promise<EntityContactResponse> {
    return this.contacts.get(caller, path);
  }

  @Put(':contact_id')
  @RequireScope('customers:write')
  @Operation('Update contact', 'Change the fields that are present; `null` clears a field.')
  @SuccessResponse(200, EntityContactResponse)
  @Fails(409, ...Object.values(writeConflicts))
  update(
    @CurrentCaller() caller: Caller,
    @Path() path: ContactPath,
    @Body() request: EntityContactUpdateRequest,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<EntityContactResponse> {
    return this.contacts.update(caller, path, request, ifMatch);
  }

  @Delete(':contact_id')
  @RequireScope('customers:write')
  @Operation('Delete contact', 'Permanently remove a contact from a customer.')
  @SuccessResponse(204)
  @Fails(409, ...Object.values(writeConflicts))
  remove(
    @CurrentCaller() caller: Caller,
    @Path() path: ContactPath,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    return this.contacts.remove(caller, path, ifMatch);
  }
}
