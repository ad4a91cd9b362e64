import { databaseIsUnavailable } from '../../platform/database/database-errors.js';
import { AcquireTimeoutError } from '../../platform/concurrency/keyed-semaphore.js';

/** How often an import may fail without storing a row in between; then it ends as `failed`. */
export const maxAttempts = 5;

/** @param rowsRead the rows before the one at which the import fails */
export const gaveUp = (rowsRead: number): string =>
  `An internal error stopped this import ${maxAttempts} times after row ${rowsRead}. Earlier rows keep their result; download ` +
  'the rejects for the rows after it, and send them again. If they fail again, report the id of this import.';

/** Whether an attempt has ended for a reason that is not the import's: the database is away or busy. */
export const isInterruption = (error: unknown): boolean =>
  databaseIsUnavailable(error) || error instanceof AcquireTimeoutError;
