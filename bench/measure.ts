import { setTimeout as delay } from 'node:timers/promises';
import type { Arena, Entrant } from './arena.js';
import type { Operation } from './options.js';
import { cpuMs, rssMiB, serverCpuMs } from './usage.js';

/** One round. NaN: not measured. */
export interface Measurement {
  readonly requestsPerSecond: number;
  /** Processor time of the contender's process for each request. */
  readonly serverCpuMs: number;
  /** Processor time of the database server, all of its processes, for each request. */
  readonly databaseCpuMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rssMiB: number;
}

export interface Round {
  readonly operation: Operation;
  readonly connections: number;
  readonly seconds: number;
  readonly rate?: number;
}

/** Time for requests in flight at the end of a round to finish before the next one. */
export const settleMs = 100;

export async function measure(arena: Arena, { process }: Entrant, round: Round): Promise<Measurement> {
  const [server, database] = await Promise.all([cpuMs(process.pid), serverCpuMs(arena.server.pid)]);
  const result = await arena.load.run({ ...round, url: process.url, headers: arena.tenant.headers });
  await delay(settleMs);
  const [serverAfter, databaseAfter, rss] = await Promise.all([
    cpuMs(process.pid),
    serverCpuMs(arena.server.pid),
    rssMiB(process.pid),
  ]);
  return {
    requestsPerSecond: result.completed / result.seconds,
    serverCpuMs: (serverAfter - server) / result.sent,
    databaseCpuMs: (databaseAfter - database) / result.sent,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    rssMiB: rss,
  };
}
