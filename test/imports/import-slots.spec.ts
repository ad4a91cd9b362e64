import { describe, expect, it } from '@jest/globals';
import { ImportSlot, ImportSlots, ImportStopped } from '../../src/modules/imports/import-slots.js';
import { until } from '../support/until.js';

const noop = async () => undefined;

/** The names of those that have got a slot, in order. */
async function waiters(slots: ImportSlots, names: readonly string[]) {
  const got: string[] = [];
  const all = names.map((name) => {
    const slot = new ImportSlot(slots);
    return { slot, done: slot.next(noop).then(() => void got.push(name)) };
  });
  return { got, all };
}

describe('the slots of imports', () => {
  it('go to the imports in the order in which they began to wait', async () => {
    const slots = new ImportSlots(1);
    const { got, all } = await waiters(slots, ['a', 'b', 'c']);
    for (const { slot, done } of all) {
      await done;
      slot.release();
    }
    expect(got).toEqual(['a', 'b', 'c']);
    expect(slots.hasFree).toBe(true);
  });

  it('are passed on once the time of the import is over and another waits, and not before', async () => {
    const slots = new ImportSlots(1);
    const large = new ImportSlot(slots);
    expect(large.isOver).toBe(true);
    await large.next(noop);
    expect(large.isOver).toBe(false);
    const small = new ImportSlot(slots);
    const began = performance.now();
    const smallBegins = small.next(noop);
    await until(
      async () => large.isOver,
      (isOver) => isOver,
      2_000,
    );
    expect(performance.now() - began).toBeGreaterThan(100);
    const largeGoesOn = large.next(noop);
    await smallBegins;
    small.release();
    await largeGoesOn;
    expect(slots.hasFree).toBe(false);
  });

  it('are kept free of an import that has lost its lease while it waited', async () => {
    const slots = new ImportSlots(1);
    const holder = new ImportSlot(slots);
    await holder.next(noop);
    const lost = new ImportSlot(slots).next(() => Promise.reject(new Error('lost')));
    await expect(lost).rejects.toThrow('lost');
    const next = new ImportSlot(slots).next(noop);
    holder.release();
    await next;
  });

  it('wake all imports that wait where the process stops', async () => {
    const slots = new ImportSlots(1);
    const holder = new ImportSlot(slots);
    await holder.next(noop);
    const waiting = [new ImportSlot(slots), new ImportSlot(slots)].map((slot) => slot.next(noop));
    slots.stop();
    for (const one of waiting) await expect(one).rejects.toThrow(ImportStopped);
    expect(holder.isOver).toBe(true);
    await expect(holder.next(noop)).rejects.toThrow(ImportStopped);
  });
});
