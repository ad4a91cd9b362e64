import { DatabaseError } from 'pg';
import { AcquireTimeoutError } from '../concurrency/keyed-semaphore.js';
import { DeadlineError, TooLargeError } from './wire/pipeline.js';

/** Conditions of https://www.postgresql.org/docs/current/errcodes-appendix.html, by name. */
export const sqlState = {
  readOnlySqlTransaction: '25006',
  idleInTransactionSessionTimeout: '25P03',
  deadlockDetected: '40P01',
  insufficientPrivilege: '42501',
  lockNotAvailable: '55P03',
  queryCanceled: '57014',
} as const;

/** Classes of conditions: the first two characters of their codes. */
const sqlStateClass = {
  connectionException: '08',
  dataException: '22',
  integrityConstraintViolation: '23',
  invalidAuthorizationSpecification: '28',
  /** The database's name is not known, for instance since it was dropped. */
  invalidCatalogName: '3D',
  /** Of memory, connections, or the disk's space. */
  insufficientResources: '53',
  /** The server stops, starts, or has ended the session; also `queryCanceled`, which is not an outage. */
  operatorIntervention: '57',
} as const;

/** Nothing that is sent on the connection from here on will succeed. */
const endingStates: ReadonlySet<string> = new Set([
  // The server was demoted. The next connection may reach the one that was promoted.
  sqlState.readOnlySqlTransaction,
  sqlState.idleInTransactionSessionTimeout,
]);
const endingClasses: ReadonlySet<string> = new Set([
  sqlStateClass.connectionException,
  sqlStateClass.operatorIntervention,
]);

/** Conditions that an operator can mend: nothing is wrong with the statement. */
const refusingClasses: ReadonlySet<string> = new Set([
  sqlStateClass.invalidAuthorizationSpecification,
  sqlStateClass.invalidCatalogName,
  sqlStateClass.insufficientResources,
]);

const valueClasses: ReadonlySet<string> = new Set([
  sqlStateClass.dataException,
  sqlStateClass.integrityConstraintViolation,
]);

const timeoutStates: ReadonlySet<string> = new Set([
  sqlState.lockNotAvailable,
  sqlState.deadlockDetected,
  sqlState.queryCanceled,
]);

const lostSystemErrors: ReadonlySet<string> = new Set([
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
const lostSentences =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed|The server does not support|Cannot use a pool after calling end)/;

/**
 * The coordinator of a distributed database reports a lost node as an internal error: the connection to the coordinator
 * stays good.
 */
const lostNodeSentences =
  /^(failure on connection marked as essential|connection to the remote node|could not establish any connections to the node|failed to connect to node)/;

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : '';

/** Whether the connection is of no use any more: it is lost, was given up, or leads to a server that only reads. */
export function endsConnection(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown instanceof AggregateError) return thrown.errors.some(endsConnection);
  if (thrown instanceof DeadlineError) return true;
  const code = codeOf(thrown);
  if (!(thrown instanceof DatabaseError))
    return lostSystemErrors.has(code) || lostSentences.test(thrown.message);
  if (isTimeout(thrown)) return false;
  return endingStates.has(code) || endingClasses.has(code.slice(0, 2));
}

/** Whether the cause is the database's connection or state, and not the statement. */
export function databaseIsUnavailable(thrown: unknown): boolean {
  if (endsConnection(thrown)) return true;
  if (!(thrown instanceof DatabaseError)) return false;
  const code = codeOf(thrown);
  return refusingClasses.has(code.slice(0, 2)) || isRevoked(thrown) || lostNodeSentences.test(thrown.message);
}

/** Whether background work has ended for a reason outside of it, and does not count as failed: the database is away or busy. */
export const isInterruption = (thrown: unknown): boolean =>
  databaseIsUnavailable(thrown) || thrown instanceof AcquireTimeoutError;

/** The node that the coordinator has not reached, as `host:port`; undefined where it names none. */
export function lostNodeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof DatabaseError) || !lostNodeSentences.test(thrown.message)) return undefined;
  return /[^\s@]+:\d+/.exec(thrown.message)?.[0];
}

/** A grant is missing. A row that row-level security refuses has the same code, and is a mistake of the service's. */
const isRevoked = ({ code, routine }: DatabaseError): boolean =>
  code === sqlState.insufficientPrivilege && routine !== 'ExecWithCheckOptions';

/** The name of the constraint that a statement violated, or undefined. */
export function violatedConstraint(thrown: unknown): string | undefined {
  if (!(thrown instanceof DatabaseError)) return undefined;
  if (thrown.code?.slice(0, 2) !== sqlStateClass.integrityConstraintViolation) return undefined;
  // A distributed database names the constraint of the shard, and in the sentence only: "customers_pkey_102060".
  const name = thrown.constraint ?? /constraint "([^"]+)"/.exec(thrown.message)?.[1];
  return name?.replace(/_\d{6,}$/, '');
}

/** Whether the statement waited for a lock for longer than it was to. */
export const isLockTimeout = (thrown: unknown): boolean =>
  thrown instanceof DatabaseError && thrown.code === sqlState.lockNotAvailable;

/**
 * Whether the statement took longer than it may, an operator has ended it, or two transactions waited for each other.
 * Nothing of its transaction stays.
 */
export const isTimeout = (thrown: unknown): boolean =>
  thrown instanceof DatabaseError && timeoutStates.has(thrown.code ?? '');

/** Whether the statement failed because of a row's values: a constraint or a type. */
export const isDataException = (thrown: unknown): boolean =>
  thrown instanceof DatabaseError && valueClasses.has((thrown.code ?? '').slice(0, 2));

/** Whether the statement itself failed, and one with other values might not. */
export function isStatementError(thrown: unknown): boolean {
  if (thrown instanceof TooLargeError) return true;
  return thrown instanceof DatabaseError && !isTimeout(thrown) && !databaseIsUnavailable(thrown);
}
