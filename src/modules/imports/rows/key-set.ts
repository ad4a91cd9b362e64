import { createHash } from 'node:crypto';
import { FileError } from '../file/file-error.js';

/** With at most this many keys, a set takes 64 MiB. */
export const maxKeys = 4_000_000;

const minSlots = 1_024;
const maxLoad = 0.5;

/**
 * A set of keys in bounded memory: 8 bytes of a hash for each, in an open-addressing table. Of four million keys, two have
 * the same hash with a probability below one in a million.
 */
export class KeySet {
  private slots = new BigUint64Array(minSlots);
  private size = 0;

  constructor(private readonly max = maxKeys) {}

  has(key: string): boolean {
    const hash = hashOf(key);
    return this.slots[this.slotOf(hash)] === hash;
  }

  /** @throws FileError for a key too many */
  add(key: string): void {
    const hash = hashOf(key);
    if (this.slots[this.slotOf(hash)] === hash) return;
    if (this.size === this.max) {
      throw new FileError(
        `A dry run compares at most ${this.max.toLocaleString('en')} new customers with each other: send the file in parts`,
      );
    }
    if (this.size + 1 > this.slots.length * maxLoad) this.grow();
    this.slots[this.slotOf(hash)] = hash;
    this.size += 1;
  }

  /** The slot of the hash, or the free one that it would take. */
  private slotOf(hash: bigint): number {
    const { length } = this.slots;
    let slot = Number(hash % BigInt(length));
    while (this.slots[slot] !== 0n && this.slots[slot] !== hash) slot = (slot + 1) % length;
    return slot;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new BigUint64Array(before.length * 2);
    for (const hash of before) if (hash !== 0n) this.slots[this.slotOf(hash)] = hash;
  }
}

/** Never 0, which marks a free slot. */
const hashOf = (key: string): bigint => createHash('sha256').update(key).digest().readBigUInt64LE() || 1n;
