import type { BusinessId } from '../../platform/database/business-id.js';
import type { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { waitAfter } from './backoff.js';
import { holdLease } from './deliveries.statements.js';
import { leaveQueue, retryTurn } from './queue.statements.js';
import { disableWebhook } from './webhooks.statements.js';

/** An endpoint that a process works for. */
export interface LeasedWebhook {
  readonly businessId: BusinessId;
  readonly id: string;
  readonly lease: string;
}

/** Sends nothing more to the endpoint, unless another process has taken it over. */
export const disableEndpoint = (
  transaction: TenantTransaction,
  { businessId, id, lease }: LeasedWebhook,
): Promise<void> =>
  transaction.run(businessId, async (run) => {
    const [[leased]] = await run(holdLease(businessId, id, lease));
    if (leased === undefined) return;
    await run(leaveQueue(businessId, id), disableWebhook(businessId, id, lease));
  });

/**
 * Delays the next turn after one that an error of the service has ended. An error that stays would otherwise end every turn,
 * forever: after as many turns as a delivery has attempts, the endpoint is disabled.
 *
 * @param failures how many turns in a row have failed
 */
export async function failTurn(
  transaction: TenantTransaction,
  leased: LeasedWebhook,
  failures: number,
): Promise<void> {
  const { businessId, id, lease } = leased;
  const waitSeconds = waitAfter(failures);
  if (waitSeconds === null) return disableEndpoint(transaction, leased);
  await transaction.run(businessId, async (run) => {
    const [[held]] = await run(holdLease(businessId, id, lease));
    if (held !== undefined) await run(retryTurn(businessId, id, failures, waitSeconds));
  });
}
