import type { Operation } from '../options.js';
import type { Target } from './workload.js';

/** One stretch of load on one server. */
export interface Job {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly operation: Operation;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, evenly spaced; without it, as fast as the server answers. */
  readonly rate?: number;
}

/** A job, and which one it is of those that the load generator does. */
export type NumberedJob = Job & { readonly number: number };

export interface LoadResult {
  readonly completed: number;
  /** Those too that were in flight when the time was over: the server worked on them as well. */
  readonly sent: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export type ToWorker = { readonly targets: readonly Target[] } | { readonly job: Job };
export type FromWorker = { readonly result: LoadResult } | { readonly error: string };
