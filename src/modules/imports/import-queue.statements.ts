import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';

/** How long a process may leave its work untouched before another one takes it over. */
export const leaseSeconds = 10;

/** An import that a process is to work on. */
export interface ImportTurn {
  readonly import_id: string;
  readonly business: string;
}

/**
 * Makes the processes that look for work queue up: what one has taken, the next one sees. Each would skip only the row
 * that another is taking, and take the next one of the same business.
 */
export const lockQueue: Statement = {
  name: 'lock_import_queue',
  text: `select pg_advisory_xact_lock(hashtextextended('import queue', 0))`,
  values: [],
};

/**
 * Takes, after `lockQueue`, the import that has waited longest, of a business for which no process works at the moment. The
 * other imports of the business go to the end of the queue.
 *
 * @param minWaitSeconds 0 for a process with a free slot. A process whose slots are all in use leaves newer imports to the
 * others.
 */
export const acquireLease = (minWaitSeconds: number): Statement<ImportTurn> => ({
  name: 'take_import_turn',
  text: `
    with next as (
      select w.import_id, w.business from import_queue w
      where w.busy_until < now() and ($1::float8 = 0 or w.queued_at < now() - make_interval(secs => $1::float8))
        and not exists (
          select from import_queue b where b.business = w.business and b.busy_until >= now()
        )
      order by w.queued_at, w.import_id limit 1 for update skip locked
    ), later as (
      update import_queue o set queued_at = now() from next n
      where o.business = n.business and o.import_id <> n.import_id and o.busy_until < now()
      returning o.import_id
    )
    update import_queue q set busy_until = now() + make_interval(secs => ${leaseSeconds}), queued_at = now()
    from next n where q.import_id = n.import_id
    returning q.import_id, q.business`,
  values: [minWaitSeconds],
});

/** Extends the turn: otherwise the next process would take the work over. */
export const renewLease = (businessId: BusinessId, importId: string): Statement => ({
  name: 'keep_import_turn',
  text: `update import_queue q set busy_until = now() + make_interval(secs => ${leaseSeconds}) where q.business = $1 and q.import_id = $2`,
  values: [businessId, importId],
});

/** Ends the turn: any process that is free may go on. */
export const completeTurn = (businessId: BusinessId, importId: string): Statement => ({
  name: 'end_import_turn',
  text: `update import_queue q set busy_until = now() - interval '1 second' where q.business = $1 and q.import_id = $2`,
  values: [businessId, importId],
});

export const leaveQueue = (businessId: BusinessId, importId: string): Statement => ({
  name: 'leave_import_queue',
  text: `delete from import_queue q where q.business = $1 and q.import_id = $2`,
  values: [businessId, importId],
});

/** Imports that no process works on yet, those that one does, and how long the first has waited. */
export const selectQueueDepth: Statement<{ waiting: number; running: number; oldest_seconds: number }> = {
  name: 'select_import_queue_depth',
  text: `
    select
      count(*) filter (where q.busy_until < now()) as waiting,
      count(*) filter (where q.busy_until >= now()) as running,
      coalesce(extract(epoch from now() - min(q.queued_at) filter (where q.busy_until < now())), 0)::float8 as oldest_seconds
    from import_queue q`,
  values: [],
};
