import { setTimeout as wait } from 'node:timers/promises';

/** How long an import keeps its slot while others wait for one, in milliseconds. */
const sliceMs = 200;

/** How often an import that waits for a slot looks after its lease, in milliseconds. */
const waitingMs = 1_000;

/** Thrown where the process stops: another process continues the import. */
export class ImportStopped extends Error {}

/** The slots of a process, which its open imports hold by turns: first come, first served. */
export class ImportSlots {
  private readonly waiting: (() => void)[] = [];
  isStopped = false;

  constructor(private free: number) {}

  get hasFree(): boolean {
    return this.free > 0;
  }

  get isContended(): boolean {
    return this.waiting.length > 0;
  }

  acquire(): Promise<void> {
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => void this.waiting.push(resolve));
  }

  release(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free += 1;
    else next();
  }

  /** Wakes all imports that wait, so that each sees that it has to stop. */
  stop(): void {
    this.isStopped = true;
    for (const wake of this.waiting.splice(0)) wake();
  }
}

/** The slot that one open import holds or waits for. */
export class ImportSlot {
  private isHeld = false;
  private heldSince = 0;

  constructor(private readonly slots: ImportSlots) {}

  /** Whether the import has to call `next` before it goes on. */
  get isOver(): boolean {
    const { isHeld, heldSince, slots } = this;
    return !isHeld || slots.isStopped || (slots.isContended && performance.now() - heldSince >= sliceMs);
  }

  /**
   * Waits for a slot, after the imports that wait already.
   *
   * @param whileWaiting called about once a second
   * @throws ImportStopped, and what `whileWaiting` throws
   */
  async next(whileWaiting: () => Promise<void>): Promise<void> {
    const { slots } = this;
    this.release();
    if (slots.isStopped) throw new ImportStopped('The process stops');
    const acquired = slots.acquire().then(() => true);
    try {
      while (!(await Promise.race([acquired, wait(waitingMs, false, { ref: false })]))) await whileWaiting();
    } catch (error) {
      void acquired.then(() => slots.release());
      throw error;
    }
    this.isHeld = true;
    this.heldSince = performance.now();
    await whileWaiting();
    if (slots.isStopped) throw new ImportStopped('The process stops');
  }

  release(): void {
    if (this.isHeld) this.slots.release();
    this.isHeld = false;
  }
}
