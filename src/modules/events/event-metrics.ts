import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
import { Metrics } from '../../platform/observability/metrics.js';
import { deliveryChannel, type DeliveryReport } from './event-channel.js';
import { EventSignals } from './event-signals.js';

/** Counts the streams and requests that wait for events, and how long events take to reach them. */
@Injectable()
export class EventMetrics implements OnModuleInit, OnModuleDestroy {
  private readonly eventLag = new Histogram({
    name: 'event_delivery_lag_seconds',
    help: 'Time from an event to its delivery to a waiting stream.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: this.metrics.registers,
  });

  private readonly eventWatchers = new Gauge({
    name: 'event_watchers',
    help: 'Streams and requests of this process that wait for events.',
    registers: this.metrics.registers,
  });

  private readonly count = (message: unknown): void =>
    this.eventLag.observe((message as DeliveryReport).lagSeconds);

  constructor(
    private readonly metrics: Metrics,
    private readonly signals: EventSignals,
  ) {}

  onModuleInit(): void {
    deliveryChannel.subscribe(this.count);
    this.metrics.beforeScrape(() => this.eventWatchers.set(this.signals.watchers));
  }

  onModuleDestroy(): void {
    deliveryChannel.unsubscribe(this.count);
  }
}
