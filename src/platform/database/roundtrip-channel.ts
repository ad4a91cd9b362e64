import { channel } from 'node:diagnostics_channel';

/** One round trip to the database, for metrics and traces. */
export interface RoundTripReport {
  /** By `performance.now()`. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly statements: number;
  readonly error: unknown;
}

/** Requests of one business that share a transaction. */
export interface BatchReport {
  readonly requests: number;
}

/** Metrics and traces subscribe; without a subscriber a pipeline costs one comparison more. */
export const roundTripChannel = channel('customers-service:flight');

export const batchChannel = channel('customers-service:batch');

/** Runs `pipeline`, and reports it once it has landed. */
export async function reported<T>(statements: number, pipeline: () => Promise<T>): Promise<T> {
  if (!roundTripChannel.hasSubscribers) return pipeline();
  const startedAt = performance.now();
  let error: unknown;
  try {
    return await pipeline();
  } catch (thrown) {
    error = thrown;
    throw thrown;
  } finally {
    const report: RoundTripReport = { startedAt, endedAt: performance.now(), statements, error };
    roundTripChannel.publish(report);
  }
}

export function reportBatch(requests: number): void {
  if (!batchChannel.hasSubscribers) return;
  const report: BatchReport = { requests };
  batchChannel.publish(report);
}
