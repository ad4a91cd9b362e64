import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database.js';
import { EventSignals } from '../events/event-signals.js';
import { selectQueueDepth } from '../imports/import-queue.statements.js';
import { selectQueueLoad } from '../webhooks/queue.statements.js';

/** One registry for the process as a whole, however many applications a test starts in it. */
let processRegistry: Registry | undefined;

function processMetrics(): Registry {
  if (processRegistry === undefined) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

/** From half a millisecond, which a warm read takes, to the time after which a statement is given up; in seconds. */
const durationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/**
 * What the service counts for Prometheus. Labels are routes, methods, statuses and states: their number is bounded, and
 * none of them names a business, a token or a person.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly registers = [this.registry];

  readonly requestDuration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: durationBuckets,
    registers: this.registers,
  });

  readonly flightDuration = new Histogram({
    name: 'database_flight_duration_seconds',
    help: 'Time of one round trip to the database, without the wait for a connection.',
    buckets: durationBuckets,
    registers: this.registers,
  });

  readonly flightStatements = new Histogram({
    name: 'database_flight_statements',
    help: 'Statements that travelled in one round trip: above 4, requests have shared it.',
    buckets: [2, 4, 8, 16, 32, 64, 128],
    registers: this.registers,
  });

  readonly batchRequests = new Histogram({
    name: 'database_batch_requests',
    help: 'Requests of one business that shared a transaction and its commit.',
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers: this.registers,
  });

  readonly eventLag = new Histogram({
    name: 'event_delivery_lag_seconds',
    help: 'Time from when an event occurred to when it was sent to a stream that waited for it.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: this.registers,
  });

  readonly importRows = new Counter({
    name: 'import_rows_total',
    help: 'Rows of files that this process has dealt with, by what became of them.',
    labelNames: ['outcome'] as const,
    registers: this.registers,
  });

  readonly imports = new Counter({
    name: 'imports_total',
    help: 'Imports that this process has brought to their end.',
    labelNames: ['state'] as const,
    registers: this.registers,
  });

  readonly webhookAttempts = new Histogram({
    name: 'webhook_attempt_duration_seconds',
    help: 'Time of one attempt of this process to tell an endpoint of an event, by what became of it.',
    labelNames: ['outcome'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: this.registers,
  });

  private readonly poolConnections = new Gauge({
    name: 'database_pool_connections',
    help: 'Connections of this process to the database, by what they do.',
    labelNames: ['state'] as const,
    registers: this.registers,
  });

  private readonly poolWaiting = new Gauge({
    name: 'database_pool_waiting',
    help: 'Round trips that wait for a connection.',
    registers: this.registers,
  });

  private readonly eventWatchers = new Gauge({
    name: 'event_watchers',
    help: 'Streams and requests of this process that wait for events.',
    registers: this.registers,
  });

  private readonly databaseAnswers = new Gauge({
    name: 'database_answers',
    help: 'Whether the database has answered this scrape within 2 seconds. What is asked of it is left out otherwise.',
    registers: this.registers,
  });

  private readonly importQueue = new Gauge({
    name: 'import_queue_length',
    help: 'Imports of all processes that are not at their end.',
    labelNames: ['state'] as const,
    registers: this.registers,
  });

  private readonly importQueueWait = new Gauge({
    name: 'import_queue_wait_seconds',
    help: 'How long the import whose turn is next has waited, without a process that works on it.',
    labelNames: [] as const,
    registers: this.registers,
  });

  private readonly webhookEndpoints = new Gauge({
    name: 'webhook_endpoints',
    help: 'Endpoints that are active, by whether they take what they are told.',
    labelNames: ['state'] as const,
    registers: this.registers,
  });

  private readonly webhookEvents = new Gauge({
    name: 'webhook_events',
    help: 'Events that endpoints have yet to be told, or were not for too long; at most 10,000 of an endpoint are counted.',
    labelNames: ['state'] as const,
    registers: this.registers,
  });

  private readonly webhookOldest = new Gauge({
    name: 'webhook_oldest_event_seconds',
    help: 'How long ago the oldest event has occurred that an endpoint has yet to be told.',
    labelNames: [] as const,
    registers: this.registers,
  });

  private readonly webhookQueueWait = new Gauge({
    name: 'webhook_queue_wait_seconds',
    help: 'How long the endpoint whose turn is next has waited, without a process that works for it.',
    labelNames: [] as const,
    registers: this.registers,
  });

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventSignals) private readonly signals: EventSignals,
  ) {}

  /** In Prometheus's text format. */
  async text(): Promise<string> {
    const { idle, busy, waiting } = this.database.load;
    this.poolConnections.set({ state: 'idle' }, idle);
    this.poolConnections.set({ state: 'busy' }, busy);
    this.poolWaiting.set(waiting);
    this.eventWatchers.set(this.signals.watchers);
    await this.askDatabase();
    return Registry.merge([this.registry, processMetrics()]).metrics();
  }

  /** A number that is not known is not shown as it was. */
  private async askDatabase(): Promise<void> {
    const [imports] = await this.database.glanceAtQueues(selectQueueDepth).catch(() => []);
    // One that has not answered is not waited for again.
    const [webhooks] =
      imports === undefined ? [] : await this.database.glanceAtQueues(selectQueueLoad).catch(() => []);
    this.databaseAnswers.set(webhooks === undefined ? 0 : 1);
    for (const gauge of [this.importQueue, this.webhookEndpoints, this.webhookEvents]) gauge.reset();
    for (const gauge of [this.importQueueWait, this.webhookOldest, this.webhookQueueWait]) gauge.remove();
    if (imports === undefined || webhooks === undefined) return;
    this.importQueue.set({ state: 'waiting' }, imports.waiting);
    this.importQueue.set({ state: 'running' }, imports.running);
    this.importQueueWait.set(imports.oldest_seconds);
    this.webhookEndpoints.set({ state: 'healthy' }, webhooks.healthy);
    this.webhookEndpoints.set({ state: 'failing' }, webhooks.failing);
    this.webhookEvents.set({ state: 'waiting' }, webhooks.waiting);
    this.webhookEvents.set({ state: 'parked' }, webhooks.parked);
    this.webhookOldest.set(webhooks.oldest_seconds);
    this.webhookQueueWait.set(webhooks.wait_seconds);
  }
}
