import type { BusinessId } from '../../platform/database/business-id.js';
import type { Run } from '../../platform/database/tenant-transaction.js';
import type { Statement } from '../../platform/database/statement.js';
import { type Copy, selectPastHolders } from './copies.statements.js';
import { selectContactEvents, selectCustomerEvents, type StoredEvent } from './erasure.statements.js';

const eventsOfOneRead = 200;

/**
 * The events of customers and of their contacts as they are stored, some at a time: of each customer in their order, and then those
 * of contacts from when these were of another customer.
 */
export async function* eventsOf(
  run: Run,
  businessId: BusinessId,
  customerIds: readonly string[],
): AsyncGenerator<readonly StoredEvent[]> {
  for (const id of customerIds)
    yield* read(run, (after) => selectCustomerEvents(businessId, id, after, eventsOfOneRead));
  yield* read(run, (after) => selectContactEvents(businessId, customerIds, after, eventsOfOneRead));
}

/** The events of the other customers that hold the contacts, or have held them: an event of a customer has its contacts. */
export async function* eventsOfHolders(
  run: Run,
  businessId: BusinessId,
  copies: readonly Copy[],
): AsyncGenerator<readonly StoredEvent[]> {
  if (copies.length === 0) return;
  const [past] = await run(
    selectPastHolders(
      businessId,
      copies.map(({ id }) => id),
    ),
  );
  const holders = new Set([...copies.map(({ customer_id }) => customer_id), ...past.map(({ id }) => id)]);
  for (const id of holders)
    yield* read(run, (after) => selectCustomerEvents(businessId, id, after, eventsOfOneRead));
}

async function* read(
  run: Run,
  select: (after: number) => Statement<StoredEvent>,
): AsyncGenerator<readonly StoredEvent[]> {
  for (let after = 0; ;) {
    const [events] = await run(select(after));
    const last = events.at(-1);
    if (last === undefined) return;
    yield events;
    after = last.position;
  }
}
