/*
 * What a test imports from `@jest/globals`. The functions work on the file that runs: a module that several files of a
 * worker share is evaluated once.
 */
const provided = () => globalThis[Symbol.for('jest-globals')];

export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } =
  provided().framework;

const mocker = () => provided().environment.moduleMocker;
const timers = () => provided().environment.fakeTimersModern;

export const jest = {
  fn: (implementation) => mocker().fn(implementation),
  spyOn: (object, key, accessType) => mocker().spyOn(object, key, accessType),
  restoreAllMocks: () => mocker().restoreAllMocks(),
  useFakeTimers: (config) => timers().useFakeTimers(config),
  useRealTimers: () => timers().useRealTimers(),
  advanceTimersByTime: (milliseconds) => timers().advanceTimersByTime(milliseconds),
};
