import type { DataRow } from '../../platform/database/wire/data-row.js';
import { JsonRow } from '../../platform/database/wire/json-row.js';
import { asResponse, changesBetween, type RecordedRow, wireRow } from '../../resource/writes/recorded-row.js';
import type { Event } from './event.js';

export const eventColumns =
  'c.id, c.type, c.position, c.business_id, c.entity_id, c.occurred_at, c.actor, c.before, c.data';

/** An event of `eventColumns`, in their text form. */
export function eventOf(fields: readonly (string | null)[]): Event {
  const [id, type, position, business_id, entity_id, occurredAt, actor, before, data] = fields;
  const after = wireRow(parse(data) ?? {});
  const event = {
    id,
    type,
    position: Number(position),
    business_id,
    entity_id,
    ...wireRow({ occurred_at: `${occurredAt?.replace(' ', 'T')}:00` }),
    actor: parse(actor),
    changes: changesOf(String(type), parse(before), after),
    data: isOfCustomer(String(type)) ? customerOf(after) : after,
  };
  return event as unknown as Event;
}

/** An event as it is sent; its position is what a list of events is in the order of. */
export function eventJson({ fields }: DataRow): JsonRow<Event> {
  const event = eventOf(fields);
  return new JsonRow(Buffer.from(JSON.stringify(event)).toString('latin1'), String(event.position));
}

const parse = (text: string | null | undefined): RecordedRow | null =>
  text === null || text === undefined ? null : (JSON.parse(text) as RecordedRow);

const isOfCustomer = (type: string) => /^customer\.[a-z]+$/.test(type);

const customerOf = (recorded: RecordedRow): RecordedRow => ({
  ...asResponse(recorded),
  contacts: recorded['contacts'] ?? [],
});

function changesOf(type: string, before: RecordedRow | null, after: RecordedRow): Event['changes'] {
  if (type === 'customer.contact.deleted') return changesBetween(after, {});
  return changesBetween(before === null ? {} : wireRow(before), after);
}
