import { databaseIsUnavailable } from '../platform/database/database-errors.js';
import { DistributionError } from '../platform/database/distribution/distribute.js';
import { EmbeddedPostgresError } from '../platform/embedded-postgres/embedded-postgres.js';
import { PendingMigrationsError } from '../platform/database/migrate.js';
import { UnsafeDatabaseError } from '../platform/database/rls.js';
import { ArgumentsError } from '../resource/fields/arguments.js';
import { ApiError } from '../platform/http/errors.js';
import { EnvironmentError } from '../platform/config/environment.js';
import { MetricsPortError } from '../platform/observability/metrics-server.js';

const listenErrors: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use already; set PORT to another one',
  EACCES: 'this user may not listen on that port; set PORT to one above 1023',
  EADDRNOTAVAIL: 'this machine has no such address; set HOST to one that it has',
};

/** The address that HOST and PORT name cannot be listened at. */
export class ListenError extends Error {
  constructor(cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const fallback = `HOST is not an address of this machine (${code})`;
    super(`The service cannot listen: ${listenErrors[code] ?? fallback}.`, { cause });
  }
}

const operatorErrors = [
  EnvironmentError,
  ListenError,
  MetricsPortError,
  ArgumentsError,
  EmbeddedPostgresError,
  UnsafeDatabaseError,
  PendingMigrationsError,
  DistributionError,
] as const;

/** The failures that an operator can mend, each as one sentence; undefined for a failure of ours. */
function sentenceFor(error: unknown): string | undefined {
  if (operatorErrors.some((type) => error instanceof type)) return (error as Error).message;
  if (error instanceof ApiError && typeof error.detail === 'string') return `${error.detail}.`;
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (databaseIsUnavailable(error) || /^(28|3D|42501|53)/.test(code)) {
    return `The database at DATABASE_URL cannot be used: ${reasonOf(error)}.`;
  }
  return undefined;
}

const reasonOf = (error: Error): string =>
  error instanceof AggregateError && error.errors[0] instanceof Error
    ? error.errors[0].message
    : error.message;

/** The sentence for the operator; for an internal error, its stack. */
export const describeFailure = (error: unknown): string =>
  sentenceFor(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
