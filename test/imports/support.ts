import type { ImportOptions } from '../../src/modules/imports/import-options.js';
import { FileError } from '../../src/modules/imports/file/file-error.js';
import { openTable, type Table } from '../../src/modules/imports/file/open-table.js';
import type { KnownTerm, ReadRow } from '../../src/modules/imports/rows/import-row.js';
import { RowReader } from '../../src/modules/imports/rows/read-row.js';

export const usualOptions: ImportOptions = {
  mode: 'skip',
  match_on: 'email',
  dry_run: false,
  encoding: undefined,
  delimiter: undefined,
  map: {},
};

/** The bytes in pieces of a size, as a connection may deliver them. */
export async function* pieces(file: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(file as Uint8Array);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What was read, or the sentence that says why nothing is. */
export const readOrSentence = (...args: Parameters<typeof readFile>): Promise<ReadFile | string> =>
  readFile(...args).catch((error: unknown) => {
    if (error instanceof FileError) return error.message;
    throw error;
  });

export interface ReadFile {
  readonly table: Table;
  readonly rows: ReadRow[];
}

/** Reads a file to its end, as an import would. */
export async function readFile(
  file: string | Uint8Array,
  options: Partial<ImportOptions> = {},
  { terms = [], size }: { terms?: readonly KnownTerm[]; size?: number } = {},
): Promise<ReadFile> {
  const table = await openTable(pieces(file, size), { ...usualOptions, ...options });
  const reader = new RowReader(table, terms);
  const rows: ReadRow[] = [];
  for await (const some of table.rows) rows.push(...some.map((row) => reader.read(row)));
  return { table, rows };
}
