import type { Channel, ChannelListener } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { type DynamicModule, Inject, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import {
  type BatchReport,
  batchChannel,
  type FlightReport,
  flightChannel,
} from '../database/flight-channel.js';
import { deliveryChannel, type DeliveryReport } from '../events/event-channel.js';
import { EventsModule } from '../events/events.module.js';
import { importChannel, type ImportReport } from '../imports/import-channel.js';
import { webhookChannel, type WebhookReport } from '../webhooks/webhook-channel.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { listenForScrapes } from './metrics-server.js';

export interface MetricsOptions {
  /** A port of its own for `/metrics`; undefined: `/metrics` stands beside the API. */
  readonly metricsPort: number | undefined;
  readonly host: string;
}

const metricsOptions = Symbol('metricsOptions');

/** Counts requests, round trips and what else is told on channels, and shows the counts to Prometheus. */
@Module({})
export class MetricsModule implements OnModuleInit, OnModuleDestroy {
  private server: Server | undefined;

  static with({ metricsPort, host }: MetricsOptions): DynamicModule {
    return {
      module: MetricsModule,
      imports: [EventsModule],
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
      flightChannel,
      (message) => {
        const { startedAt, endedAt, statements } = message as FlightReport;
        this.metrics.flightDuration.observe((endedAt - startedAt) / 1000);
        this.metrics.flightStatements.observe(statements);
      },
    ],
    [batchChannel, (message) => this.metrics.batchRequests.observe((message as BatchReport).requests)],
    [deliveryChannel, (message) => this.metrics.eventLag.observe((message as DeliveryReport).lagSeconds)],
    [
      webhookChannel,
      (message) => {
        const { outcome, seconds } = message as WebhookReport;
        this.metrics.webhookAttempts.labels(outcome).observe(seconds);
      },
    ],
    [importChannel, (message) => this.countImport(message as ImportReport)],
  ];

  private countImport(report: ImportReport): void {
    if ('ended' in report) {
      this.metrics.imports.inc({ state: report.ended });
      return;
    }
    const { rows: _all, ...outcomes } = report.rows;
    for (const [outcome, rows] of Object.entries(outcomes)) this.metrics.importRows.inc({ outcome }, rows);
  }
}
