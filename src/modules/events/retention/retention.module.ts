import { type DynamicModule, Module } from '@nestjs/common';
import { EventRetention, eventRetentionDaysToken } from './event-retention.js';

export interface RetentionLimits {
  /** How many days events are kept; undefined: for ever. */
  readonly eventRetentionDays: number | undefined;
}

@Module({})
export class RetentionModule {
  static with({ eventRetentionDays }: RetentionLimits): DynamicModule {
    return {
      module: RetentionModule,
      providers: [{ provide: eventRetentionDaysToken, useValue: eventRetentionDays }, EventRetention],
    };
  }
}
