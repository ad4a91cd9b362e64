/** In bytes: what says how long a column is. */
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

  get fields(): (string | null)[] {
    let at = this.start;
    return Array.from({ length: this.count }, () => {
      const length = this.bytes.readInt32BE(at);
      at += lengthBytes;
      if (length < 0) return null;
      at += length;
      return this.bytes.toString('utf8', at - length, at);
    });
  }
}
