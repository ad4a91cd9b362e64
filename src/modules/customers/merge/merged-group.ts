import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Run } from '../../../platform/database/tenant-transaction.js';
import type { Statement } from '../../../platform/database/statement.js';
import { conflict } from '../../../platform/http/errors.js';
import { recordedWrite } from '../../../resource/writes/recorded-write.js';
import { type CustomerState, lockCustomerStates } from '../customer-lock.js';
import { customers, customerTable, ownColumns } from '../customer-table.js';

interface Id {
  readonly id: string;
}

/** A concurrent request changed which customers belong together after they were looked up: the work starts again. */
class GroupChanged extends Error {}

const maxAttempts = 5;

/**
 * Runs a transaction that locks customers together with those merged into them. A lookup precedes the locks, so the
 * transaction runs again if another merge was committed in between.
 *
 * @throws 409 if that happens five times
 */
export async function withStableGroup<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (!(error instanceof GroupChanged)) throw error;
    }
  }
  throw conflict('Other requests are merging this customer; retry when they are done');
}

/**
 * Locks the customers and what `related` finds, all in the order of their ids: no two such transactions, and no write to
 * any of the customers, can deadlock.
 */
export async function lockGroup(
  run: Run,
  businessId: BusinessId,
  ids: readonly string[],
  related: Statement<Id>,
): Promise<readonly CustomerState[]> {
  const [before] = await run(related);
  const locked = new Set([...ids, ...before.map(({ id }) => id)]);
  const [states, after] = await run(lockCustomerStates(businessId, [...locked]), related);
  if (after.some(({ id }) => !locked.has(id))) throw new GroupChanged();
  const still = new Set([...ids, ...after.map(({ id }) => id)]);
  return states.filter(({ id }) => still.has(id));
}

/** The customers of which one of these remains, through any chain. Each is looked up by itself, as in `selectCustomers`. */
export const selectMergedInto = (businessId: BusinessId, ids: readonly string[]): Statement<Id> => ({
  name: 'select_merged_into',
  text: `
    select c.id from unnest((select $2::uuid[])::uuid[]) as w(id)
    cross join lateral (
      select c.id from customers c where c.business_id = $1 and c.merged_into = w.id offset 0
    ) c
    order by c.id`,
  values: [businessId, ids],
});

/** The customers that were merged into this one, directly or through another, before it was merged itself. */
export const selectMergedBelow = (businessId: BusinessId, id: string): Statement<Id> => ({
  name: 'select_merged_below',
  text: `
    with recursive below as (
      select c.id from customers c where c.business_id = $1 and c.merged_directly_into = $2
      union
      select c.id from below b
      cross join lateral (
        select c.id from customers c where c.business_id = $1 and c.merged_directly_into = b.id offset 0
      ) c
    )
    select b.id from below b`,
  values: [businessId, id],
});

/** Lets merged customers name another one that remains. Their rows are locked by a statement before this one. */
export const repointMerged = (
  businessId: BusinessId,
  ids: readonly string[],
  survivorId: string,
  actor: string,
): Statement<Id> =>
  recordedWrite(
    {
      name: 'repoint_merged_customers',
      values: [businessId, ids, survivorId],
      ctes: `
        before as materialized (
          select ${customerTable.ownColumns('k')}
          from unnest((select $2::uuid[])::uuid[]) as w(id)
          cross join lateral (select c.* from customers c where c.business_id = $1 and c.id = w.id offset 0) k
        ), changed as (
          update customers c
          set merged_into = $3, updated_at = greatest(now(), c.updated_at)
          from before b
          where c.business_id = $1 and c.id = b.id and c.merged_into <> $3
          returning ${ownColumns}
        ), after as (select ${customers.columns} from changed c)`,
      changes: [{ type: 'customer.merged', rows: 'after c', before: 'before' }],
      select: 'select c.id from changed c',
    },
    actor,
  );
