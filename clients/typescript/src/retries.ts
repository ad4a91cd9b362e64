import { setTimeout as delay } from 'node:timers/promises';

export interface RetryOptions {
  /** How often a request is sent again; 0 for never. */
  readonly maxRetries: number;
  /** The first wait, doubled for each next one. */
  readonly firstDelayMs: number;
  /** The longest wait. A `Retry-After` beyond it is not waited for: the error is thrown at once, and says it. */
  readonly maxDelayMs: number;
}

/** @returns seconds, from either form of the header; `undefined` if there is none, or if it cannot be read */
export function retryAfterSeconds(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}

/**
 * How long to wait before a request is sent again. What the service asks for is the least; half of a doubling delay comes
 * on top by chance, so that clients that failed together do not come back together.
 * @param retry 0 for the first
 * @returns `undefined` if it should not be sent again
 */
export function delayBefore(
  retry: number,
  askedForSeconds: number | undefined,
  { maxRetries, firstDelayMs, maxDelayMs }: RetryOptions,
): number | undefined {
  if (retry >= maxRetries) return undefined;
  const askedForMs = (askedForSeconds ?? 0) * 1000;
  if (askedForMs > maxDelayMs) return undefined;
  const backoffMs = Math.min(maxDelayMs, firstDelayMs * 2 ** retry) * (0.5 + Math.random() / 2);
  return askedForSeconds === undefined ? backoffMs : askedForMs + backoffMs / 2;
}

/** @throws the reason of the signal, once it is aborted */
export async function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  try {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
