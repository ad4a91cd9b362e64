const [lineFeed, carriageReturn] = [0x0a, 0x0d];

const isLineBreak = (byte: number | undefined): boolean => byte === lineFeed || byte === carriageReturn;

/**
 * The length, in bytes, from which a run of line breaks is skipped. It is longer than all the lines before a header, so that
 * no record that the header is counted by is skipped.
 */
export const minSkippedBytes = 1_024;

/**
 * Finds the blank lines that the parser need not see: it makes a record of each, which takes as long as a row. A run of line
 * breaks may be within quotes; it is blank lines if a record has ended in it.
 */
export class BlankLines {
  /** How many bytes the parser has got. */
  private parsedBytes = 0;
  /** How many of them are line breaks at the end. */
  private run = 0;
  /** Where the last record ended in them. */
  private recordEnd = 0;
  private lastByte: number | undefined;

  /** @param end counts the bytes that the parser has got */
  recordEnded(end: number): void {
    this.recordEnd = end;
  }

  /**
   * Skips the line breaks from `start` on, if they continue a long run of blank lines. The parser looks ahead, so it still
   * holds the last bytes of the run: if the last is a CR and the first skipped byte is its LF, it takes the CR as the line break.
   *
   * @returns where they end, and the number of lines
   */
  skip(piece: Buffer, start: number): { end: number; lines: number } {
    let end = start;
    let lines = 0;
    const isBetweenRecords = this.recordEnd > this.parsedBytes - this.run;
    if (this.run < minSkippedBytes || !isBetweenRecords) return { end, lines };
    for (; end < piece.length && isLineBreak(piece[end]); end += 1) {
      if (piece[end] === carriageReturn || this.lastByte !== carriageReturn) lines += 1;
      this.lastByte = piece[end];
    }
    return { end, lines };
  }

  /**
   * Cuts a part for the parser: up to `maxEnd`, or to where a run of line breaks becomes long enough.
   *
   * @returns where it ends
   */
  endOfPart(piece: Buffer, start: number, maxEnd: number): number {
    let end = start;
    while (end < Math.min(maxEnd, piece.length)) {
      this.run = isLineBreak(piece[end]) ? this.run + 1 : 0;
      this.lastByte = piece[end];
      end += 1;
      if (this.run === minSkippedBytes) break;
    }
    this.parsedBytes += end - start;
    return end;
  }
}
