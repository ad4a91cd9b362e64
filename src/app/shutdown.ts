/**
 * Two signals so close together are one request: Ctrl-C reaches every process of a terminal, and npm, which is one of
 * them, passes it on.
 */
const sameRequestMs = 500;

/** Whether the process has been asked to stop. */
export interface StopRequest {
  readonly isMade: boolean;
  /** Resolves once it is. */
  readonly made: Promise<void>;
  /** Asks the process to stop, as a first signal does. */
  request(): void;
}

/**
 * From now on the first SIGTERM or SIGINT asks the process to stop in order, and a second one ends it at once. To be
 * called before anything that takes time: nothing else ends a process 1, and a database that is being started would
 * be left behind.
 *
 * @param timeoutSeconds accepted requests finish within this time, or are aborted
 */
export function catchStopSignals(timeoutSeconds: number): StopRequest {
  const requested = new AbortController();
  let requestedAt = 0;
  const made = new Promise<void>((resolve) => {
    requested.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const request = () => {
    if (requested.signal.aborted) return;
    requestedAt = performance.now();
    setTimeout(() => process.exit(1), timeoutSeconds * 1000).unref();
    requested.abort();
  };
  const onSignal = () => {
    if (requested.signal.aborted && performance.now() - requestedAt > sameRequestMs) process.exit(1);
    request();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return {
    get isMade() {
      return requested.signal.aborted;
    },
    made,
    request,
  };
}
