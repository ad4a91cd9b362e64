import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { version } from 'uuid';
import { Ids, timeOfId } from '../../src/resource/lists/ids.js';

const start = Date.parse('2026-11-22T09:22:02.710Z');
const hour = 3_600_000;
const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

/** Two clocks, of which the first can be set. */
function clocks() {
  const state = { passed: 0, ahead: 0 };
  const ids = new Ids(
    () => start + state.passed + state.ahead,
    () => state.passed,
  );
  return { state, next: () => ids.next(), time: () => Date.parse(timeOfId(ids.next())) - start };
}

const sentences = () => warn.mock.calls.map(([, sentence]) => String(sentence));

describe('new ids', () => {
  afterEach(() => void warn.mockClear());

  it('are UUIDs v7, each after the one before it, within one millisecond and over many', () => {
    const { state, next } = clocks();
    const made = Array.from({ length: 20_000 }, (_, index) => {
      if (index % 3_000 === 0) state.passed += 1;
      return next();
    });
    expect(made.every((id) => version(id) === 7)).toBe(true);
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
    expect(sentences()).toEqual([]);
  });

  it('stay in their order while the clock is set back by less than a second', () => {
    const { state, next } = clocks();
    const made = [next()];
    state.ahead = -900;
    for (let count = 0; count < 1_000; count += 1) made.push(next());
    state.passed += 2_000;
    made.push(next());
    expect(made.toSorted()).toEqual(made);
    expect(sentences()).toEqual([]);
  });

  it('follow a clock that was hours ahead and is set right, and say so once each', () => {
    const { state, time } = clocks();
    expect(time()).toBe(0);
    state.ahead = 5 * hour;
    expect(time()).toBe(5 * hour);
    state.passed += 10;
    expect(time()).toBe(5 * hour + 10);
    state.ahead = 0;
    expect(time()).toBe(10);
    state.passed += 10;
    expect(time()).toBe(20);
    expect(sentences()).toEqual([
      'The clock of this machine has gone forward by 18000 s: created_at follows it',
      'The clock of this machine has gone back by 18000 s: created_at follows it',
    ]);
  });
});
