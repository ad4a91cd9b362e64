import { assertNotMerged, lockCustomerState, lockCustomerStates } from '../customers/customer-lock.js';
import type { BusinessId } from '../database/business-id.js';
import type { Run } from '../database/business-transaction.js';
import { selectMergedInto } from './erasure.statements.js';

/** The customer, and those that were merged into it, and into those: one person under several ids. */
export async function personOf(run: Run, businessId: BusinessId, customerId: string): Promise<string[]> {
  const ids = [customerId];
  for (let last = ids; last.length > 0;) {
    const [merged] = await run(selectMergedInto(businessId, last));
    last = merged.map(({ id }) => id);
    ids.push(...last);
  }
  return ids;
}

/**
 * As `personOf`, and nobody changes any of them until the transaction ends.
 *
 * @throws 404, 409 for a customer that was merged into another: that one is to be erased
 */
export async function lockPerson(run: Run, businessId: BusinessId, customerId: string): Promise<string[]> {
  const [[state]] = await run(lockCustomerState(businessId, customerId));
  assertNotMerged(state);
  const [, ...merged] = await personOf(run, businessId, customerId);
  if (merged.length === 0) return [customerId];
  const [states] = await run(lockCustomerStates(businessId, merged));
  // One that was restored in between is a customer of its own again.
  return [customerId, ...states.filter(({ merged_into }) => merged_into !== null).map(({ id }) => id)];
}
