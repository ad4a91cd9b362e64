import type { BusinessId } from '../../platform/database/business-id.js';
import type { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { holdLease, takeAttemptBack } from './import-progress.statements.js';
import { completeTurn, renewLease, leaseSeconds } from './import-queue.statements.js';
import { LeaseLost } from './rows/store-batch.js';

/** How often a lease is renewed, in milliseconds: well before it ends. */
const renewMs = (leaseSeconds * 1_000) / 4;

/** An import that a process works on. */
export interface HeldImport {
  readonly businessId: BusinessId;
  readonly id: string;
  readonly lease: string;
}

/**
 * Renews the lease of an import between its batches, which renew it too. A process may need longer than a lease lasts for a
 * part of a file without a row to store, and an import may wait for a slot.
 */
export class LeaseRenewal {
  private renewedAt = performance.now();

  constructor(
    private readonly transaction: TenantTransaction,
    private readonly held: HeldImport,
  ) {}

  /** @throws LeaseLost */
  async renewIfDue(): Promise<void> {
    if (performance.now() - this.renewedAt < renewMs) return;
    const { businessId, id, lease } = this.held;
    await this.transaction.run(businessId, async (run) => {
      const [[held]] = await run(holdLease(businessId, id, lease));
      if (held === undefined) throw new LeaseLost('The import goes on elsewhere, or was cancelled');
      await run(renewLease(businessId, id));
    });
    this.renewedAt = performance.now();
  }
}

/**
 * Leaves the import to any process that is free, unless another one has taken it over already: that one goes on. The import
 * has not failed.
 */
export const releaseLease = (
  transaction: TenantTransaction,
  { businessId, id, lease }: HeldImport,
): Promise<void> =>
  transaction.run(businessId, async (run) => {
    const [[held]] = await run(holdLease(businessId, id, lease));
    if (held !== undefined) await run(completeTurn(businessId, id), takeAttemptBack(businessId, id));
  });
