import type { DataRow } from '../../platform/database/wire/data-row.js';
import { JsonRow } from '../../platform/database/wire/json-row.js';
import { isSameValue } from '../../resource/policies.js';
import { isPublished, type RecordedRow, wireRow } from '../../resource/writes/recorded-row.js';
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

/**
 * As the response has it: `merged_into` is there only where the customer was merged. `merged_from`, which an event of a
 * merge records for `changes`, is not a field of the customer.
 */
function customerOf(recorded: RecordedRow): RecordedRow {
  const { merged_into, merged_from: _, ...row } = recorded;
  const customer = { ...row, contacts: row['contacts'] ?? [] };
  return merged_into === null || merged_into === undefined ? customer : { ...customer, merged_into };
}

function changesOf(type: string, before: RecordedRow | null, after: RecordedRow): Event['changes'] {
  const isGone = type === 'customer.contact.deleted';
  const old = isGone ? after : before === null ? {} : wireRow(before);
  const current = isGone ? {} : after;
  return Object.fromEntries(
    Object.keys(after)
      .map((field): [string, [unknown, unknown]] => [field, [old[field] ?? null, current[field] ?? null]])
      .filter(([field, [one, other]]) => isPublished(field) && !isSameValue(one, other)),
  );
}
