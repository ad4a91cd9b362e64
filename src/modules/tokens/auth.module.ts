import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Authenticator } from './authenticator.js';
import { BearerStrategy } from './bearer.strategy.js';
import { LastUse } from './last-use.js';
import { RouteAccess } from './route-access.js';
import { TokensController } from './tokens.controller.js';
import { tokensPerBusiness, TokensService } from './tokens.service.js';

export interface TokenBounds {
  /** Active tokens that are granted for one business, or that one token has made for none. */
  readonly tokensPerBusiness: number;
}

/** Authentication of callers, and administration of tokens. */
@Global()
@Module({})
export class AuthModule {
  static with(bounds: TokenBounds): DynamicModule {
    return {
      module: AuthModule,
      imports: [DiscoveryModule],
      controllers: [TokensController],
      providers: [
        { provide: tokensPerBusiness, useValue: bounds.tokensPerBusiness },
        Authenticator,
        BearerStrategy,
        LastUse,
        RouteAccess,
        TokensService,
      ],
      exports: [Authenticator, BearerStrategy, TokensService],
    };
  }
}
