import { Module } from '@nestjs/common';
import { Authenticator } from './authenticator.js';
import { BearerStrategy } from './bearer.strategy.js';
import { TokensService } from './tokens.service.js';

@Module({ providers: [Authenticator, BearerStrategy, TokensService], exports: [TokensService] })
export class AuthModule {}
