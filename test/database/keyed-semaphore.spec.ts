import { describe, expect, it, jest } from '@jest/globals';
import { AcquireTimeoutError, KeyedSemaphore } from '../../src/platform/concurrency/keyed-semaphore.js';

const timeoutMs = 1_000;

/** Enters for each owner, and notes in which order they get in. */
const queue = (turns: KeyedSemaphore) => {
  const entered: string[] = [];
  const leaving = new Map<string, () => void>();
  const enter = async (name: string) => {
    const owner = name.charAt(0);
    const line = await turns.acquire(owner);
    entered.push(name);
    leaving.set(name, () => turns.release(owner, line));
  };
  const leave = async (name: string) => {
    leaving.get(name)?.();
    await new Promise(setImmediate);
  };
  return { entered, enter, leave };
};

const slots = { name: 'slots', detail: 'Too many are in use' };

describe('places that are taken in turns', () => {
  it('are no more than the share of one owner, however much it asks for', async () => {
    const { entered, enter, leave } = queue(new KeyedSemaphore(slots, 4, 2, timeoutMs));
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2']) void enter(name);
    await new Promise(setImmediate);
    expect(entered).toEqual(['a1', 'a2', 'b1', 'b2']);
    await leave('b1');
    expect(entered).toHaveLength(4);
    await leave('a1');
    expect(entered).toEqual(['a1', 'a2', 'b1', 'b2', 'a3']);
    for (const name of ['a2', 'a3', 'b2']) await leave(name);
    expect(entered.at(-1)).toBe('a4');
  });

  it('go to one owner after the other, in the order in which each has asked', async () => {
    const turns = new KeyedSemaphore(slots, 1, 1, timeoutMs);
    const { entered, enter, leave } = queue(turns);
    for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) void enter(name);
    await new Promise(setImmediate);
    expect(turns.waiting).toBe(5);
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'b2']) await leave(name);
    expect(entered).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
    expect(turns.waiting).toBe(0);
  });

  it('are given up after a while, and then taken by who still waits', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const { entered, enter, leave } = queue(new KeyedSemaphore(slots, 1, 1, timeoutMs));
      await enter('a1');
      const givenUp = enter('b1').catch((error: unknown) => error);
      jest.advanceTimersByTime(timeoutMs / 2);
      void enter('c1');
      jest.advanceTimersByTime(timeoutMs / 2);
      expect(await givenUp).toEqual(new AcquireTimeoutError(slots, timeoutMs));
      expect(await givenUp).toMatchObject({ detail: slots.detail });
      await leave('a1');
      expect(entered).toEqual(['a1', 'c1']);
    } finally {
      jest.useRealTimers();
    }
  });
});
