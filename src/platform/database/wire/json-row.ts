import { type DataRow, lengthBytes } from './data-row.js';
import { Json } from './json.js';

/** A row as the JSON object that is sent. */
export class JsonRow<T> extends Json<T> {
  /** @param sort_key the key of its place in a list, where the order has one */
  constructor(
    latin1: string,
    readonly sort_key: string | null,
  ) {
    super(latin1);
  }
}

/** Writes `from[start..end)`, the text of a column, as JSON into `to`, from `at` on; where it ended. */
type Write = (from: Buffer, start: number, end: number, to: Buffer, at: number) => number;

const ascii = (character: string) => character.charCodeAt(0);
const [quote, backslash, space, dot, zero] = [ascii('"'), ascii('\\'), ascii(' '), ascii('.'), ascii('0')];

/** Copies in a loop: most columns are so short that a call of Node.js would cost more than all of their bytes. */
const copy: Write = (from, start, end, to, at) => {
  let next = at;
  for (let index = start; index < end; index += 1) to[next++] = from[index] as number;
  return next;
};
const latin1 = (from: Buffer, start: number, end: number) => from.toString('latin1', start, end);
const put = (text: Buffer, to: Buffer, at: number) => copy(text, 0, text.length, to, at);

/** The length, in bytes, from which on a call of Node.js costs less than the loop. */
const long = 256;

/** The escape of each byte in a JSON string, as in `JSON.stringify`. */
const escapes = Array.from({ length: backslash + 1 }, (_, byte) =>
  Buffer.from(JSON.stringify(String.fromCharCode(byte)).slice(1, -1)),
);

const writeJson: Write = (from, start, end, to, at) =>
  at + to.write(JSON.stringify(JSON.parse(latin1(from, start, end))), at, 'latin1');

/** How the text of a column becomes JSON; each is what `JSON.stringify` would make of the value. */
const kinds = {
  text(from, start, end, to, at) {
    // Each byte a character: those that are to be escaped are the same, and the others stay as they are.
    if (end - start > long) return at + to.write(JSON.stringify(latin1(from, start, end)), at, 'latin1');
    let next = at;
    to[next++] = quote;
    for (let index = start; index < end; index += 1) {
      const byte = from[index] as number;
      if (byte < space || byte === quote || byte === backslash) next = put(escapes[byte] as Buffer, to, next);
      else to[next++] = byte;
    }
    to[next++] = quote;
    return next;
  },
  /** A UUID: text that holds nothing to be escaped. */
  uuid(from, start, end, to, at) {
    to[at] = quote;
    const next = copy(from, start, end, to, at + 1);
    to[next] = quote;
    return next + 1;
  },
  /** `2026-11-22 09:22:02.71+00`, as a session in UTC prints a timestamptz(3), as `2026-11-22T09:22:02.710Z`. */
  time(from, start, end, to, at) {
    to[at] = quote;
    const first = at + 1;
    let next = copy(from, start, end - '+00'.length, to, first);
    to[first + '2026-11-22'.length] = ascii('T');
    if (next === first + '2026-11-22T09:22:02'.length) to[next++] = dot;
    while (next < first + '2026-11-22T09:22:02.710'.length) to[next++] = zero;
    to[next] = ascii('Z');
    to[next + 1] = quote;
    return next + 2;
  },
  integer: copy,
  decimal: (from, start, end, to, at) =>
    at + to.write(String(Number(latin1(from, start, end))), at, 'latin1'),
  boolean: (from, start, _end, to, at) => put(from[start] === ascii('t') ? yes : no, to, at),
  /** JSON of the server's, whose white space is left out. */
  list: writeJson,
  json: writeJson,
} satisfies Record<string, Write>;

const yes = Buffer.from('true');
const no = Buffer.from('false');

/** How the text of a column becomes JSON. */
export type Kind = keyof typeof kinds;

/** A column of a row that is sent. */
export interface OutputColumn {
  readonly name: string;
  readonly kind: Kind;
  /** Where it is null, the object does not hold it. */
  readonly isSparse?: boolean;
}

/** The most bytes that one byte of text becomes: `\u001f`. */
const maxEscapeLength = 6;
/** All rows are written here, one after another; a row that may need more bytes gets separate memory. */
const sharedBuffer = Buffer.allocUnsafeSlow(1_048_576);

/**
 * What makes rows of these columns, in their order, and perhaps of a `sort_key` behind them. It writes bytes as they
 * came: to decode each column, make an object of them and stringify it would take several times as long.
 *
 * @param columns the first of them is not sparse
 * @throws where a row has other columns
 */
export function jsonRowOf<T extends object>(columns: readonly OutputColumn[]): (row: DataRow) => JsonRow<T> {
  const table = columns.map(({ name, kind, isSparse = false }, index) => {
    const key = `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`;
    const none = isSparse ? '' : `${key}${kind === 'list' ? '[]' : 'null'}`;
    return { key: Buffer.from(key), none: Buffer.from(none), write: kinds[kind] };
  });
  const keysLength = table.reduce((length, { key, none }) => length + Math.max(key.length, none.length), 1);

  return (row) => {
    const { bytes } = row;
    const others = row.count - table.length;
    if (others !== 0 && others !== 1) throw new Error(`${row.count} columns instead of ${table.length}`);
    const max = keysLength + maxEscapeLength * (row.end - row.start);
    const to = max <= sharedBuffer.length ? sharedBuffer : Buffer.allocUnsafe(max);
    let from = row.start;
    let at = 0;
    for (const { key, none, write } of table) {
      const length = bytes.readInt32BE(from);
      from += lengthBytes;
      if (length < 0) at = put(none, to, at);
      else {
        at = write(bytes, from, from + length, to, put(key, to, at));
        from += length;
      }
    }
    to[at] = ascii('}');
    const sortKey = others === 1 ? row.textAt(from) : null;
    return new JsonRow(latin1(to, 0, at + 1), sortKey);
  };
}
