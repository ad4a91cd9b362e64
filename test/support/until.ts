import { setTimeout as delay } from 'node:timers/promises';
import { slowness } from './slowness.mjs';

/** Polling without a pause would take CPU time from the awaited work. */
const pauseMs = 5;

/** Asks again and again until the answer is as it should be; fails after the deadline, which is later on a busy machine. */
export async function until<T>(
  ask: () => Promise<T>,
  isAsItShouldBe: (answer: T) => boolean,
  deadlineMs: number,
): Promise<T> {
  const start = performance.now();
  for (;;) {
    const answer = await ask();
    if (isAsItShouldBe(answer)) return answer;
    const waitedMs = performance.now() - start;
    if (waitedMs > deadlineMs * slowness()) {
      throw new Error(`After ${Math.trunc(waitedMs)} ms the answer still is ${shown(answer)}`);
    }
    await delay(pauseMs);
  }
}

/** In characters: an answer may have megabytes. */
const maxShown = 2_000;

const shown = (answer: unknown) => (JSON.stringify(answer) ?? 'undefined').slice(0, maxShown);

/** The rate limit starts to count again with each minute, so a test of it waits until enough of a minute is left. */
export const enoughOfTheMinute = (seconds: number) =>
  until(
    () => Promise.resolve(60 - (Math.floor(Date.now() / 1000) % 60)),
    (left) => left > seconds,
    seconds * 1_000 + 1_000,
  );
