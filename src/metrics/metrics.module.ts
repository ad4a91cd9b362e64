import type { Server } from 'node:http';
import { type DynamicModule, Inject, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { type FlightReport, flightChannel } from '../database/flight-channel.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { listenForScrapes } from './metrics-server.js';

export interface MetricsOptions {
  /** A port of its own for `/metrics`; undefined: `/metrics` stands beside the API. */
  readonly metricsPort: number | undefined;
  readonly host: string;
}

const metricsOptions = Symbol('metricsOptions');

/** Counts requests and round trips, and shows the counts to Prometheus. */
@Module({})
export class MetricsModule implements OnModuleInit, OnModuleDestroy {
  private server: Server | undefined;

  static with({ metricsPort, host }: MetricsOptions): DynamicModule {
    return {
      module: MetricsModule,
      providers: [Metrics, { provide: metricsOptions, useValue: { metricsPort, host } }],
      controllers: metricsPort === undefined ? [MetricsController] : [],
    };
  }

  constructor(
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(metricsOptions) private readonly options: MetricsOptions,
    @Inject(HttpAdapterHost) private readonly adapter: HttpAdapterHost,
  ) {}

  async onModuleInit(): Promise<void> {
    const { requestDuration } = this.metrics;
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
      // A path that is no route's may be anything: it gets no label of its own.
      const route = routeOptions.url ?? 'none';
      requestDuration.labels(method, route, String(reply.statusCode)).observe(reply.elapsedTime / 1000);
      done();
    });
    flightChannel.subscribe(this.onFlight);
    const { metricsPort, host } = this.options;
    if (metricsPort !== undefined) this.server = await listenForScrapes(this.metrics, metricsPort, host);
  }

  onModuleDestroy(): void {
    flightChannel.unsubscribe(this.onFlight);
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private readonly onFlight = (message: unknown): void => {
    const { startedAt, endedAt, statements } = message as FlightReport;
    this.metrics.flightDuration.observe((endedAt - startedAt) / 1000);
    this.metrics.flightStatements.observe(statements);
  };
}
