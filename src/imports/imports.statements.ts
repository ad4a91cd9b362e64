import type { BusinessId } from '../database/business-id.js';
import type { Statement } from '../database/statement.js';
import type { RowProblem } from './rows/import-row.js';
import type { ImportCounts, ImportRecord } from './import-record.js';

const columns = `
  i.id, i.business_id, i.state, i.file_name, i.file_bytes, i.options, i.actor, i.revision, i.bytes_read, i.rows_read, i.created, i.updated,
  i.unchanged, i.skipped, i.failed, i.findings, i.preview, i.error, i.worked_ms, i.created_at, i.started_at, i.finished_at`;

/** How long a process may leave its work untouched before another one takes it over. */
export const leaseSeconds = 10;

/** How long the bytes of a file stay after the import has ended: so long its rejects can be had. */
const keepDays = 7;

/** An import whose file is still being sent. Those of the business that nobody needs any more lose their files. */
export const insertImport = (
  businessId: BusinessId,
  {
    id,
    created_at,
    file_name,
    options,
    actor,
  }: Record<'id' | 'created_at' | 'file_name' | 'options' | 'actor', string>,
): Statement => ({
  name: 'insert_import',
  text: `
    with forgotten as (
      delete from import_chunks k
      where k.business_id = $1 and k.import_id in (
        select i.id from imports i
        where i.business_id = $1 and i.created_at < now() - make_interval(days => $7) and i.state not in ('queued', 'running')
      )
      returning k.position
    )
    insert into imports as i (business_id, id, state, file_name, options, actor, created_at)
    values ($1, $2, 'receiving', $3, $4, $5, $6)
    returning i.id`,
  values: [businessId, id, file_name, options, actor, created_at, keepDays],
});

export const insertChunk = (
  businessId: BusinessId,
  importId: string,
  position: number,
  bytes: Buffer,
): Statement => ({
  name: 'insert_import_chunk',
  text: `insert into import_chunks (business_id, import_id, position, bytes) values ($1, $2, $3, $4)`,
  values: [businessId, importId, position, bytes],
});

export const selectChunk = (
  businessId: BusinessId,
  importId: string,
  position: number,
): Statement<{ bytes: Buffer }> => ({
  name: 'select_import_chunk',
  text: `select k.bytes from import_chunks k where k.business_id = $1 and k.import_id = $2 and k.position = $3`,
  values: [businessId, importId, position],
});

/** What a client sent before it went away. */
export const deleteChunks = (businessId: BusinessId, importId: string): Statement => ({
  name: 'delete_import_chunks',
  text: `delete from import_chunks k where k.business_id = $1 and k.import_id = $2`,
  values: [businessId, importId],
});

export const deleteImport = (businessId: BusinessId, importId: string): Statement => ({
  name: 'delete_import',
  text: `delete from imports i where i.business_id = $1 and i.id = $2 and i.state = 'receiving'`,
  values: [businessId, importId],
});

/** @param lease of the process that goes on with it at once; `null` leaves it to the next that is free */
export const queueImport = (
  businessId: BusinessId,
  importId: string,
  fileBytes: number,
  lease: string | null,
): Statement<ImportRecord> => ({
  name: 'queue_import',
  text: `
    with q as (
      insert into import_queue (import_id, business, queued_at, busy_until)
      values ($2, $1, now(), now() + make_interval(secs => $5))
      returning import_id
    )
    update imports i
    set state = $6, file_bytes = $3, lease = $4, revision = i.revision + 1, started_at = $7::timestamptz
    where i.business_id = $1 and i.id = $2 and i.state = 'receiving' and (select count(*) from q) = 1
    returning ${columns}`,
  values: [
    businessId,
    importId,
    fileBytes,
    lease,
    lease === null ? -1 : leaseSeconds,
    lease === null ? 'queued' : 'running',
    lease === null ? null : new Date().toISOString(),
  ],
});

/**
 * Takes the work that has waited longest, of a business for which no process works at the moment; what else the
 * business has goes to the end.
 */
