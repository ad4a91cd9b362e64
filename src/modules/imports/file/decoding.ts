import { isUtf8 } from 'node:buffer';
import { FileError } from './file-error.js';

/** A file's bytes as they come, in pieces of any size. */
export type Bytes = AsyncIterable<Uint8Array>;

export interface DecodedFile {
  /** WHATWG's name of the encoding that the file is in. */
  readonly encoding: string;
  readonly hasMark: boolean;
  /** The encoding was named, but the bytes at the beginning of the file are UTF-8, and not all of them ASCII. */
  readonly looksLikeUtf8: boolean;
  /** The text in UTF-8, without a byte order mark. */
  readonly text: AsyncGenerator<Buffer, void, undefined>;
}

/** Byte order marks; a UTF-16 text without one is not recognised. */
const marks = [
  { encoding: 'utf-8', bytes: Buffer.of(0xef, 0xbb, 0xbf) },
  { encoding: 'utf-16le', bytes: Buffer.of(0xff, 0xfe) },
  { encoding: 'utf-16be', bytes: Buffer.of(0xfe, 0xff) },
] as const;

/** The first bytes of files that are not text. */
const otherKinds = [
  {
    bytes: Buffer.from('PK\u0003\u0004'),
    sentence: 'The file is an Excel workbook (or another ZIP file), not CSV',
  },
  { bytes: Buffer.of(0xd0, 0xcf, 0x11, 0xe0), sentence: 'The file is an old Excel workbook, not CSV' },
  { bytes: Buffer.from('%PDF'), sentence: 'The file is a PDF, not CSV' },
] as const;

const howToSave = 'save it as “CSV UTF-8 (Comma delimited)” and send that';

/** Number of bytes examined for a byte order mark, and for contradictions of the named encoding. */
const headLength = 65_536;

/** @throws FileError for an unknown name */
export function encodingNamed(name: string): string {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    throw new FileError(`The encoding ${JSON.stringify(name.slice(0, 64))} is not known`);
  }
}

/**
 * Finds out which encoding a file is in: the one that its byte order mark says, else the one that is named, else
 * UTF-8.
 *
 * @throws FileError for a file that is empty, or no text; the text throws it where it holds a byte that the encoding
 * does not have, with the line of the byte
 */
export async function decode(bytes: Bytes, named: string | undefined): Promise<DecodedFile> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < headLength) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  if (head.length === 0) throw new FileError('The file is empty');
  const other = otherKinds.find((kind) => startsWith(head, kind.bytes));
  if (other !== undefined) throw new FileError(`${other.sentence}: ${howToSave}`);
  const mark = marks.find((candidate) => startsWith(head, candidate.bytes));
  const encoding = mark?.encoding ?? (named === undefined ? 'utf-8' : encodingNamed(named));
  const rest = pieces(head.subarray(mark?.bytes.length ?? 0), iterator);
  return {
    encoding,
    hasMark: mark !== undefined,
    looksLikeUtf8: mark === undefined && encoding !== 'utf-8' && isUtf8BeyondAscii(head),
    text: encoding === 'utf-8' ? strictUtf8(rest) : transcoded(rest, encoding),
  };
}

/** The bytes may be cut within a character. */
function isUtf8BeyondAscii(bytes: Buffer): boolean {
  if (bytes.every((byte) => byte < 0x80)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

const startsWith = (bytes: Buffer, start: Buffer) => bytes.subarray(0, start.length).equals(start);

async function* pieces(first: Buffer, others: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (;;) {
    const next = await others.next();
    if (next.done === true) return;
    if (next.value.length > 0) yield Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length);
  }
}

const newline = 0x0a;
const carriageReturn = 0x0d;

/** Counts lines that end with LF, CRLF or CR. */
class LineCounter {
  private ends = 0;
  private last = 0;

  /** The line of the next byte. */
  get line(): number {
    return this.ends + 1;
  }

  take(bytes: Uint8Array): void {
    // By index: an iterator takes ten times as long, and files have hundreds of millions of bytes.
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      if (byte === carriageReturn || (byte === newline && this.last !== carriageReturn)) this.ends += 1;
      this.last = byte;
    }
  }
}

/** UTF-8 as it came: characters that are cut by the end of a piece go with the next one. */
async function* strictUtf8(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const lines = new LineCounter();
  let cut: Buffer = Buffer.alloc(0);
  const checked = (piece: Buffer) => {
    if (isUtf8(piece)) {
      lines.take(piece);
      return piece;
    }
    const at = firstInvalid(piece);
    lines.take(piece.subarray(0, at));
    const byte = (piece[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
    throw new FileError(
      `Line ${lines.line} is not UTF-8 (byte 0x${byte}): in Excel, ${howToSave}, ` +
        'or name the encoding of the file, for instance encoding=windows-1252',
    );
  };
  for await (const piece of source) {
    const whole = cut.length === 0 ? piece : Buffer.concat([cut, piece]);
    const end = whole.length - incompleteLength(whole);
    cut = whole.subarray(end);
    if (end > 0) yield checked(whole.subarray(0, end));
  }
  if (cut.length > 0) yield checked(cut);
}

/** How many bytes at the end begin a character that is not there to its end. */
function incompleteLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

/** The place of the first byte that is no UTF-8, found by halves: checking a whole piece is fast. */
function firstInvalid(bytes: Buffer): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, middle - incompleteLength(part)))) valid = middle;
    else invalid = middle;
  }
  return valid - incompleteLength(bytes.subarray(0, valid));
}

async function* transcoded(
  source: AsyncIterable<Buffer>,
  encoding: string,
): AsyncGenerator<Buffer, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const lines = new LineCounter();
  const decoded = (piece: Buffer | undefined) => {
    try {
      const text = piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
      const bytes = Buffer.from(text);
      lines.take(bytes);
      return bytes;
    } catch {
      throw new FileError(`Line ${lines.line} or one after it holds bytes that are not ${encoding}`);
    }
  };
  for await (const piece of source) yield decoded(piece);
  yield decoded(undefined);
}
