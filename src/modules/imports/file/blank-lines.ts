const [lineFeed, carriageReturn] = [0x0a, 0x0d];

const isLineBreak = (byte: number | undefined): boolean => byte === lineFeed || byte === carriageReturn;

/**
 * The length, in bytes, from which a run of line breaks is skipped. It is longer than all the lines before a header, so that
 * no record that the header is counted by is skipped.
 */
export const minSkippedBytes = 1_024;

/**
 * Finds the blank lines that the parser need not see: it makes a record of each, which takes as long as a row. A line of
 * nothing but delimiters is blank, too. A run of line breaks and delimiters may be within quotes; it is blank lines if a
 * record has ended in it.
 */
export class BlankLines {
  /** How many bytes the parser has got. */
  private parsedBytes = 0;
  /** How many of them are line breaks at the end. */
  private run = 0;
  /** Where the last record ended in them. */
  private recordEnd = 0;
  private lastByte: number | undefined;
  private records = 0;
  private readonly delimiter: number;

  /** @param headerRecords how many records at the start the header is looked for in: none of them is skipped */
  constructor(
    delimiter: string,
    private readonly headerRecords: number,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** @param end counts the bytes that the parser has got */
  recordEnded(end: number): void {
    this.recordEnd = end;
    this.records += 1;
  }

  /**
   * Skips the whole blank lines from `start` on, if they continue a long run of them. The parser looks ahead, so it still
   * holds the last bytes of the run: if the last is a CR and the first skipped byte is its LF, it takes the CR as the line break.
   *
   * @returns where they end, and the number of lines
   */
  skip(piece: Buffer, start: number): { end: number; lines: number } {
    let end = start;
    let lines = 0;
    const isBetweenRecords = this.recordEnd > this.parsedBytes - this.run;
    if (this.run < minSkippedBytes || !isBetweenRecords || this.records <= this.headerRecords)
      return { end, lines };
    if (!isLineBreak(this.lastByte)) return { end, lines };
    let before = this.lastByte;
    for (let at = start; at < piece.length && this.isBlank(piece[at]); at += 1) {
      const byte = piece[at];
      if (isLineBreak(byte)) {
        if (byte === carriageReturn || before !== carriageReturn) lines += 1;
        end = at + 1;
        this.lastByte = byte;
      }
      before = byte;
    }
    return { end, lines };
  }

  /**
   * Cuts a part for the parser: up to `maxEnd`, or to the end of the line where a run of blank lines is long enough.
   *
   * @returns where it ends
   */
  endOfPart(piece: Buffer, start: number, maxEnd: number): number {
    let end = start;
    while (end < Math.min(maxEnd, piece.length)) {
      this.run = this.isBlank(piece[end]) ? this.run + 1 : 0;
      this.lastByte = piece[end];
      end += 1;
      if (this.run >= minSkippedBytes && isLineBreak(this.lastByte)) break;
    }
    this.parsedBytes += end - start;
    return end;
  }

  private isBlank(byte: number | undefined): boolean {
    return isLineBreak(byte) || byte === this.delimiter;
  }
}
