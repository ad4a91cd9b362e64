/*
 * What a test imports from `@jest/globals`. The functions work on the file that runs: a module that several files of a
 * worker share is evaluated once.
 */
const provided = () => globalThis[Symbol.for('jest-globals')];

export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } =
  provided().framework;

const mocker = () => provided().environment.moduleMocker;
const timers = () => provided().environment.fakeTimersModern;

let replaced = 0;

/** How often a test of this worker has replaced a function, the clock or the timers, also if it has restored them since. */
export const replacements = () => replaced;

export const jest = {
  fn: (implementation) => mocker().fn(implementation),
  spyOn: (object, key, accessType) => {
    replaced += 1;
    return mocker().spyOn(object, key, accessType);
  },
  restoreAllMocks: () => mocker().restoreAllMocks(),
  useFakeTimers: (config) => {
    replaced += 1;
    return timers().useFakeTimers(config);
  },
  useRealTimers: () => timers().useRealTimers(),
  advanceTimersByTime: (milliseconds) => timers().advanceTimersByTime(milliseconds),
};
