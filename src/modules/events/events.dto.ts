import { OmitType } from '@nestjs/swagger';
import { BooleanField, ChoiceField, IntegerField, UuidField } from '../../resource/fields/fields.js';
import { Filter, filtersOf } from '../../resource/lists/filters.js';
import { ListQuery, PageOf } from '../../resource/lists/page.js';
import { type EventType, eventTypes } from '../../resource/writes/event-types.js';
import { Event } from './event.js';

/** In seconds: shorter than proxies keep a request that nothing comes of. */
const maxWaitMs = 50;

/** Unlike other lists, oldest first: fields with a default are redeclared. */
export class HistoryQuery extends OmitType(ListQuery, ['descending'] as const) {
  @BooleanField({ description: 'Last first.', default: false })
  descending: boolean;
}

export class EventListQuery extends HistoryQuery {
  @Filter({ column: 'type' })
  @ChoiceField({ description: 'Events of this type.', optional: true, values: eventTypes })
  type?: EventType;

  @Filter({ column: 'entity_id' })
  @UuidField({ description: 'Events of this customer, contact or payment term.', optional: true })
  entity_id?: string;

  @Filter({ column: 'position', operator: '>' })
  @IntegerField({
    description: 'Events after this position; 0 starts at the first event.',
    optional: true,
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
  })
  after?: number;

  @IntegerField({
    description: 'If there are no events yet: seconds to wait for one.',
    default: 0,
    minimum: 0,
    maximum: maxWaitMs,
  })
  wait: number;
}

export const eventFilters = filtersOf(EventListQuery, { others: ['wait'] });

export class EventListResponse extends PageOf(Event, 'EventListResponse') {}
