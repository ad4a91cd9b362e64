import type { BusinessId } from '../database/business-id.js';
import type { Run } from '../database/business-transaction.js';
import { selectCustomerEvents, type StoredEvent } from './erasure.statements.js';

const eventsOfOneRead = 200;

/** The events of a customer and of its contacts as they are stored, in their order, some at a time. */
export async function* eventsOf(
  run: Run,
  businessId: BusinessId,
  customerId: string,
): AsyncGenerator<readonly StoredEvent[]> {
  for (let after = 0; ;) {
    const [events] = await run(selectCustomerEvents(businessId, customerId, after, eventsOfOneRead));
    const last = events.at(-1);
    if (last === undefined) return;
    yield events;
    after = last.position;
  }
}
