import { destination, type DestinationStream } from 'pino';

/** A line is written this soon after it was logged, in milliseconds, also where no other follows. */
const longestDelayMs = 50;
/** What is gathered is passed on early from here on; in characters. */
const fullAt = 16_384;

/**
 * Standard output, written in the background, the lines of a moment at once: pino's destination spends more on taking
 * a line than pino on making it.
 */
export class LineGatherer implements DestinationStream {
  private readonly output = destination({ dest: 1, sync: false });
  private lines = '';
  private timer: NodeJS.Timeout | undefined;
  private readonly passOn = () => this.output.write(this.take());

  constructor() {
    // Also after an uncaught exception: what led to it is worth the most.
    process.once('exit', () => this.flushSync());
  }

  write(line: string): void {
    this.lines += line;
    if (this.lines.length >= fullAt) this.passOn();
    else this.timer ??= setTimeout(this.passOn, longestDelayMs);
  }

  /** Where nothing in the background runs any more; pino calls it for what is fatal. */
  flushSync(): void {
    this.output.flushSync();
    const lines = this.take();
    if (lines !== '') destination({ dest: 1, sync: true }).write(lines);
  }

  private take(): string {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { lines } = this;
    this.lines = '';
    return lines;
  }
}
