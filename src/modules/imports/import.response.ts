import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { ImportRecord, ImportState } from './import-record.js';
import type { RowProblem } from './rows/import-row.js';

const count = (description: string) => ApiProperty({ type: 'integer', description });
const nullable = (type: string, description: string, format?: string) =>
  ApiProperty({
    anyOf: [{ type, ...(format === undefined ? {} : { format }) }, { type: 'null' }],
    description,
  });

/** The results of the rows of a file, and its detection. */
class FileDetection {
  @count('Rows that created a customer.')
  created: number;

  @count('Rows that changed a customer, or added a contact to one.')
  updated: number;

  @count('Rows that changed nothing.')
  unchanged: number;

  @count('Rows that were skipped.')
  skipped: number;

  @count('Rows that could not be stored.')
  failed: number;

  @nullable('string', 'The product that wrote the file, if recognised.')
  source: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'The recognised columns, and the field of each.',
  })
  mapping: Readonly<Record<string, string>>;

  @ApiProperty({ type: [String], description: 'The ignored columns.' })
  ignored_columns: readonly string[];

  @ApiProperty({
    type: [String],
    required: false,
    description:
      'Warnings about the file, such as an encoding that its bytes contradict; absent if there are none.',
  })
  warnings?: readonly string[];

  @ApiProperty({
    anyOf: [{ type: 'array', items: { type: 'object' } }, { type: 'null' }],
    description: 'In a dry run: the first five rows as they would be stored.',
  })
  preview: readonly object[] | null;
}

@ApiSchema({ name: 'CustomerBulkUploadError' })
export class BulkUploadErrorBody {
  @count('Number of the row; the first row after the header is 1.')
  row: number;

  @count('Line of the file in which the row starts.')
  line: number;

  @ApiProperty({ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } })
  loc: readonly (string | number)[];

  @ApiProperty({ type: 'string' })
  msg: string;

  @ApiProperty({ type: 'string' })
  type: string;

  @ApiProperty({ anyOf: [{}, { type: 'null' }], description: 'The value received, up to 200 characters.' })
  input: unknown;
}

@ApiSchema({ name: 'CustomerBulkUploadResponse' })
export class BulkUploadResponse extends FileDetection {
  @ApiProperty({
    type: [BulkUploadErrorBody],
    description: 'Of the rows that failed or were skipped, the first 1,000.',
  })
  errors: BulkUploadErrorBody[];
}

@ApiSchema({ name: 'ImportResponse' })
export class ImportResponse extends FileDetection {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  business_id: string;

  @ApiProperty({ type: 'string', enum: ['queued', 'running', 'completed', 'failed', 'cancelled'] })
  state: ImportState;

  @nullable('string', 'Why the file could not be read completely.')
  error: string | null;

  @ApiProperty({ type: 'string' })
  file_name: string;

  @count('The size of the file.')
  file_bytes: number;

  @count('Bytes of the file read until now.')
  bytes_read: number;

  @count('Rows read until now: the sum of created, updated, unchanged, skipped and failed.')
  rows_read: number;

  @nullable('integer', 'Rows per second.')
  rows_per_second: number | null;

  @nullable('integer', 'Estimated seconds until the end.')
  seconds_left: number | null;

  @ApiProperty({ type: 'string' })
  mode: string;

  @ApiProperty({ type: 'string' })
  match_on: string;

  @ApiProperty({ type: 'boolean' })
  dry_run: boolean;

  @ApiProperty({ type: 'string', format: 'date-time' })
  created_at: string;

  @nullable('string', 'Time when the first row was read.', 'date-time')
  started_at: string | null;

  @nullable('string', 'Time when the import ended.', 'date-time')
  finished_at: string | null;
}

const warningsOf = ({ findings }: ImportRecord) => {
  const { warnings = [] } = findings ?? {};
  return warnings.length === 0 ? {} : { warnings };
};

const detectionOf = (record: ImportRecord) => ({
  created: record.created,
  updated: record.updated,
  unchanged: record.unchanged,
  skipped: record.skipped,
  failed: record.failed,
  source: record.findings?.source ?? null,
  mapping: record.findings?.mapping ?? {},
  ignored_columns: record.findings?.ignored_columns ?? [],
  ...warningsOf(record),
  preview: record.preview,
});

export const bulkUploadResponse = (
  record: ImportRecord,
  problems: readonly RowProblem[],
): BulkUploadResponse => ({
  ...detectionOf(record),
  errors: problems.map(({ row, line, loc, msg, type, input }) => ({ row, line, loc, msg, type, input })),
});

export const hasEnded = ({ state }: Pick<ImportRecord, 'state'>): boolean =>
  state === 'completed' || state === 'failed' || state === 'cancelled';

export function importResponse(record: ImportRecord): ImportResponse {
  const { worked_ms, bytes_read, file_bytes, rows_read, options } = record;
  const isMeasured = worked_ms > 0 && bytes_read > 0;
  const left = isMeasured ? ((file_bytes - bytes_read) * worked_ms) / bytes_read / 1000 : null;
  return {
    id: record.id,
    business_id: record.business_id,
    state: record.state,
    error: record.error,
    file_name: record.file_name,
    file_bytes,
    bytes_read,
    rows_read,
    rows_per_second: worked_ms > 0 ? Math.round((rows_read * 1000) / worked_ms) : null,
    seconds_left: hasEnded(record) || left === null ? null : Math.max(0, Math.ceil(left)),
    mode: options.mode,
    match_on: options.match_on,
    dry_run: options.dry_run,
    ...detectionOf(record),
    created_at: record.created_at,
    started_at: record.started_at,
    finished_at: record.finished_at,
  };
}
