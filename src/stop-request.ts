/**
 * Two signals so close together are one request: Ctrl-C reaches every process of a terminal, and npm, which is one of
 * them, passes it on.
 */
const sameRequestMs = 500;

/** Whether the process has been told to stop. */
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
 * @param timeoutSeconds what was accepted is finished within this time, or given up
 */
export function catchStopSignals(timeoutSeconds: number): StopRequest {
  let isMade = false;
  let madeAt = 0;
  let request = (): void => undefined;
  const made = new Promise<void>((resolve) => {
    request = () => {
      if (isMade) return;
      isMade = true;
      madeAt = performance.now();
      setTimeout(() => process.exit(1), timeoutSeconds * 1000).unref();
      resolve();
    };
  });
  const onSignal = () => {
    if (isMade && performance.now() - madeAt > sameRequestMs) process.exit(1);
    request();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return {
    get isMade() {
      return isMade;
    },
    made,
    request: () => request(),
  };
}
