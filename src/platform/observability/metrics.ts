import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';

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

/** Gauges that one row of the database gives. */
export interface QueueGauges<Row extends object> {
  readonly statement: Statement<Row>;
  show(row: Row): void;
  clear(): void;
}

/**
 * What every process counts for Prometheus; a capability adds its own metrics to the registry. Labels are routes, methods,
 * statuses and states: their number is bounded, and none of them names a business, a token or a person.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly registers = [this.registry];
  private readonly watches: (() => void)[] = [];
  private readonly queues: QueueGauges<object>[] = [];

  readonly requestDuration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its response.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: durationBuckets,
    registers: this.registers,
  });

  readonly roundTripDuration = new Histogram({
    name: 'database_roundtrip_duration_seconds',
    help: 'Time of one round trip to the database, without the wait for a connection.',
    buckets: durationBuckets,
    registers: this.registers,
  });

  readonly roundTripStatements = new Histogram({
    name: 'database_roundtrip_statements',
    help: 'Statements per round trip; above 4, requests shared it.',
    buckets: [2, 4, 8, 16, 32, 64, 128],
    registers: this.registers,
  });

  readonly batchRequests = new Histogram({
    name: 'database_batch_requests',
    help: 'Requests of one business that shared a transaction and its commit.',
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers: this.registers,
  });

  private readonly poolConnections = new Gauge({
    name: 'database_pool_connections',
    help: 'Connections of this process to the database, by state.',
    labelNames: ['state'] as const,
    registers: this.registers,
  });

  private readonly poolWaiting = new Gauge({
    name: 'database_pool_waiting',
    help: 'Round trips that wait for a connection.',
    registers: this.registers,
  });

  private readonly databaseResponds = new Gauge({
    name: 'database_answers',
    help:
      'Whether the database responded to this scrape within 2 seconds. If not, the metrics that ' +
      'need it are omitted.',
    registers: this.registers,
  });

  constructor(private readonly database: Database) {}

  /** Calls `update` before each scrape. */
  beforeScrape(update: () => void): void {
    this.watches.push(update);
  }

  /** Reads gauges from the database at each scrape. */
  readQueue<Row extends object>(gauges: QueueGauges<Row>): void {
    this.queues.push(gauges);
  }

  /** In Prometheus's text format. */
  async text(): Promise<string> {
    const { idle, busy, waiting } = this.database.load;
    this.poolConnections.set({ state: 'idle' }, idle);
    this.poolConnections.set({ state: 'busy' }, busy);
    this.poolWaiting.set(waiting);
    for (const update of this.watches) update();
    await this.readQueues();
    return Registry.merge([this.registry, processMetrics()]).metrics();
  }

  /** A gauge whose value is unknown is not shown. */
  private async readQueues(): Promise<void> {
    const shows: (() => void)[] = [];
    for (const queue of this.queues) {
      const [row] = await this.database.probeQueues(queue.statement).catch(() => []);
      // After one failure the others are not read: each would wait for its own time-out.
      if (row === undefined) break;
      shows.push(() => queue.show(row));
    }
    const responds = shows.length === this.queues.length;
    this.databaseResponds.set(responds ? 1 : 0);
    for (const queue of this.queues) queue.clear();
    if (responds) for (const show of shows) show();
  }
}
