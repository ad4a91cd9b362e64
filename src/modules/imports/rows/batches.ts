import { type FileError, untilBroken } from '../file/file-error.js';
import type { TableRow } from '../file/open-table.js';
import type { ImportOptions } from '../import-options.js';
import { keyOf, RowGroup, withTooManyContacts } from './import-batch.js';
import type { ReadRow } from './import-row.js';
import type { RowReader } from './read-row.js';

/** In rows: large enough that its commit costs little, short enough that other requests do not wait long. */
const batchRows = 500;

/** In rows, of a batch: customers may have many rows each. */
const maxHeldRows = 5_000;

/**
 * The rows that were not stored yet, those of one customer together.
 *
 * @param rowsDone how many of the first were stored before
 * @throws FileError after the rows before the unreadable part
 */
export async function* batchesOf(
  table: AsyncIterable<readonly TableRow[]>,
  reader: RowReader,
  { mode, match_on }: ImportOptions,
  rowsDone: number,
): AsyncGenerator<RowGroup[]> {
  let groups: RowGroup[] = [];
  let keys = new Set<string>();
  let heldRows = 0;
  let last: RowGroup | undefined;
  const broken: { error?: FileError } = {};
  for await (const rows of untilBroken(table, broken)) {
    for (const row of rows) {
      if (row.row <= rowsDone) continue;
      const read = reader.read(row);
      const isOfLast = last !== undefined && read.exclusion === undefined && belongsTo(read, last);
      // The last one may be handed over already: its customer has as many contacts as it may have.
      if (isOfLast && last === groups.at(-1) && last?.takes(read) === true) {
        heldRows += 1;
        continue;
      }
      const group = isOfLast
        ? new RowGroup(withTooManyContacts(read), undefined)
        : new RowGroup(
            read,
            mode === 'create' || read.exclusion !== undefined ? undefined : keyOf(read, match_on),
          );
      const { key } = group;
      // Two changes of one customer are not made at once: the second begins with what the first has made.
      const isChangedAlready = mode === 'update' && key !== undefined && keys.has(key);
      if (groups.length >= batchRows || heldRows >= maxHeldRows || isChangedAlready) {
        yield groups;
        groups = [];
        keys = new Set();
        heldRows = 0;
      }
      if (key !== undefined) keys.add(key);
      groups.push(group);
      last = group;
      heldRows += 1;
    }
  }
  if (groups.length > 0) yield groups;
  if (broken.error !== undefined) throw broken.error;
}

const belongsTo = ({ recordId }: ReadRow, { read }: RowGroup): boolean =>
  recordId !== undefined && recordId === read.recordId;
