/** The shared resource, as named in the log and in the error: a wait for one resource is never reported as another. */
export interface SharedResource {
  /** In the plural: `connections to the database`. */
  readonly name: string;
  /** The error sentence for the client. */
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

/** What one owner has in flight, and what of it waits. */
export interface KeyState {
  inFlight: number;
  readonly waiting: (() => void)[];
}

/**
 * Hands out places to several owners fairly: an owner has no more than its share of them, however much it asks for, and
 * those who wait are served in turns, one of each owner after the other. So an owner with few requests waits for few.
 */
export class KeyedSemaphore {
  /** Of the owners who have anything in flight. */
  private readonly states = new Map<string, KeyState>();
  /** The owners with waiting work; the next to be served comes first. */
  private readonly queue = new Set<KeyState>();

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
    return [...this.queue].reduce((sum, state) => sum + state.waiting.length, 0);
  }

  /** @returns the handle to pass to `leave`. @throws AcquireTimeoutError */
  acquire(key: string): KeyState | Promise<KeyState> {
    let state = this.states.get(key);
    if (state === undefined) {
      state = { inFlight: 0, waiting: [] };
      this.states.set(key, state);
    }
    if (this.free === 0 || state.inFlight === this.share) return this.wait(key, state);
    this.free -= 1;
    state.inFlight += 1;
    return state;
  }

  release(key: string, state: KeyState): void {
    this.free += 1;
    state.inFlight -= 1;
    this.resumeNext();
    this.forget(key, state);
  }

  private wait(key: string, state: KeyState): Promise<KeyState> {
    this.queue.add(state);
    return new Promise((resolve, reject) => {
      const resume = () => {
        clearTimeout(timer);
        resolve(state);
      };
      const timer = setTimeout(() => {
        state.waiting.splice(state.waiting.indexOf(resume), 1);
        if (state.waiting.length === 0) this.queue.delete(state);
        this.forget(key, state);
        reject(new AcquireTimeoutError(this.resource, this.timeoutMs));
      }, this.timeoutMs);
      state.waiting.push(resume);
    });
  }

  /** A place is free: of those who have less than their share, the one whose turn it is has it. */
  private resumeNext(): void {
    for (const state of this.queue) {
      if (state.inFlight === this.share) continue;
      this.queue.delete(state);
      this.free -= 1;
      state.inFlight += 1;
      state.waiting.shift()?.();
      if (state.waiting.length > 0) this.queue.add(state);
      return;
    }
  }

  private forget(key: string, state: KeyState): void {
    if (state.inFlight === 0 && state.waiting.length === 0) this.states.delete(key);
  }
}
