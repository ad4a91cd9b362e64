import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-http-bearer';
import type { Principal } from '../../platform/http/caller.js';
import { Authenticator } from './authenticator.js';

@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy, 'bearer') {
  constructor(private readonly authenticator: Authenticator) {
    super();
  }

  async validate(secret: string): Promise<Principal | false> {
    return (await this.authenticator.authenticate(secret)) ?? false;
  }
}
