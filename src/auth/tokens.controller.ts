import { Controller, Delete, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, Fails, Operation } from '../http/docs/decorators.js';
import { type Actor, CurrentActor } from '../http/caller.js';
import { Body, Path } from '../http/request-input.js';
import { RequireScope } from './require-scope.js';
import { CreatedToken, Token } from './token.entity.js';
import { TokenCreateRequest, TokenPath } from './tokens.dto.js';
import { TokensService } from './tokens.service.js';

const administered =
  'itself, those that it has made, and those whose businesses, at least one, are all granted to it';

@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(@Inject(TokensService) private readonly tokens: TokensService) {}

  @Post()
  @RequireScope('tokens:write')
  @Operation(
    'Create token',
    'Make a token. Its secret is shown this one time. The new token holds nothing that the calling one does ' +
      'not: scopes, businesses and life time are each a 403 where they exceed its own, so that a token which ' +
      'expires makes none that outlives it. An owner has at most 10 active tokens; the eleventh is a 409. ' +
      'An Idempotency-Key has no effect here: to replay the answer, the secret would have to be stored.',
  )
  @Answers(201, CreatedToken)
  @Fails(409, 'ada@example.com has 10 active tokens already; revoke one first')
  create(@CurrentActor() actor: Actor, @Body() request: TokenCreateRequest): Promise<CreatedToken> {
    return this.tokens.createAs(actor, request);
  }

  @Get()
  @RequireScope('tokens:read')
  @Operation(
    'List tokens',
    `List the active tokens that the calling token administers, newest first, at most 1,000: ${administered}.`,
  )
  @Answers(200, [Token])
  list(@CurrentActor() actor: Actor): Promise<Token[]> {
    return this.tokens.listAs(actor);
  }

  @Get(':token_id')
  @RequireScope('tokens:read')
  @Operation(
    'Get token',
    `Get an active token that the calling token administers (${administered}); any other is a 404.`,
  )
  @Answers(200, Token)
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
  @Answers(204)
  revoke(@CurrentActor() actor: Actor, @Path() { token_id }: TokenPath): Promise<void> {
    return this.tokens.revokeAs(actor, token_id);
  }
}
