import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../statistics.js';
import { Connection } from './connection.js';
import type { Job, LoadResult, NumberedJob } from './job.js';
import { type Call, callsOf, type Target } from './workload.js';

interface Due {
  readonly request: Buffer;
  readonly at: number;
}

/**
 * Requests at a fixed rate, whether or not the server keeps up: each has a time at which it is due, and its latency
 * counts from then, so that a server that stalls is not spared the requests that it made wait. (autocannon's
 * overallRate sends each second's share in one burst, which is saturation for a part of each second.)
 */
export async function pace(
  job: NumberedJob & { rate: number },
  targets: readonly Target[],
): Promise<LoadResult> {
  const requests = Array.from({ length: job.connections }, (_, connection) =>
    callsOf(job.operation, targets, connection, job.connections, job.number).map((call) =>
      bytesOf(job, call),
    ),
  );
  const connections = await Promise.all(requests.map(() => Connection.open(job.url)));
  const free = [...connections];
  const latencies: number[] = [];
  const failures: string[] = [];
  const waiting: Due[] = [];
  const inFlight = new Set<Promise<void>>();
  /** A free connection takes the request that has waited the longest. */
  const work = async (connection: Connection) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const status = await connection.ask(next.request);
      if (status < 200 || status > 299) throw new Error(`answered with ${status}`);
      latencies.push(performance.now() - next.at);
    }
    free.push(connection);
  };
  const started = performance.now();
  let sent = 0;
  try {
    for (let elapsed = 0; elapsed < job.seconds * 1_000 && failures.length === 0;) {
      for (const due = Math.floor((elapsed / 1_000) * job.rate); sent < due; sent += 1) {
        const own = requests[sent % job.connections] ?? [];
        const request = own[Math.floor(sent / job.connections) % own.length];
        if (request === undefined) throw new Error('A connection has no requests');
        waiting.push({ request, at: started + (sent / job.rate) * 1_000 });
        const connection = free.pop();
        if (connection === undefined) continue;
        const working = work(connection)
          .catch((error: unknown) => void failures.push(String(error)))
          .finally(() => inFlight.delete(working));
        inFlight.add(working);
      }
      await delay(1);
      elapsed = performance.now() - started;
    }
    await Promise.all(inFlight);
  } finally {
    for (const connection of connections) connection.close();
  }
  if (failures.length > 0) throw new Error(`${job.operation} at ${job.rate} requests/s: ${failures[0]}`);
  latencies.sort((a, b) => a - b);
  return {
    completed: latencies.length,
    sent,
    seconds: (performance.now() - started) / 1_000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

function bytesOf({ url, headers }: Job, { method, path, body }: Call): Buffer {
  const lines = Object.entries({
    host: new URL(url).host,
    ...headers,
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`${method} ${path} HTTP/1.1`, ...lines, '', body ?? ''].join('\r\n'));
}
