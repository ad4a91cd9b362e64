import autocannon from 'autocannon';
import { quantile } from '../statistics.js';
import type { Job, LoadResult } from './job.js';
import { callsOf, type Target } from './workload.js';

/** Each connection sends its next request as soon as the last one is answered. */
export function saturate(job: Job, targets: readonly Target[]): Promise<LoadResult> {
  const latencies: number[] = [];
  let connection = 0;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const instance = autocannon(
      {
        url: job.url,
        connections: job.connections,
        duration: job.seconds,
        sampleInt: 50,
        headers: { ...job.headers },
        setupClient: (client) => {
          client.setRequests(
            callsOf(job.operation, targets, connection, job.connections).map(({ method, path, body }) => ({
              method,
              path,
              headers: { ...job.headers },
              ...(body === undefined ? {} : { body }),
            })),
          );
          connection += 1;
        },
      },
      (error: Error | null, result) => {
        if (error !== null) return reject(error);
        const failed = result.non2xx + result.errors + result.timeouts + result.mismatches;
        if (failed > 0 || latencies.length === 0) {
          const statuses = JSON.stringify(result.statusCodeStats ?? {});
          return reject(
            new Error(
              `${job.operation} at ${job.connections} connections: ${failed} of ${latencies.length} requests failed ` +
                `(${result.errors} errors, ${result.timeouts} timeouts, statuses ${statuses})`,
            ),
          );
        }
        latencies.sort((a, b) => a - b);
        return resolve({
          completed: latencies.length,
          sent: latencies.length + job.connections,
          seconds: (performance.now() - started) / 1_000,
          p50Ms: quantile(latencies, 0.5),
          p99Ms: quantile(latencies, 0.99),
        });
      },
    );
    instance.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
  });
}
