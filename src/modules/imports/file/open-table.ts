import type { ImportOptions, MatchKey } from '../import-options.js';
import { type Bytes, decode } from './decoding.js';
import { type CsvRecord, type Delimiter, firstRecords, readRecords } from './csv-records.js';
import { FileError } from './file-error.js';
import { type ColumnMap, findHeader, has, hasName, type Header, maxLinesBeforeHeader } from './header.js';

/** A file of customers whose header has been read. */
export interface Table {
  /** The records before the header. */
  readonly before: readonly (readonly string[])[];
  readonly header: Header;
  readonly encoding: string;
  readonly hasMark: boolean;
  readonly looksLikeUtf8: boolean;
  readonly delimiter: Delimiter;
  /** The records after the header that are not empty, in batches, numbered from 1. */
  readonly rows: AsyncGenerator<TableRow[], void, undefined>;
}

export interface TableRow extends CsvRecord {
  readonly row: number;
}

const delimiters = [',', ';', '\t'] as const;

/** As many as a sheet of Excel has: a table that is saved whole has all of them, most without a name. */
const maxColumns = 16_384;

/** Number of bytes examined to find the delimiter and the header. */
const headBytes = 64 * 1024;

/** @throws FileError as `decode`, and where no header is found */
export async function openTable(bytes: Bytes, options: ImportOptions): Promise<Table> {
  const { text, encoding, hasMark, looksLikeUtf8 } = await decode(bytes, options.encoding);
  const head = await readHead(text);
  // The text may be cut within a character; only its beginning is examined.
  const beginning = head.subarray(0, headBytes).toString();
  if (beginning.trim() === '') throw new FileError('The file is empty');
  if (beginning.includes('\0')) {
    throw new FileError('The file holds zero bytes: it is no text, or text in UTF-16 without its mark');
  }
  const said = /^sep=([,;\t])?\t?\r?\n?/i.exec(beginning);
  const start = said === null ? '' : said[0];
  const { delimiter, before, header } = chooseHeader(
    beginning.slice(start.length),
    said?.[1] === undefined ? options.delimiter : (said[1] as Delimiter),
    options.map,
    options.mode === 'update' ? options.match_on : undefined,
  );
  assertComplete(header, options);
  const records = readRecords(
    joined(head.subarray(Buffer.byteLength(start)), text),
    delimiter,
    /[\r\n]$/.test(start) ? 2 : 1,
    maxLinesBeforeHeader + 1,
  );
  return {
    before,
    header,
    encoding,
    hasMark,
    looksLikeUtf8,
    delimiter,
    rows: rowsBehind(records, before.length),
  };
}

async function readHead(text: AsyncGenerator<Buffer, void, undefined>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  while (length < headBytes) {
    const next = await text.next();
    if (next.done === true) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  return Buffer.concat(pieces, length);
}

async function* joined(head: Buffer, rest: AsyncGenerator<Buffer, void, undefined>) {
  yield head;
  yield* rest;
}

/** The first delimiter by which a header is found, those that find more columns first. */
function chooseHeader(
  beginning: string,
  named: Delimiter | undefined,
  map: ColumnMap,
  key: MatchKey | undefined,
) {
  const found = (named === undefined ? delimiters : [named]).map((delimiter) => {
    const records = firstRecords(beginning, delimiter, maxLinesBeforeHeader);
    if (records.some(({ length }) => length > maxColumns)) {
      throw new FileError(`The header has more than ${maxColumns.toLocaleString('en')} columns`);
    }
    return { delimiter, records, match: findHeader(records, map, key) };
  });
  const columns = ({ match }: (typeof found)[number]) =>
    match?.header.targets.filter((target) => target !== null).length ?? 0;
  const [best] = found.toSorted((a, b) => columns(b) - columns(a));
  if (best?.match === undefined) {
    const widest = found.toSorted((a, b) => (b.records[0]?.length ?? 0) - (a.records[0]?.length ?? 0))[0];
    const first = (widest?.records[0] ?? []).slice(0, 12).map((name) => name.slice(0, 40));
    throw new FileError(
      `No header is found within the first ${maxLinesBeforeHeader} lines: columns for the name and the email are ` +
        `needed, or a map that says which they are; the first line has ${first.map((name) => JSON.stringify(name)).join(', ')}`,
    );
  }
  const { header, index } = best.match;
  return { delimiter: best.delimiter, before: best.records.slice(0, index), header };
}

/** Every row of a file without these columns would fail: the file is refused as a whole. */
function assertComplete(header: Header, { mode, match_on }: ImportOptions): void {
  const source = header.product === null ? '' : `, which is one of ${header.product.name},`;
  const lacks = (what: string) =>
    new FileError(`The header${source} has no column for the ${what}: add one, or say which it is in map`);
  if (mode === 'update') {
    if (!has(header, match_on)) throw lacks(match_on);
    return;
  }
  if (!hasName(header)) throw lacks('name');
  if (!has(header, 'email')) throw lacks('email');
}

async function* rowsBehind(
  pieces: AsyncGenerator<CsvRecord[], void, undefined>,
  header: number,
): AsyncGenerator<TableRow[], void, undefined> {
  let index = 0;
  let row = 0;
  for await (const records of pieces) {
    const rows: TableRow[] = [];
    for (const { line, cells } of records) {
      if (index++ <= header || cells.every((cell) => cell.trim() === '')) continue;
      row += 1;
      rows.push({ row, line, cells });
    }
    yield rows;
  }
}
