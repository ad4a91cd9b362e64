import type { BusinessId } from '../../platform/database/business-id.js';
import type { BusinessTransaction } from '../../platform/database/business-transaction.js';
import { holdLease, takeAttemptBack } from './import-progress.statements.js';
import { completeTurn, renewLease, leaseSeconds } from './import-queue.statements.js';
import { LeaseLost } from './rows/store-batch.js';

/** How often a turn is kept, in milliseconds: well before it would be over. */
const keepMs = (leaseSeconds * 1_000) / 4;

/** An import that a process works on. */
export interface HeldImport {
  readonly businessId: BusinessId;
  readonly id: string;
  readonly lease: string;
}

/**
 * What is read of a file, and the turn kept meanwhile. Batches keep it where rows are stored; but whoever goes on far
 * behind in a large file reads for longer than a turn lasts before there is a row to store, and so would everybody who
 * took the import over.
 *
 * @throws LeaseLost
 */
export async function* keepingTurn(
  transaction: BusinessTransaction,
  { businessId, id, lease }: HeldImport,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let keptAt = performance.now();
  for await (const piece of pieces) {
    if (performance.now() - keptAt > keepMs) {
      await renewTurn(transaction, { businessId, id, lease });
      keptAt = performance.now();
    }
    yield piece;
  }
}

/** Extends the turn. @throws LeaseLost */
const renewTurn = (transaction: BusinessTransaction, { businessId, id, lease }: HeldImport): Promise<void> =>
  transaction.run(businessId, async (run) => {
    const [[held]] = await run(holdLease(businessId, id, lease));
    if (held === undefined) throw new LeaseLost('The import goes on elsewhere, or was cancelled');
    await run(renewLease(businessId, id));
  });

/**
 * Leaves the import to any process that is free, unless another one has taken it over already: that one goes on. The import
 * has not failed.
 */
export const releaseLease = (
  transaction: BusinessTransaction,
  { businessId, id, lease }: HeldImport,
): Promise<void> =>
  transaction.run(businessId, async (run) => {
    const [[held]] = await run(holdLease(businessId, id, lease));
    if (held !== undefined) await run(completeTurn(businessId, id), takeAttemptBack(businessId, id));
  });
