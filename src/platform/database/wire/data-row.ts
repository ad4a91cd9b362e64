/** The length of a column's length, in bytes. */
export const lengthBytes = 4;

/**
 * A row as the server has sent it: of each column the length, or -1 for null, and the text in UTF-8. It is there until
 * the next message is read, and no longer.
 */
export class DataRow {
  /** What pg calls the message. */
  readonly name = 'dataRow';

  /** @param start where the first of `count` columns begins, and `end` where the last one ends */
  constructor(
    readonly bytes: Buffer,
    readonly start: number,
    readonly end: number,
    readonly count: number,
  ) {}

  /** `count` of its columns, from the one at `first` on, as a separate row. */
  part(first: number, count: number): DataRow {
    const start = this.behind(this.start, first);
    return new DataRow(this.bytes, start, this.behind(start, count), count);
  }

  get fields(): (string | null)[] {
    let at = this.start;
    return Array.from({ length: this.count }, () => {
      const text = this.textAt(at);
      at += lengthBytes + Math.max(this.bytes.readInt32BE(at), 0);
      return text;
    });
  }

  /** @param start where the column's length is */
  textAt(start: number): string | null {
    const length = this.bytes.readInt32BE(start);
    const from = start + lengthBytes;
    return length < 0 ? null : this.bytes.toString('utf8', from, from + length);
  }

  /** The start of the column with this index. */
  private behind(start: number, columns: number): number {
    let at = start;
    for (let column = 0; column < columns; column += 1) {
      at += lengthBytes + Math.max(this.bytes.readInt32BE(at), 0);
    }
    return at;
  }
}
