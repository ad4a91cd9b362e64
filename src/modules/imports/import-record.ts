import type { ImportOptions } from './import-options.js';

export type ImportState = 'receiving' | 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

/** What became of rows. The kinds add up to `rows`. */
export interface ImportCounts {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly failed: number;
}

/** The detection result of a file. */
export interface Detection {
  readonly source: string | null;
  readonly encoding: string;
  readonly delimiter: string;
  readonly mapping: Readonly<Record<string, string>>;
  readonly ignored_columns: readonly string[];
  /** Undefined in an import of an earlier version. */
  readonly warnings?: readonly string[];
}

/** The row of an import. */
export interface ImportRecord {
  readonly id: string;
  readonly business_id: string;
  readonly state: ImportState;
  readonly file_name: string;
  readonly file_bytes: number;
  readonly options: ImportOptions;
  readonly actor: object;
  readonly revision: number;
  readonly bytes_read: number;
  readonly rows_read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly failed: number;
  readonly findings: Detection | null;
  readonly preview: readonly object[] | null;
  readonly error: string | null;
  readonly worked_ms: number;
  /** Since rows were stored for the last time, the present one included. */
  readonly attempts: number;
  /** After the most attempts: the rows that were not read are among the rejects. */
  readonly is_given_up: boolean;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

/** Of `imports i`. */
export const importColumns = `
  i.id, i.business_id, i.state, i.file_name, i.file_bytes, i.options, i.actor, i.revision, i.bytes_read, i.rows_read, i.created, i.updated,
  i.unchanged, i.skipped, i.failed, i.findings, i.preview, i.error, i.worked_ms, i.attempts, i.is_given_up, i.created_at, i.started_at, i.finished_at`;
