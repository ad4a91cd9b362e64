/** What is shared, in the words of the log and of the client: a wait for one resource never reads as a wait for another. */
export interface SharedResource {
  /** In the plural: `connections to the database`. */
  readonly name: string;
  /** What the client reads. */
  readonly detail: string;
}

/** Thrown where a caller has waited for a slot for too long. */
export class AcquireTimeoutError extends Error {
  readonly detail: string;

  constructor({ name, detail }: SharedResource, timeoutMs: number) {
    super(`None of the ${name} was free within ${timeoutMs} ms`);
    this.detail = detail;
  }
}

/** What one owner has under way, and what of it waits. */
export interface Line {
  inFlight: number;
  readonly waiting: (() => void)[];
}

/**
 * Hands out places to several owners fairly: an owner has no more than its share of them, however much it asks for, and
 * those who wait are served in turns, one of each owner after the other. So whoever asks for little waits for little.
 */
export class KeyedSemaphore {
  /** Of the owners who have anything under way. */
  private readonly lines = new Map<string, Line>();
  /** The owners of whom somebody waits; the next to be served comes first. */
  private readonly queue = new Set<Line>();

  /**
   * @param free how many places there are
   * @param share how many of them one owner may have
   * @param timeoutMs how long anybody waits
   */
  constructor(
    private readonly resource: SharedResource,
    private free: number,
    private readonly share: number,
    private readonly timeoutMs: number,
  ) {}

  get waiting(): number {
    return [...this.queue].reduce((sum, line) => sum + line.waiting.length, 0);
  }

  /** @returns what is to be handed to `leave` afterwards. @throws AcquireTimeoutError */
  enter(owner: string): Line | Promise<Line> {
    let line = this.lines.get(owner);
    if (line === undefined) {
      line = { inFlight: 0, waiting: [] };
      this.lines.set(owner, line);
    }
    if (this.free === 0 || line.inFlight === this.share) return this.wait(owner, line);
    this.free -= 1;
    line.inFlight += 1;
    return line;
  }

  leave(owner: string, line: Line): void {
    this.free += 1;
    line.inFlight -= 1;
    this.serveNext();
    this.forget(owner, line);
  }

  private wait(owner: string, line: Line): Promise<Line> {
    this.queue.add(line);
    return new Promise((resolve, reject) => {
      const serve = () => {
        clearTimeout(patience);
        resolve(line);
      };
      const patience = setTimeout(() => {
        line.waiting.splice(line.waiting.indexOf(serve), 1);
        if (line.waiting.length === 0) this.queue.delete(line);
        this.forget(owner, line);
        reject(new AcquireTimeoutError(this.resource, this.timeoutMs));
      }, this.timeoutMs);
      line.waiting.push(serve);
    });
  }

  /** A place is free: of those who have less than their share, the one whose turn it is has it. */
  private serveNext(): void {
    for (const line of this.queue) {
      if (line.inFlight === this.share) continue;
      this.queue.delete(line);
      this.free -= 1;
      line.inFlight += 1;
      line.waiting.shift()?.();
      if (line.waiting.length > 0) this.queue.add(line);
      return;
    }
  }

  private forget(owner: string, line: Line): void {
    if (line.inFlight === 0 && line.waiting.length === 0) this.lines.delete(owner);
  }
}
