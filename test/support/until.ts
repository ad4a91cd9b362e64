import { setImmediate as nextTurn } from 'node:timers/promises';

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
      throw new Error(`After ${deadlineMs} ms the answer still is ${JSON.stringify(answer)}`);
    }
    await nextTurn();
  }
}
