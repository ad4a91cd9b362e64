import type { Channel, ChannelListener } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { type DynamicModule, Inject, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import {
  type BatchReport,
  batchChannel,
  type RoundTripReport,
  roundTripChannel,
} from '../database/roundtrip-channel.js';
import { Metrics } from './metrics.js';
import { listenForScrapes } from './metrics-server.js';

export interface MetricsOptions {
  /** A separate port for `/metrics`; undefined: `MetricsController` serves `/metrics` next to the API. */
  readonly metricsPort: number | undefined;
  readonly host: string;
}

const metricsOptions = Symbol('metricsOptions');

/** Counts requests and round trips, and publishes the metrics of the process to Prometheus. */
@Module({})
export class MetricsModule implements OnModuleInit, OnModuleDestroy {
  private server: Server | undefined;

  static with({ metricsPort, host }: MetricsOptions): DynamicModule {
    return {
      module: MetricsModule,
      global: true,
      providers: [Metrics, { provide: metricsOptions, useValue: { metricsPort, host } }],
      exports: [Metrics],
    };
  }

  constructor(
    private readonly metrics: Metrics,
    @Inject(metricsOptions) private readonly options: MetricsOptions,
    private readonly adapter: HttpAdapterHost,
  ) {}

  async onModuleInit(): Promise<void> {
    const { requestDuration } = this.metrics;
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
      // A path without a route may be anything: it gets no separate label.
      const route = routeOptions.url ?? 'none';
      requestDuration.labels(method, route, String(reply.statusCode)).observe(reply.elapsedTime / 1000);
      done();
    });
    for (const [channel, listener] of this.listeners) channel.subscribe(listener);
    const { metricsPort, host } = this.options;
    if (metricsPort !== undefined) this.server = await listenForScrapes(this.metrics, metricsPort, host);
  }

  onModuleDestroy(): void {
    for (const [channel, listener] of this.listeners) channel.unsubscribe(listener);
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private readonly listeners: readonly (readonly [Channel, ChannelListener])[] = [
    [
      roundTripChannel,
      (message) => {
        const { startedAt, endedAt, statements } = message as RoundTripReport;
        this.metrics.roundTripDuration.observe((endedAt - startedAt) / 1000);
        this.metrics.roundTripStatements.observe(statements);
      },
    ],
    [batchChannel, (message) => this.metrics.batchRequests.observe((message as BatchReport).requests)],
  ];
}
