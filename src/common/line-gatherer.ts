import { destination, type DestinationStream } from 'pino';

/** A line is written this soon after it was logged, in milliseconds, also where no other follows. */
const longestDelayMs = 50;
/** What is gathered is passed on early from here on; in characters. */
const fullAt = 16_384;

/**
 * Standard output, written in the background, the lines of a moment at once: pino's destination spends more on taking
 * a line than pino on making it, and if it gathers lines itself, it keeps the last ones until more follow.
 */
export class LineGatherer implements DestinationStream {
  private readonly output = destination({ dest: 1, sync: false });
  private lines = '';
  private timer: NodeJS.Timeout | undefined;
  private readonly passOn = () => this.flush();

  constructor() {
    // Also after an uncaught exception: what led to it is worth the most.
    process.once('exit', () => {
      this.flush();
      this.output.flushSync();
    });
  }

  write(line: string): void {
    this.lines += line;
    if (this.lines.length >= fullAt) this.flush();
    else this.timer ??= setTimeout(this.passOn, longestDelayMs);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { lines } = this;
    this.lines = '';
    if (lines !== '') this.output.write(lines);
  }
}
