import { Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SuccessResponse, Fails, Operation } from '../../platform/openapi/decorators.js';
import { type Actor, CurrentActor } from '../../platform/http/caller.js';
import type { Json } from '../../platform/database/wire/json.js';
import { Body, Path, Query, RefuseUnknownFields } from '../../resource/requests/request-input.js';
import type { Page } from '../../resource/lists/page.js';
import { RequireScope } from './require-scope.js';
import { CreatedToken, Token } from './token.entity.js';
import { TokenListQuery, TokenListResponse } from './token-list.js';
import { TokenCreateRequest, TokenPath } from './tokens.dto.js';
import { TokensService } from './tokens.service.js';

const administered =
  'itself, the tokens it created, and the tokens with at least one business, all of which are granted to it';

@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Post()
  @RequireScope('tokens:write')
  @RefuseUnknownFields()
  @Operation(
    'Create token',
    'Create a token. The response shows its secret, only this once. Scopes, businesses and ' +
      'lifetime must be within those of the calling token, else 403; an expiring token cannot ' +
      'create one that outlives it. An owner has at most 10 active tokens, and a business at ' +
      'most the number that the operator allows; one more is a 409. An Idempotency-Key has no ' +
      'effect here, because a replay would require storing the secret.',
  )
  @SuccessResponse(201, CreatedToken)
  @Fails(
    409,
    'ada@example.com has 10 active tokens already; revoke one first',
    'The business 0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90 has 100 active tokens already; revoke one first',
    'The calling token has already created 100 active tokens without a business; revoke one first',
  )
  create(@CurrentActor() actor: Actor, @Body() request: TokenCreateRequest): Promise<CreatedToken> {
    return this.tokens.createAs(actor, request);
  }

  @Get()
  @RequireScope('tokens:read')
  @Operation(
    'List tokens',
    `List the active tokens that the calling token administers (${administered}), newest first, with keyset pagination.`,
  )
  @SuccessResponse(200, TokenListResponse, { isResource: false })
  list(@CurrentActor() actor: Actor, @Query() query: TokenListQuery): Promise<Json<Page<Token>>> {
    return this.tokens.listAs(actor, query);
  }

  @Get(':token_id')
  @RequireScope('tokens:read')
  @Operation(
    'Get token',
    `Get an active token that the calling token administers (${administered}); any other is a 404.`,
  )
  @SuccessResponse(200, Token)
  get(@CurrentActor() actor: Actor, @Path() { token_id }: TokenPath): Promise<Token> {
    return this.tokens.getAs(actor, token_id);
  }

  @Delete(':token_id')
  @RequireScope('tokens:write')
  @Operation(
    'Revoke token',
    `Revoke a token for good; again, it changes nothing. A token can revoke the tokens that it administers ` +
      `(${administered}); any other is a 404. A revocation holds everywhere within 5 seconds.`,
  )
  @SuccessResponse(204)
  revoke(@CurrentActor() actor: Actor, @Path() { token_id }: TokenPath): Promise<void> {
    return this.tokens.revokeAs(actor, token_id);
  }
}
