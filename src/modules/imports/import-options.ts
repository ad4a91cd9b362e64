import type { Delimiter } from './file/csv-records.js';
import type { ColumnMap } from './file/header.js';

export const importModes = ['skip', 'create', 'update'] as const;
export type ImportMode = (typeof importModes)[number];

export const matchKeys = ['email', 'tax_id', 'id'] as const;
export type MatchKey = (typeof matchKeys)[number];

/** How a file is read, and what becomes of a row whose customer is there already. */
export interface ImportOptions {
  readonly mode: ImportMode;
  readonly match_on: MatchKey;
  /** Nothing is stored. */
  readonly dry_run: boolean;
  readonly encoding: string | undefined;
  readonly delimiter: Delimiter | undefined;
  readonly map: ColumnMap;
}
