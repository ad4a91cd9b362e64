import { DatabaseError } from 'pg';
import { violatedConstraint } from '../../database/database-errors.js';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: class 22, whose messages quote the value. */
const isDataException = (error: Error) => error instanceof DatabaseError && error.code?.startsWith('22');

/**
 * What the log keeps of a failure: enough to find its cause, and nothing that a client has sent. PostgreSQL quotes
 * whole rows and values (`detail`, `where`), and the properties of other errors are anybody's guess.
 */
export function loggableError(thrown: unknown): Readonly<Record<string, unknown>> {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const { name, message, cause, stack = '' } = thrown;
  const frames = stack.slice(Math.max(0, stack.search(/^ +at /m)));
  return {
    type: name,
    message: isDataException(thrown) ? 'A value that the database does not take' : message,
    stack: frames,
    ...('code' in thrown ? { code: thrown.code } : {}),
    ...(thrown instanceof DatabaseError
      ? {
          table: thrown.table,
          column: thrown.column,
          constraint: violatedConstraint(thrown),
          routine: thrown.routine,
        }
      : {}),
    ...(thrown instanceof AggregateError ? { errors: thrown.errors.map(loggableError) } : {}),
    ...(cause === undefined ? {} : { cause: loggableError(cause) }),
  };
}
