import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Authenticator } from './authenticator.js';
import { BearerStrategy } from './bearer.strategy.js';
import { LastUse } from './last-use.js';
import { RouteAccess } from './route-access.js';
import { TokensController } from './tokens.controller.js';
import { TokensService } from './tokens.service.js';

@Module({
  imports: [DiscoveryModule],
  controllers: [TokensController],
  providers: [Authenticator, BearerStrategy, LastUse, RouteAccess, TokensService],
  exports: [Authenticator, BearerStrategy, TokensService],
})
export class AuthModule {}
