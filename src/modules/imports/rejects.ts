import iconv from 'iconv-lite';
import { csvOf } from './file/csv-writer.js';
import { openTable } from './file/open-table.js';
import type { ImportRecord } from './import-record.js';
import type { RowProblem } from './rows/import-row.js';

/** Two encodings are read but never written: UTF-8 with a byte order mark is used instead. */
export const encodingOfRejects = (encoding: string): string =>
  iconv.encodingExists(encoding) ? encoding : 'utf-8';

/**
 * The rows of a file that failed or were skipped, in their own columns and encoding, with the reason behind them: to
 * be corrected and sent again.
 *
 * @param bytes the file as it was sent
 * @param problems in the order of the rows
 */
export async function* rejects(
  {
    options,
    error,
    is_given_up,
    rows_read,
  }: Pick<ImportRecord, 'options' | 'error' | 'is_given_up' | 'rows_read'>,
  bytes: AsyncIterable<Uint8Array>,
  problems: AsyncIterable<readonly RowProblem[]>,
): AsyncGenerator<Buffer> {
  const { before, header, delimiter, encoding, hasMark, rows } = await openTable(bytes, options);
  const ownEncoding = encodingOfRejects(encoding);
  const written = (lines: readonly (readonly string[])[]) =>
    iconv.encode(csvOf(lines, delimiter), ownEncoding);
  if (hasMark || ownEncoding !== encoding) yield iconv.encode('\ufeff', ownEncoding);
  const width = header.names.length;
  // A file that was made from rejects has the column already.
  const place = header.names.indexOf('reason');
  const withReason = (cells: readonly string[], reason: string) =>
    place < 0
      ? [...Array.from({ length: Math.max(width, cells.length) }, (_, index) => cells[index] ?? ''), reason]
      : Array.from({ length: width }, (_, index) => (index === place ? reason : (cells[index] ?? '')));
  // The first line of DATEV's says what the header is of.
  yield written([...before, withReason(header.names, 'reason')]);

  const reasons = reasonsByRow(problems);
  let next = await reasons.next();
  const rest = is_given_up ? (error ?? '') : undefined;
  if (next.done === true && rest === undefined) return;
  for await (const some of rows) {
    const lines: string[][] = [];
    for (const { row, cells } of some) {
      if (next.done !== true && row >= next.value.row) {
        lines.push(withReason(cells, next.value.reason));
        next = await reasons.next();
      } else if (rest !== undefined && row > rows_read) lines.push(withReason(cells, rest));
    }
    if (lines.length > 0) yield written(lines);
    // The rest may have ended the import, and would end this.
    if (next.done === true && rest === undefined) return;
  }
}

/** One sentence for each row, whatever is wrong with it. */
async function* reasonsByRow(batches: AsyncIterable<readonly RowProblem[]>) {
  for await (const problems of batches) {
    const byRow = new Map<number, string[]>();
    for (const { row, loc, msg } of problems) {
      const where = loc.slice(1).join('.');
      byRow.set(row, [...(byRow.get(row) ?? []), where === '' ? msg : `${where}: ${msg}`]);
    }
    for (const [row, reasons] of byRow) yield { row, reason: reasons.join('; ') };
  }
}
