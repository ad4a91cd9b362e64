import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import { conflict } from '../../platform/http/errors.js';

/** Up to where a reader has read. */
export interface ReadPosition {
  readonly position: number;
  /**
   * The id of the event there: it shows whether that event is one of this history. A database that was restored to an older
   * time gives the same positions to other events. Undefined where the reader has kept the number alone.
   */
  readonly eventId?: string | undefined;
}

export interface Continuity {
  readonly last_position: number;
  /** The event at the position; null where it was removed, or never was. */
  readonly event_id: string | null;
  readonly has_next: boolean;
  readonly first_position: number | null;
}

/** The log around a position. */
export const selectContinuity = (
  businessId: BusinessId,
  { position }: ReadPosition,
): Statement<Continuity> => ({
  name: 'select_event_continuity',
  text: `
    select
      coalesce((select p.last_position from event_positions p where p.business_id = $1), 0) as last_position,
      coalesce(
        (select e.id from events e where e.business_id = $1 and e.position = $2),
        (select p.removed_id from event_positions p where p.business_id = $1 and p.removed_position = $2)
      ) as event_id,
      (select count(*) > 0 from events e where e.business_id = $1 and e.position = $2 + 1) as has_next,
      (select min(e.position) from events e where e.business_id = $1) as first_position`,
  values: [businessId, position],
});

const advice =
  'it belongs to another history of the business, such as one before a restore. Read the ' +
  'customers again, then';

/**
 * Why a reader must not go on from a position: it would not know that it has missed events.
 *
 * @param misses whether it misses those that retention has removed after the position
 * @returns undefined where the history continues from there
 */
export function discontinuity(
  { position, eventId }: ReadPosition,
  continuity: Continuity | undefined,
  misses: boolean,
): string | undefined {
  if (continuity === undefined) throw new Error('The continuity query returned no row');
  const { last_position, event_id, has_next, first_position } = continuity;
  if (position > last_position)
    return `Position ${position} is after the newest event, which has position ${last_position}: ${advice} continue after position ${last_position}`;
  if (eventId !== undefined && event_id !== null && eventId !== event_id)
    return `The event at position ${position} is not the one that was read: ${advice} continue after position ${last_position}`;
  if (misses && position > 0 && position < last_position && !has_next)
    return `Events after position ${position} are no longer available; the first available event has position ${first_position ?? last_position + 1}`;
  return undefined;
}

/** @throws 409 with the discontinuity */
export function assertContinues(read: ReadPosition, continuity: Continuity | undefined, misses = true): void {
  const reason = discontinuity(read, continuity, misses);
  if (reason !== undefined) throw conflict(reason);
}
