import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database.js';

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
 * What the service counts for Prometheus. Labels are routes, methods and statuses: their number is bounded, and none
 * of them names a business, a token or a person.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requestDuration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: durationBuckets,
    registers: [this.registry],
  });

  readonly flightDuration = new Histogram({
    name: 'database_flight_duration_seconds',
    help: 'Time of one round trip to the database, without the wait for a connection.',
    buckets: durationBuckets,
    registers: [this.registry],
  });

  readonly flightStatements = new Histogram({
    name: 'database_flight_statements',
    help: 'Statements that travelled in one round trip: above 4, requests have shared it.',
    buckets: [2, 4, 8, 16, 32, 64, 128],
    registers: [this.registry],
  });

  readonly poolConnections = new Gauge({
    name: 'database_pool_connections',
    help: 'Connections of this process to the database, by what they do.',
    labelNames: ['state'] as const,
    registers: [this.registry],
  });

  readonly poolWaiting = new Gauge({
    name: 'database_pool_waiting',
    help: 'Round trips that wait for a connection.',
    registers: [this.registry],
  });

  constructor(@Inject(Database) private readonly database: Database) {}

  /** In Prometheus's text format. */
  text(): Promise<string> {
    const { idle, busy, waiting } = this.database.load;
    this.poolConnections.set({ state: 'idle' }, idle);
    this.poolConnections.set({ state: 'busy' }, busy);
    this.poolWaiting.set(waiting);
    return Registry.merge([this.registry, processMetrics()]).metrics();
  }
}
