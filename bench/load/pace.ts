import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../statistics.js';
import type { Job, LoadResult, NumberedJob } from './job.js';
import { type Call, callsOf, type Target } from './workload.js';

/**
 * Requests at a fixed rate, whether or not the server keeps up: each has a time at which it is due, and its latency
 * counts from then, so that a server that stalls is not spared the requests that it made wait. (autocannon's
 * overallRate sends each second's share in one burst, which is saturation for a part of each second.)
 */
export async function pace(
  job: NumberedJob & { rate: number },
  targets: readonly Target[],
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: job.connections });
  const calls = Array.from({ length: job.connections }, (_, connection) =>
    callsOf(job.operation, targets, connection, job.connections, job.number),
  );
  const latencies: number[] = [];
  const failures: string[] = [];
  const underWay = new Set<Promise<void>>();
  const started = performance.now();
  let sent = 0;
  try {
    for (let elapsed = 0; elapsed < job.seconds * 1_000 && failures.length === 0;) {
      for (const due = Math.floor((elapsed / 1_000) * job.rate); sent < due; sent += 1) {
        const dueAt = started + (sent / job.rate) * 1_000;
        const own = calls[sent % job.connections] ?? [];
        const call = own[Math.floor(sent / job.connections) % own.length];
        if (call === undefined) throw new Error('A connection has no requests');
        const answered = ask(job, call, agent)
          .then(
            () => void latencies.push(performance.now() - dueAt),
            (error: unknown) => void failures.push(String(error)),
          )
          .finally(() => underWay.delete(answered));
        underWay.add(answered);
      }
      await delay(1);
      elapsed = performance.now() - started;
    }
    await Promise.all(underWay);
  } finally {
    agent.destroy();
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

function ask({ url, headers }: Job, { method, path, body }: Call, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sending = request(url + path, { method, agent, headers: { ...headers, ...length } }, (response) => {
      const status = response.statusCode ?? 0;
      response.on('error', reject).resume();
      response.on('end', () =>
        status >= 200 && status < 300 ? resolve() : reject(new Error(`answered with ${status}`)),
      );
    });
    sending.setTimeout(10_000, () => sending.destroy(new Error('no answer within 10 seconds')));
    sending.on('error', reject).end(body);
  });
}
