import { randomInt } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { v7 } from 'uuid';

/** How long new ids wait for a clock that has gone back, so that they stay in their order; in milliseconds. */
const timeoutMs = 1_000;
/** Two clocks drift apart by less than this while nothing is made, be it for a day. */
const minJumpMs = 10_000;

/**
 * Makes UUIDs v7, each after the one before it, by the clock. One that goes back by more than a second is followed: a clock
 * that was an hour ahead by mistake would otherwise give all that is made within that hour one time.
 */
export class Ids {
  private readonly logger = new Logger('Clock');
  private milliseconds = -Infinity;
  private sequence = 0;
  /** Difference between the clock and the monotonic clock. */
  private ahead: number | undefined;

  /** @param clock in milliseconds since 1970, `steady` in milliseconds since whenever */
  constructor(
    private readonly clock: () => number,
    private readonly steady: () => number,
  ) {}

  next(): string {
    const now = this.clock();
    const isBack = now < this.milliseconds - timeoutMs;
    this.noteJump(now - this.steady(), isBack);
    if (now > this.milliseconds || isBack) {
      this.milliseconds = now;
      this.sequence = randomInt(2 ** 31);
    } else {
      this.sequence += 1;
      if (this.sequence === 2 ** 32) {
        this.sequence = 0;
        this.milliseconds += 1;
      }
    }
    return v7({ msecs: this.milliseconds, seq: this.sequence });
  }

  private noteJump(ahead: number, isBack: boolean): void {
    const jumpMs = ahead - (this.ahead ?? ahead);
    this.ahead = ahead;
    if (!isBack && Math.abs(jumpMs) < minJumpMs) return;
    const seconds = Math.round(jumpMs / 1_000);
    this.logger.warn(
      { seconds },
      `The clock of this machine has gone ${seconds < 0 ? 'back' : 'forward'} by ${Math.abs(seconds)} s: created_at follows it`,
    );
  }
}

const ids = new Ids(
  () => Date.now(),
  () => performance.now(),
);

/** A new UUID v7: the time of creation is in it. */
export const newId = (): string => ids.next();

/** The time within a UUID v7, in milliseconds, as the wire has it: `2026-11-22T09:22:02.710Z`. */
export function timeOfId(id: string): string {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString();
}

/** The smallest id that a UUID v7 of this millisecond can have. */
export function firstIdAt(milliseconds: number): string {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
