import { setTimeout as delay } from 'node:timers/promises';

/** Asking without a pause would take the processor from what is waited for. */
const pauseMs = 5;

/** Asks again and again until the answer is as it should be; fails after the deadline. */
export async function until<T>(
  ask: () => Promise<T>,
  isAsItShouldBe: (answer: T) => boolean,
  deadlineMs: number,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (isAsItShouldBe(answer)) return answer;
    if (performance.now() > end) {
      throw new Error(`After ${deadlineMs} ms the answer still is ${shown(answer)}`);
    }
    await delay(pauseMs);
  }
}

/** In characters: an answer may have megabytes. */
const mostShown = 2_000;

const shown = (answer: unknown) => (JSON.stringify(answer) ?? 'undefined').slice(0, mostShown);
