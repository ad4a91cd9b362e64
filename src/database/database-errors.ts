import { DatabaseError } from 'pg';

/** Conditions of https://www.postgresql.org/docs/current/errcodes-appendix.html, by name. */
export const sqlState = {
  uniqueViolation: '23505',
  foreignKeyViolation: '23503',
  tooManyConnections: '53300',
  lockNotAvailable: '55P03',
  deadlockDetected: '40P01',
  idleInTransactionSessionTimeout: '25P03',
  queryCanceled: '57014',
  adminShutdown: '57P01',
  crashShutdown: '57P02',
  cannotConnectNow: '57P03',
  databaseDropped: '57P04',
} as const;

const unavailableStates: ReadonlySet<string> = new Set([
  sqlState.tooManyConnections,
  sqlState.adminShutdown,
  sqlState.crashShutdown,
  sqlState.cannotConnectNow,
  sqlState.idleInTransactionSessionTimeout,
]);

const givenUpStates: ReadonlySet<string> = new Set([
  sqlState.lockNotAvailable,
  sqlState.deadlockDetected,
  sqlState.queryCanceled,
]);

const unavailableSystemErrors: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** pg reports a lost or unobtainable connection by sentence only. */
const unavailableSentences =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout|The server does not support|Cannot use a pool after calling end)/;

/** Whether it was the way to the database that failed, and not the statement. */
export function databaseIsUnavailable(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown instanceof AggregateError) return thrown.errors.some(databaseIsUnavailable);
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (thrown instanceof DatabaseError) return unavailableStates.has(code) || code.startsWith('08');
  return unavailableSystemErrors.has(code) || unavailableSentences.test(thrown.message);
}

/** The name of the constraint that a statement violated, or undefined. */
export function violatedConstraint(thrown: unknown): string | undefined {
  return thrown instanceof DatabaseError && thrown.code?.startsWith('23') === true
    ? thrown.constraint
    : undefined;
}

/** Whether the statement waited for a lock for longer than it was to. */
export const isLockTimeout = (thrown: unknown): boolean =>
  thrown instanceof DatabaseError && thrown.code === sqlState.lockNotAvailable;

/**
 * Whether the statement took longer than it may, an operator has ended it, or two transactions waited for each other.
 * Nothing of its transaction stays.
 */
export const isGivenUp = (thrown: unknown): boolean =>
  thrown instanceof DatabaseError && givenUpStates.has(thrown.code ?? '');

/** Whether the statement itself failed, as one with other values might not: it was neither the way to it nor its time. */
export function isRefusedByData(thrown: unknown): boolean {
  return thrown instanceof DatabaseError && !isGivenUp(thrown) && !databaseIsUnavailable(thrown);
}
