import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import { type ImportCounts, importColumns, type ImportRecord } from './import-record.js';
import { maxAttempts } from './attempts.js';
import type { RowProblem } from './rows/import-row.js';

/**
 * Takes the import over: the process that worked on it before changes nothing from here on.
 *
 * @param attempt 0 where the attempt before has ended for a reason that is not the import's
 */
export const leaseImport = (
  businessId: BusinessId,
  importId: string,
  lease: string,
  attempt: 0 | 1 = 1,
): Statement<ImportRecord> => ({
  name: 'lease_import',
  text: `
    update imports i
    set state = 'running', lease = $3, revision = i.revision + 1, attempts = i.attempts + $5,
      started_at = coalesce(i.started_at, $4::timestamptz)
    where i.business_id = $1 and i.id = $2 and i.state in ('queued', 'running')
    returning ${importColumns}`,
  values: [businessId, importId, lease, new Date().toISOString(), attempt],
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

/** Adds to the counts, in the transaction of the rows. A dry run stores nothing, so its attempts go on counting. */
export const addProgress = (
  businessId: BusinessId,
  importId: string,
  { rows, created, updated, unchanged, skipped, failed }: ImportCounts,
  bytesRead: number,
  workedMs: number,
  isDryRun: boolean,
): Statement => ({
  name: 'add_import_progress',
  text: `
    update imports i
    set revision = i.revision + 1, rows_read = i.rows_read + $3, created = i.created + $4, updated = i.updated + $5,
      unchanged = i.unchanged + $6, skipped = i.skipped + $7, failed = i.failed + $8,
      bytes_read = greatest(i.bytes_read, $9), worked_ms = i.worked_ms + $10, attempts = least(i.attempts, $11)
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
    isDryRun ? maxAttempts : 1,
  ],
});

/** Does not count the attempt: it has ended for a reason that is not the import's. */
export const takeAttemptBack = (businessId: BusinessId, importId: string): Statement => ({
  name: 'take_import_attempt_back',
  text: `
    update imports i set attempts = greatest(0, i.attempts - 1)
    where i.business_id = $1 and i.id = $2 and i.state = 'running'`,
  values: [businessId, importId],
});

/** A row, if the lease still holds. */
export const setDetection = (
  businessId: BusinessId,
  importId: string,
  lease: string,
  detection: object,
  preview: object | null,
): Statement<{ id: string }> => ({
  name: 'set_import_findings',
  text: `
    update imports i set findings = $4, preview = $5, revision = i.revision + 1
    where i.business_id = $1 and i.id = $2 and i.lease = $3 and i.state = 'running'
    returning i.id`,
  values: [
    businessId,
    importId,
    lease,
    JSON.stringify(detection),
    preview === null ? null : JSON.stringify(preview),
  ],
});

export const finishImport = (
  businessId: BusinessId,
  importId: string,
  lease: string,
  error: string | null,
  isGivenUp: boolean,
): Statement<ImportRecord> => ({
  name: 'finish_import',
  text: `
    update imports i
    set state = $4, error = $5, is_given_up = $6, lease = null, revision = i.revision + 1, finished_at = now()
    where i.business_id = $1 and i.id = $2 and i.lease = $3 and i.state = 'running'
    returning ${importColumns}`,
  values: [businessId, importId, lease, error === null ? 'completed' : 'failed', error, isGivenUp],
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

/** A dry run has stored nothing, and restarts for the holder of the lease. */
export const resetProgress = (businessId: BusinessId, importId: string, lease: string): Statement => ({
  name: 'reset_import_progress',
  text: `
    update imports i
    set rows_read = 0, created = 0, updated = 0, unchanged = 0, skipped = 0, failed = 0, bytes_read = 0,
      revision = i.revision + 1
    where i.business_id = $1 and i.id = $2 and i.lease = $3 and i.state = 'running'`,
  values: [businessId, importId, lease],
});
