import type { BusinessId } from '../database/business-id.js';
import { type Keyset, keysetList, type List } from '../lists/list-statements.js';
import { eventColumns, eventJson } from './event-row.js';
import type { Event } from './event.js';
import { eventFilters, type EventListQuery } from './events.dto.js';

const events = {
  table: 'events',
  rows: { columns: eventColumns, rowOf: eventJson },
  sort: { name: 'position', expression: 'c.position', type: 'bigint' },
} as const;

export const eventList = (businessId: BusinessId, query: EventListQuery): List<Event> => ({
  ...keysetList<Event>({
    ...events,
    name: 'events',
    filters: eventFilters.asked(query),
    branches: [],
    where: (parameter) => [
      `c.business_id = ${parameter(businessId)}`,
      ...eventFilters.conditions(query, parameter),
    ],
  }),
  isGrowing: true,
});

const ofCustomer = (parameter: string) => `(c.entity_id = ${parameter} or c.customer_id = ${parameter})`;

/** The events of a customer, and of its contacts: each has an index of its own, so that the two are merged. */
export const customerHistory = (businessId: BusinessId, customerId: string): List<Event> => ({
  ...keysetList<Event>({
    ...events,
    name: 'customer_history',
    filters: { customer_id: customerId },
    branches: ['c.entity_id = $2', 'c.customer_id = $2'],
    where: (parameter) => [`c.business_id = ${parameter(businessId)}`, ofCustomer(parameter(customerId))],
  } satisfies Keyset<Event>),
  isGrowing: true,
});
