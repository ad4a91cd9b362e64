import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AuthModule, type TokenBounds } from './modules/tokens/auth.module.js';
import { ScopeGuard } from './modules/tokens/scope.guard.js';
import { TokenGuard } from './modules/tokens/token.guard.js';
import { BusinessGuard } from './modules/businesses/business.guard.js';
import { BusinessesModule } from './modules/businesses/businesses.module.js';
import { ErasureModule } from './modules/erasure/erasure.module.js';
import { EventsModule } from './modules/events/events.module.js';
import { WritesModule } from './resource/writes/writes.module.js';
import { ErrorFilter } from './platform/http/errors.js';
import { Drain } from './platform/http/http-server.js';
import { RequestGuard } from './resource/requests/request.guard.js';
import { maxRequestsInFlight, ConcurrencyGuard } from './platform/http/concurrency-guard.js';
import { RateCountGuard, RateLimitGuard } from './platform/rate-limit/rate-limit.guards.js';
import { RateLimitModule, type RateLimits } from './platform/rate-limit/rate-limit.module.js';
import { CustomersModule } from './modules/customers/customers.module.js';
import type { Database } from './platform/database/database.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { HealthController } from './app/health.controller.js';
import { DuplicatesModule } from './modules/customers/duplicates/duplicates.module.js';
import { ExportsModule } from './modules/exports/exports.module.js';
import { type ImportLimits, ImportsModule } from './modules/imports/imports.module.js';
import { McpModule, type McpOptions } from './interfaces/mcp/mcp.module.js';
import { MetricsController } from './app/metrics.controller.js';
import { MetricsModule, type MetricsOptions } from './platform/observability/metrics.module.js';
import { PaymentTermsModule } from './modules/payment-terms/payment-terms.module.js';
import { type RetentionLimits, RetentionModule } from './modules/events/retention/retention.module.js';
import { type WebhookLimits, WebhooksModule } from './modules/webhooks/webhooks.module.js';

interface Bounds {
  readonly requestsAtOnce: number;
}

/** The modules, and everything global as providers: starting the module starts the whole service. */
@Module({})
export class AppModule {
  static with(
    options: RateLimits &
      MetricsOptions &
      ImportLimits &
      WebhookLimits &
      RetentionLimits &
      TokenBounds &
      McpOptions &
      Bounds,
    database: Database,
    drain: Drain,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.with(database),
        RateLimitModule.with(options),
        MetricsModule.with(options),
        WritesModule,
        AuthModule.with(options),
        BusinessesModule,
        CustomersModule,
        DuplicatesModule,
        EventsModule,
        ErasureModule,
        RetentionModule.with(options),
        WebhooksModule.with(options),
        PaymentTermsModule,
        ImportsModule.with(options),
        ExportsModule,
        McpModule.with(options),
      ],
      controllers: [HealthController, ...(options.metricsPort === undefined ? [MetricsController] : [])],
      providers: [
        { provide: Drain, useValue: drain },
        // The contract's order of checks is the order of these guards.
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_GUARD, useClass: RateCountGuard },
        { provide: APP_GUARD, useClass: BusinessGuard },
        { provide: APP_GUARD, useClass: ScopeGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: maxRequestsInFlight, useValue: options.requestsAtOnce },
        { provide: APP_GUARD, useClass: ConcurrencyGuard },
        { provide: APP_GUARD, useClass: RequestGuard },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
    };
  }
}
