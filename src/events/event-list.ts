import type { BusinessId } from '../database/business-id.js';
import { type Keyset, keysetList, type List } from '../lists/list-statements.js';
import { eventColumns, eventJson } from './event-row.js';
import type { Event } from './event.js';
import type { EventListQuery } from './events.dto.js';

const events = {
  table: 'events',
  rows: { columns: eventColumns, rowOf: eventJson },
  sort: { name: 'position', expression: 'c.position', type: 'bigint' },
} as const;

export const eventList = (
  businessId: BusinessId,
  { type, entity_id, after }: Pick<EventListQuery, 'type' | 'entity_id' | 'after'>,
): List<Event> => ({
  ...keysetList<Event>({
    ...events,
    name: 'events',
    filters: { type, entity_id, after },
    branches: [],
    where: (parameter) => [
      `c.business_id = ${parameter(businessId)}`,
      ...(type === undefined ? [] : [`c.type = ${parameter(type)}`]),
      ...(entity_id === undefined ? [] : [`c.entity_id = ${parameter(entity_id)}`]),
      ...(after === undefined ? [] : [`c.position > ${parameter(after)}`]),
    ],
  }),
  isGrowing: true,
});

/** The events of a customer, and of its contacts: each has an index of its own, so that the two are merged. */
export const customerHistory = (businessId: BusinessId, customerId: string): List<Event> => ({
  ...keysetList<Event>({
    ...events,
    name: 'customer_history',
    filters: { customer_id: customerId },
    branches: ['c.entity_id = $2', 'c.customer_id = $2'],
    where: (parameter) => [
      `c.business_id = ${parameter(businessId)}`,
      `${parameter(customerId)}::uuid is not null`,
    ],
  } satisfies Keyset<Event>),
  isGrowing: true,
});
