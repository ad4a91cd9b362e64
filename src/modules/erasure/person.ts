import { assertNotMerged } from '../customers/customer-lock.js';
import { lockGroup, selectMergedInto } from '../customers/merge/merged-group.js';
import { selectHolders } from './copies.statements.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { Run } from '../../platform/database/tenant-transaction.js';

/** The customer, and those of which it remains: one person under several ids. */
export async function personOf(run: Run, businessId: BusinessId, customerId: string): Promise<string[]> {
  const [merged] = await run(selectMergedInto(businessId, [customerId]));
  return [customerId, ...merged.map(({ id }) => id)];
}

/**
 * As `personOf`, and locks them all until the transaction ends, and the other customers that hold contacts of the person
 * since a merge; it runs within `withStableGroup`.
 *
 * @throws 404, 409 for a customer that was merged into another: that one is to be erased
 */
export async function lockPerson(run: Run, businessId: BusinessId, customerId: string): Promise<string[]> {
  const states = await lockGroup(run, businessId, [customerId], selectHolders(businessId, customerId));
  assertNotMerged(states.find(({ id }) => id === customerId));
  return [customerId, ...states.flatMap(({ id, merged_into }) => (merged_into === customerId ? [id] : []))];
}
