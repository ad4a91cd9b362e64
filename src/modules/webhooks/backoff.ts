const minute = 60;
const hour = 60 * minute;

/** The waits between the attempts: three days together. */
const waitsSeconds: readonly number[] = [
  5,
  30,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  12 * hour,
  20 * hour,
  24 * hour,
];

/** The share by which waits vary at random, so that an endpoint that was away does not get everything at the same moment. */
const jitter = 0.2;

/**
 * How long to wait after an attempt that failed, in seconds; null: it was the last one.
 *
 * @param attempts how many there have been
 * @param minSeconds the endpoint's `Retry-After`; at most a day
 * @param chance from 0 to 1
 */
export function waitAfter(attempts: number, minSeconds = 0, chance = Math.random()): number | null {
  const wait = waitsSeconds[attempts - 1];
  if (wait === undefined) return null;
  return Math.max(wait * (1 - jitter + 2 * jitter * chance), Math.min(minSeconds, 24 * hour));
}
