import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import { leaseSeconds } from './import-queue.statements.js';
import { importColumns, type ImportRecord } from './import-record.js';

/** How long the bytes of a file stay after the import has ended: so long its rejects can be had. */
const keepDays = 7;

/** An import whose file is still being sent. Expired imports of the business lose their files. */
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

/**
 * Leaves nothing of an import that is still being received. One that was queued stays as it is: the process may have lost
 * the connection behind the commit that queued it, or ahead of it, and then waits here for what becomes of it.
 *
 * @returns the statements in their order
 */
export const forgetReceived = (businessId: BusinessId, importId: string): Statement[] => [
  {
    name: 'lock_received_import',
    text: `
      select i.id from imports i
      where i.business_id = $1 and i.id = $2 and i.state = 'receiving' for update`,
    values: [businessId, importId],
  },
  {
    name: 'delete_import_chunks',
    text: `
      delete from import_chunks k
      where k.business_id = $1 and k.import_id = $2 and exists (
        select from imports i where i.business_id = $1 and i.id = $2 and i.state = 'receiving'
      )`,
    values: [businessId, importId],
  },
  {
    name: 'delete_import',
    text: `delete from imports i where i.business_id = $1 and i.id = $2 and i.state = 'receiving'`,
    values: [businessId, importId],
  },
];

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
    set state = $6, file_bytes = $3, lease = $4, revision = i.revision + 1, started_at = $7::timestamptz, attempts = $8
    where i.business_id = $1 and i.id = $2 and i.state = 'receiving' and (select count(*) from q) = 1
    returning ${importColumns}`,
  values: [
    businessId,
    importId,
    fileBytes,
    lease,
    lease === null ? -1 : leaseSeconds,
    lease === null ? 'queued' : 'running',
    lease === null ? null : new Date().toISOString(),
    lease === null ? 0 : 1,
  ],
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
  text: `select ${importColumns} from imports i where i.business_id = $1 and i.id = $2 and i.state <> 'receiving'`,
  values: [businessId, importId],
});
