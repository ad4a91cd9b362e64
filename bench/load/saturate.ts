import autocannon from 'autocannon';
import { quantile } from '../statistics.js';
import type { LoadResult, NumberedJob } from './job.js';
import { callsOf, type Target } from './workload.js';

/** Each connection sends its next request as soon as the last one is answered. */
export async function saturate(job: NumberedJob, targets: readonly Target[]): Promise<LoadResult> {
  const latencies: number[] = [];
  /** When the request that each connection waits for was sent. */
  const sentAt: number[] = [];
  const started = performance.now();
  let lastAnswerAt = started;

  const result = await run({
    url: job.url,
    connections: job.connections,
    duration: job.seconds,
    sampleInt: 50,
    headers: { ...job.headers },
    setupClient: (client) => {
      const connection = sentAt.push(started) - 1;
      client.setRequests(
        callsOf(job.operation, targets, connection, job.connections, job.number).map(
          ({ method, path, body }) => ({
            method,
            path,
            headers: { ...job.headers },
            ...(body === undefined ? {} : { body }),
          }),
        ),
      );
      client.on('response', (_status, _bytes, milliseconds) => {
        latencies.push(milliseconds);
        lastAnswerAt = performance.now();
        sentAt[connection] = lastAnswerAt;
      });
    },
  });
  const seconds = (performance.now() - started) / 1_000;

  const what = `${job.operation} at ${job.connections} connections`;
  const failed = result.non2xx + result.errors + result.timeouts + result.mismatches;
  if (failed > 0 || latencies.length === 0) {
    throw new Error(
      `${what}: ${failed} of ${latencies.length} requests failed (${result.errors} errors, ` +
        `${result.timeouts} timeouts, statuses ${JSON.stringify(result.statusCodeStats ?? {})})`,
    );
  }
  latencies.sort((a, b) => a - b);
  const stalled = stalledConnections(sentAt, lastAnswerAt, quantile(latencies, 1));
  if (stalled > 0) throw new Error(`${what}: ${stalled} connections wait for an answer that does not come`);
  return {
    completed: latencies.length,
    sent: latencies.length + job.connections,
    seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

function run(options: autocannon.Options): Promise<autocannon.Result> {
  return new Promise((resolve, reject) => {
    autocannon(options, (error: Error | null, result) => (error === null ? resolve(result) : reject(error)));
  });
}

const minStallMs = 500;

/**
 * A request that is lost would only be missed when it times out, long after a round is over. So a connection counts
 * as stalled if the others were answered all the while: for longer than any answer has taken, by far.
 */
function stalledConnections(sentAt: readonly number[], lastAnswerAt: number, slowestMs: number): number {
  const limit = Math.max(minStallMs, 3 * slowestMs);
  return sentAt.filter((sent) => lastAnswerAt - sent > limit).length;
}
