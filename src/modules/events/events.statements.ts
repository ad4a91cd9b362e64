import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import { eventColumns, eventOf } from './event-row.js';
import type { Event } from './event.js';
import type { EventListQuery } from './events.dto.js';

/** An event as it is sent, and what of it decides where it goes. */
export interface StoredEvent {
  readonly id: string;
  readonly position: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly json: string;
}

/** In bytes: an event of a customer holds all of its contacts. */
const maxReadBytes = 8 * 1_048_576;

/** Events after a position, in their order, as many as 8 MiB hold, and two in any case. */
export const eventsAfter = (
  businessId: BusinessId,
  position: number,
  limit: number,
  { type, entity_id }: Pick<EventListQuery, 'type' | 'entity_id'>,
): Statement<StoredEvent> => ({
  name: 'select_events_after',
  text: `
    select ${eventColumns} from events c
    where c.business_id = $1 and c.position > $2 and ($4::text is null or c.type = $4)
      and ($5::uuid is null or c.entity_id = $5)
    order by c.position limit $3`,
  values: [businessId, position, limit, type ?? null, entity_id ?? null],
  maxBytes: maxReadBytes,
  rowOf: ({ fields }) => {
    const event = eventOf(fields);
    const { id, position: ofEvent, type: kind, occurred_at } = event;
    return { id, position: ofEvent, type: kind, occurredAt: occurred_at, json: JSON.stringify(event) };
  },
});

/** The events at these positions, in their order. */
export const eventsAt = (businessId: BusinessId, positions: readonly number[]): Statement<Event> => ({
  name: 'select_events_at',
  text: `
    select ${eventColumns} from events c
    where c.business_id = $1 and c.position = any ($2::bigint[]) order by c.position`,
  values: [businessId, positions],
  rowOf: ({ fields }) => eventOf(fields),
});
