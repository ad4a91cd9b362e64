import { setImmediate } from 'node:timers/promises';
import { CsvError, type Options, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { FileError } from './file-error.js';
import { BlankLines } from './blank-lines.js';

/** A record of a CSV file, unchanged. */
export interface CsvRecord {
  /** The line that it begins in; the first is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Maximum number of bytes parsed before yielding; fewer if parsing is slow, for example if each byte is a record. */
const maxBytesInFlight = 16 * 1024;
const minBytesInFlight = 256;
const longMs = 5;

const mebibyte = 1024 * 1024;

export type Delimiter = ',' | ';' | '\t';

const optionsFor = (delimiter: Delimiter): Options => ({
  delimiter,
  relax_column_count: true,
  // `5" pipe` is text, not a quote that was forgotten.
  relax_quotes: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  max_record_size: mebibyte,
});

const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/** A loop: a cell may hold a mebibyte of them, and a record a million of cells. */
function breaksIn(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    let before = 0;
    for (let index = 0; index < cell.length; index += 1) {
      const code = cell.charCodeAt(index);
      if (code === carriageReturn || (code === lineFeed && before !== carriageReturn)) count += 1;
      before = code;
    }
  }
  return count;
}

/**
 * csv-parse compares the width of each record with that of its first, and makes an error with a stack and a copy of the
 * record for each that differs, only to drop it: blank lines took thirty times as long. A record that it believes to be
 * the first is compared with none.
 */
const forgetWidth = (info: { records: number }) => void (info.records = 0);

/** The first records of a text that may be cut anywhere; those before what cannot be read. */
export function firstRecords(text: string, delimiter: Delimiter, count: number): string[][] {
  const records: string[][] = [];
  try {
    parseAtOnce(text, {
      ...optionsFor(delimiter),
      to: count,
      on_record: (record: string[]) => void records.push(record),
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return records;
}

/**
 * Reads records as they come, some at a time. Blank lines are records too, except in long runs of them, of which the parser
 * gets only the start.
 *
 * @param firstLine the line that the text begins in
 * @param headerRecords how many records at the start are read whatever they hold
 * @throws FileError for a quote that is never closed, and a record beyond 1 MiB, behind the records before it
 */
export async function* readRecords(
  text: AsyncIterable<Buffer>,
  delimiter: Delimiter,
  firstLine: number,
  headerRecords = 0,
): AsyncGenerator<CsvRecord[], void, undefined> {
  let line = firstLine;
  let records: CsvRecord[] = [];
  let failure: Error | undefined;
  const blanks = new BlankLines(delimiter, headerRecords);
  // Records are taken here, not from the stream, which would drop those before an error.
  const on_record = (cells: string[], { bytes }: { bytes: number }) => {
    records.push({ line, cells });
    line += 1 + breaksIn(cells);
    blanks.recordEnded(bytes);
    forgetWidth(parser.info);
    return null;
  };
  const parser = parse({ ...optionsFor(delimiter), on_record });
  const closed = new Promise<void>((resolve) => void parser.once('close', resolve));
  parser.on('error', (error) => (failure = error)).resume();
  const taken = () => {
    const before = records;
    records = [];
    return before;
  };
  let bytesAtOnce = minBytesInFlight;
  for await (const piece of text) {
    for (let start = 0; start < piece.length && parser.errored === null;) {
      const skipped = blanks.skip(piece, start);
      start = skipped.end;
      line += skipped.lines;
      const part = piece.subarray(start, blanks.endOfPart(piece, start, start + bytesAtOnce));
      start += part.length;
      const startedAt = performance.now();
      if (part.length > 0) await new Promise<void>((resolve) => void parser.write(part, () => resolve()));
      bytesAtOnce =
        performance.now() - startedAt < longMs
          ? Math.min(maxBytesInFlight, bytesAtOnce * 2)
          : Math.max(minBytesInFlight, bytesAtOnce / 4);
      // Others have their turn.
      await setImmediate();
      yield taken();
    }
    if (parser.errored !== null) break;
  }
  parser.end();
  await closed;
  yield taken();
  if (failure !== undefined) throw failure instanceof CsvError ? sentence(failure, line) : failure;
}

function sentence({ code }: CsvError, line: number): FileError {
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return new FileError(
      `The record that begins in line ${line} is larger than 1 MiB: is a quote opened there and never closed?`,
    );
  }
  return new FileError(`A quote is opened in the record that begins in line ${line}, and never closed`);
}
