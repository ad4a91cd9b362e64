import type { BusinessId } from '../database/business-id.js';
import type { BusinessTransaction } from '../database/business-transaction.js';
import type { Statement } from '../database/statement.js';
import { assertMatches } from '../http/preconditions.js';

export interface ConditionalWrite<Locked extends object, Current extends object, Row extends object> {
  /** Makes the writers of one resource queue up: what the next statements see stays so until the commit. */
  readonly lock: Statement<Locked>;
  /** The id of what `lock` locks, where nothing else is waited for: such writes travel together. */
  readonly lockedId?: string;
  /** The resource as it is now, as it would be sent; left out where what the lock answers is enough for `check`. */
  readonly read?: Statement<Current> | undefined;
  /** Changes nothing where `check` throws: it may have run by then. */
  readonly write: Statement<Row>;
  /** Throws where the resource cannot be changed; what it returns is what `If-Match` is held against. */
  readonly check: (locked: Locked | undefined, current: Current | undefined) => Current;
}

export interface Written<Current, Row> {
  readonly before: Current;
  readonly rows: Row[];
}

/**
 * Changes a resource under its lock. The lock is a statement of its own, because a statement sees what was
 * committed before it began: one that waited for a lock would go on with what was there before it waited.
 *
 * Without `If-Match` all of it is one round trip, where it need not wait; with it, whether to write is decided between
 * the statements.
 *
 * @throws 412 where `ifMatch` does not match, and whatever `check` throws; nothing was changed then
 */
export async function conditionalWrite<Locked extends object, Current extends object, Row extends object>(
  transaction: BusinessTransaction,
  businessId: BusinessId,
  ifMatch: string | undefined,
  { lock, lockedId, read, write, check }: ConditionalWrite<Locked, Current, Row>,
): Promise<Written<Current, Row>> {
  const reading = read === undefined ? [lock] : [lock, read];
  const checked = (results: object[][]) => {
    const [[locked], [current] = []] = results as [Locked[], Current[]?];
    return check(locked, current);
  };
  if (ifMatch === undefined) {
    const statements = [...reading, write];
    const results = await (lockedId === undefined
      ? transaction.queryAll(businessId, statements)
      : transaction.writeTogether(businessId, lockedId, statements));
    const rows = results.pop() as Row[];
    return { before: checked(results), rows };
  }
  return transaction.run(businessId, async (run) => {
    const before = checked(await run(...reading));
    assertMatches(ifMatch, before);
    const [rows] = await run(write);
    return { before, rows };
  });
}
