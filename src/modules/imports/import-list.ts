import type { BusinessId } from '../../platform/database/business-id.js';
import type { DataRow } from '../../platform/database/wire/data-row.js';
import { JsonRow } from '../../platform/database/wire/json-row.js';
import { ChoiceField } from '../../resource/fields/fields.js';
import { Filter, filtersOf } from '../../resource/lists/filters.js';
import { type KeysetList, keysetList } from '../../resource/lists/list-statements.js';
import { ListQuery, PageOf } from '../../resource/lists/page.js';
import type { ImportRecord } from './import-record.js';
import { importResponse, ImportResponse } from './import.response.js';

export class ImportListQuery extends ListQuery {
  @Filter({ column: 'state' })
  @ChoiceField({
    description: 'Imports in this state.',
    values: ['queued', 'running', 'completed', 'failed', 'cancelled'],
    optional: true,
  })
  state?: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
}

const filters = filtersOf(ImportListQuery);

export class ImportListResponse extends PageOf(ImportResponse, 'ImportListResponse') {}

/** An import as JSON of the server's, times as the wire has them. */
const json = `
  json_build_object('id', c.id, 'business_id', c.business_id, 'state', c.state, 'file_name', c.file_name,
    'file_bytes', c.file_bytes, 'options', c.options, 'bytes_read', c.bytes_read, 'rows_read', c.rows_read,
    'created', c.created, 'updated', c.updated, 'unchanged', c.unchanged, 'skipped', c.skipped, 'failed', c.failed,
    'findings', c.findings, 'preview', c.preview, 'error', c.error, 'worked_ms', c.worked_ms,
    'created_at', to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'started_at', to_char(c.started_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'finished_at', to_char(c.finished_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;

function rowOf(row: DataRow): JsonRow<ImportResponse> {
  const [text] = row.fields;
  const response = importResponse(JSON.parse(text ?? '') as ImportRecord);
  return new JsonRow(Buffer.from(JSON.stringify(response)).toString('latin1'), null);
}

export function importList(businessId: BusinessId, query: ImportListQuery): KeysetList<ImportResponse> {
  return keysetList({
    name: 'imports',
    table: 'imports',
    rows: { columns: json, rowOf },
    sort: { name: 'created_at', expression: undefined, type: 'uuid' },
    filters: filters.requested(query),
    branches: [`c.state <> 'receiving'`],
    where: (parameter) => [
      `c.business_id = ${parameter(businessId)}`,
      ...filters.conditions(query, parameter),
    ],
  });
}
