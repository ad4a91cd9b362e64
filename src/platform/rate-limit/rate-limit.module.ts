import { type DynamicModule, Module } from '@nestjs/common';
import { authenticationFailuresPerMinute, FailedAuthentications } from './failed-authentications.js';
import { RateLimiter, requestsPerMinute } from './rate-limiter.js';

export interface RateLimits {
  /** Requests a minute for each token; 0: no limit. */
  readonly rateLimitPerMinute: number;
  /** Failed authentications a minute for each address; 0: no limit. */
  readonly authFailuresPerMinute: number;
}

@Module({})
export class RateLimitModule {
  static with({ rateLimitPerMinute, authFailuresPerMinute }: RateLimits): DynamicModule {
    return {
      module: RateLimitModule,
      providers: [
        { provide: requestsPerMinute, useValue: rateLimitPerMinute },
        { provide: authenticationFailuresPerMinute, useValue: authFailuresPerMinute },
        RateLimiter,
        FailedAuthentications,
      ],
      exports: [RateLimiter, FailedAuthentications],
    };
  }
}
