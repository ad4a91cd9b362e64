import type { BusinessId } from '../../platform/database/business-id.js';
import type { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import type { SharedLock } from '../../platform/database/shared-writes.js';
import type { Statement } from '../../platform/database/statement.js';
import { assertMatches } from '../../platform/http/preconditions.js';

export interface ConditionalWrite<Locked extends object, Current extends object, Row extends object> {
  /** Locks the resource: the following statements see a state that is stable until the commit. */
  readonly lock: Statement<Locked>;
  /** What `lock` locks, where nothing else is waited for before the write: such writes travel together. */
  readonly sharedLock?: SharedLock;
  /** The current resource, as it would be sent; absent if the lock's row is enough for `check`. */
  readonly read?: Statement<Current> | undefined;
  /** Decides by its own conditions whether to change the resource: a row, if it did. */
  readonly write: Statement<Row>;
  /**
   * Says why nothing was written: throws where the resource cannot be changed, and otherwise returns it as it is, which
   * is also what `If-Match` is held against. It never speaks of a change that is committed.
   */
  readonly check: (locked: Locked | undefined, current: Current | undefined) => Current;
}

/** The row that was written, or the resource, which nothing had to be changed of. */
export type Written<Current, Row> =
  { readonly row: Row } | { readonly row: undefined; readonly current: Current };

/**
 * Changes a resource under its lock. The lock is a separate statement, because a statement sees the
 * state when it began: one that waited for a lock would use the state before its wait.
 *
 * Without `If-Match` all of it is one round trip, where it need not wait; with it, whether to write is decided between
 * the statements.
 *
 * @throws 412 if `ifMatch` does not match; rethrows errors of `check`; nothing was changed then
 */
export async function conditionalWrite<Locked extends object, Current extends object, Row extends object>(
  transaction: TenantTransaction,
  businessId: BusinessId,
  ifMatch: string | undefined,
  { lock, sharedLock, read, write, check }: ConditionalWrite<Locked, Current, Row>,
): Promise<Written<Current, Row>> {
  const reading = read === undefined ? [lock] : [lock, read];
  const current = (results: object[][]) => {
    const [[locked], [found] = []] = results as [Locked[], Current[]?];
    return check(locked, found);
  };
  if (ifMatch === undefined) {
    const statements = [...reading, write];
    const results = await (sharedLock === undefined
      ? transaction.queryAll(businessId, statements)
      : transaction.writeTogether(businessId, sharedLock, statements));
    const [row] = results.pop() as Row[];
    return row === undefined ? { row, current: current(results) } : { row };
  }
  return transaction.run(businessId, async (run) => {
    const before = current(await run(...reading));
    assertMatches(ifMatch, before);
    const [[row]] = await run(write);
    return row === undefined ? { row, current: before } : { row };
  });
}
