import type { BusinessId } from '../../platform/database/business-id.js';
import type { Position } from '../../resource/lists/cursors.js';
import {
  type Keyset,
  keysetList,
  type List,
  type Precondition,
} from '../../resource/lists/list-statements.js';
import { eventColumns, eventJson } from './event-row.js';
import { assertContinues, type Continuity, type ReadPosition, selectContinuity } from './continuity.js';
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
    filters: eventFilters.requested(query),
    branches: [],
    where: (parameter) => [
      `c.business_id = ${parameter(businessId)}`,
      ...eventFilters.conditions(query, parameter),
    ],
  }),
  isGrowing: true,
  precondition: (cursor, isForward) => {
    const read =
      readPositionOf(cursor) ?? (query.after === undefined ? undefined : { position: query.after });
    return read && continuing(businessId, read, isForward);
  },
});

/** A cursor of events names the event that it was made at. */
const readPositionOf = (cursor: Position | undefined): ReadPosition | undefined =>
  cursor && { position: Number(cursor.key), eventId: cursor.id };

const continuing = (businessId: BusinessId, read: ReadPosition, isForward: boolean): Precondition => ({
  statement: selectContinuity(businessId, read),
  assert: ([found]) => assertContinues(read, found as Continuity, isForward),
});

const ofCustomer = (parameter: string) => `(c.entity_id = ${parameter} or c.customer_id = ${parameter})`;

/** The events of a customer, and of its contacts: each has a separate index, so that the two are merged. */
export const customerHistory = (businessId: BusinessId, customerId: string): List<Event> => ({
  ...keysetList<Event>({
    ...events,
    name: 'customer_history',
    filters: { customer_id: customerId },
    branches: ['c.entity_id = $2', 'c.customer_id = $2'],
    where: (parameter) => [`c.business_id = ${parameter(businessId)}`, ofCustomer(parameter(customerId))],
  } satisfies Keyset<Event>),
  isGrowing: true,
  // The events of one customer have gaps anyway: events removed by retention are not a conflict.
  precondition: (cursor) => {
    const read = readPositionOf(cursor);
    return read && continuing(businessId, read, false);
  },
});