export const takeTurn: Statement<{ import_id: string; business: string }> = {
  name: 'take_import_turn',
  text: `
    with next as (
      select w.import_id, w.business from import_queue w
      where w.busy_until < now() and not exists (
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
  values: [],
};

/** Whoever worked on it before changes nothing from here on. A trial begins anew, since it has stored nothing. */
export const leaseImport = (
  businessId: BusinessId,
  importId: string,
  lease: string,
): Statement<ImportRecord> => ({
  name: 'lease_import',
  text: `
    update imports i
    set state = 'running', lease = $3, revision = i.revision + 1, started_at = coalesce(i.started_at, $4::timestamptz)
    where i.business_id = $1 and i.id = $2 and i.state in ('queued', 'running')
    returning ${columns}`,
  values: [businessId, importId, lease, new Date().toISOString()],
});

/** Locks the import for the transaction, if the lease still holds. */
export const holdLease = (
  businessId: BusinessId,
  importId: string,
  lease: string,
): Statement<{ id: string }> => ({
  name: 'hold_import_lease',
  text: `
    select i.id from imports i
    where i.business_id = $1 and i.id = $2 and i.lease = $3 and i.state = 'running' for no key update`,
  values: [businessId, importId, lease],
});

/** Adds to what was done, in the transaction that does it. */
export const addProgress = (
  businessId: BusinessId,
  importId: string,
  { rows, created, updated, unchanged, skipped, failed }: ImportCounts,
  bytesRead: number,
  workedMs: number,
): Statement => ({
  name: 'add_import_progress',
  text: `
    update imports i
    set revision = i.revision + 1, rows_read = i.rows_read + $3, created = i.created + $4, updated = i.updated + $5,
      unchanged = i.unchanged + $6, skipped = i.skipped + $7, failed = i.failed + $8,
      bytes_read = greatest(i.bytes_read, $9), worked_ms = i.worked_ms + $10
    where i.business_id = $1 and i.id = $2`,
  values: [
    businessId,
    importId,
    rows,
    created,
    updated,
    unchanged,
    skipped,
    failed,
    bytesRead,
    Math.round(workedMs),
  ],
});

/** The next process would take it over otherwise. */
export const keepTurn = (importId: string): Statement => ({
  name: 'keep_import_turn',
  text: `update import_queue q set busy_until = now() + make_interval(secs => ${leaseSeconds}) where q.import_id = $1`,
  values: [importId],
});

/** Whoever is free may go on. */
export const endTurn = (importId: string): Statement => ({
  name: 'end_import_turn',
  text: `update import_queue q set busy_until = now() - interval '1 second' where q.import_id = $1`,
  values: [importId],
});

export const leaveQueue = (importId: string): Statement => ({
  name: 'leave_import_queue',
  text: `delete from import_queue q where q.import_id = $1`,
  values: [importId],
});

export const setFindings = (
  businessId: BusinessId,
  importId: string,
  findings: object,
  preview: object | null,
): Statement => ({
  name: 'set_import_findings',
  text: `
    update imports i set findings = $3, preview = $4, revision = i.revision + 1
    where i.business_id = $1 and i.id = $2`,
  values: [businessId, importId, JSON.stringify(findings), preview === null ? null : JSON.stringify(preview)],
});

export const finishImport = (
  businessId: BusinessId,
  importId: string,
  lease: string,
  error: string | null,
): Statement<ImportRecord> => ({
  name: 'finish_import',
  text: `
    update imports i
    set state = $4, error = $5, lease = null, revision = i.revision + 1, finished_at = now()
    where i.business_id = $1 and i.id = $2 and i.lease = $3 and i.state = 'running'
    returning ${columns}`,
  values: [businessId, importId, lease, error === null ? 'completed' : 'failed', error],
});

export const cancelImport = (businessId: BusinessId, importId: string): Statement<{ id: string }> => ({
  name: 'cancel_import',
  text: `
    update imports i
    set state = 'cancelled', lease = null, revision = i.revision + 1, finished_at = now()
    where i.business_id = $1 and i.id = $2 and i.state in ('queued', 'running')
    returning i.id`,
  values: [businessId, importId],
});

export const selectImport = (businessId: BusinessId, importId: string): Statement<ImportRecord> => ({
  name: 'select_import',
  text: `select ${columns} from imports i where i.business_id = $1 and i.id = $2 and i.state <> 'receiving'`,
  values: [businessId, importId],
});

export const insertProblems = (
  businessId: BusinessId,
  importId: string,
  firstRow: number,
  problems: readonly object[],
): Statement => ({
  name: 'insert_import_problems',
  text: `
    insert into import_problems as p (business_id, import_id, first_row, problems)
    values ($1, $2, $3, $4) on conflict (business_id, import_id, first_row) do update set problems = excluded.problems`,
  values: [businessId, importId, firstRow, JSON.stringify(problems)],
});

/** The problems of the rows from one on, a batch of the import's. */
export const selectProblems = (
  businessId: BusinessId,
  importId: string,
  fromRow: number,
): Statement<{ first_row: number; problems: RowProblem[] }> => ({
  name: 'select_import_problems',
  text: `
    select p.first_row, p.problems from import_problems p
    where p.business_id = $1 and p.import_id = $2 and p.first_row >= $3
    order by p.first_row limit 1`,
  values: [businessId, importId, fromRow],
});

/** A trial has stored nothing, and begins anew. */
export const resetProgress = (businessId: BusinessId, importId: string): Statement => ({
  name: 'reset_import_progress',
  text: `
    update imports i
    set rows_read = 0, created = 0, updated = 0, unchanged = 0, skipped = 0, failed = 0, bytes_read = 0,
      revision = i.revision + 1
    where i.business_id = $1 and i.id = $2`,
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
