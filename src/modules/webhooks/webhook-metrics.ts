import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
import { Metrics } from '../../platform/observability/metrics.js';
import { selectQueueLoad } from './queue.statements.js';
import { webhookChannel, type WebhookReport } from './webhook-channel.js';

/** Counts delivery attempts, and the endpoints and events that wait for one. */
@Injectable()
export class WebhookMetrics implements OnModuleInit, OnModuleDestroy {
  private readonly webhookAttempts = new Histogram({
    name: 'webhook_attempt_duration_seconds',
    help: 'Time of a delivery attempt of this process, by outcome.',
    labelNames: ['outcome'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: this.metrics.registers,
  });

  private readonly webhookEndpoints = new Gauge({
    name: 'webhook_endpoints',
    help: 'Active endpoints, by whether deliveries succeed.',
    labelNames: ['state'] as const,
    registers: this.metrics.registers,
  });

  private readonly webhookEvents = new Gauge({
    name: 'webhook_events',
    help: 'Events waiting for delivery or parked; at most 10,000 per endpoint are counted.',
    labelNames: ['state'] as const,
    registers: this.metrics.registers,
  });

  private readonly webhookOldest = new Gauge({
    name: 'webhook_oldest_event_seconds',
    help: 'Age of the oldest event that waits for delivery.',
    labelNames: [] as const,
    registers: this.metrics.registers,
  });

  private readonly webhookQueueWait = new Gauge({
    name: 'webhook_queue_wait_seconds',
    help: 'Time that the next endpoint has waited for a process.',
    labelNames: [] as const,
    registers: this.metrics.registers,
  });

  private readonly count = (message: unknown): void => {
    const { outcome, seconds } = message as WebhookReport;
    this.webhookAttempts.labels(outcome).observe(seconds);
  };

  constructor(private readonly metrics: Metrics) {}

  onModuleInit(): void {
    webhookChannel.subscribe(this.count);
    this.metrics.readQueue({
      statement: selectQueueLoad,
      clear: () => {
        for (const gauge of [this.webhookEndpoints, this.webhookEvents]) gauge.reset();
        for (const gauge of [this.webhookOldest, this.webhookQueueWait]) gauge.remove();
      },
      show: (load) => {
        this.webhookEndpoints.set({ state: 'healthy' }, load.healthy);
        this.webhookEndpoints.set({ state: 'failing' }, load.failing);
        this.webhookEvents.set({ state: 'waiting' }, load.waiting);
        this.webhookEvents.set({ state: 'parked' }, load.parked);
        this.webhookOldest.set(load.oldest_seconds);
        this.webhookQueueWait.set(load.wait_seconds);
      },
    });
  }

  onModuleDestroy(): void {
    webhookChannel.unsubscribe(this.count);
  }
}
