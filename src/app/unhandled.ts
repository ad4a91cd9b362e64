import type { Logger } from 'pino';
import { loggableError } from '../platform/observability/log/loggable-error.js';
import type { StopRequest } from './shutdown.js';

/**
 * The last line of defence: an error that no code has caught leaves the process in an unknown state, but does not take the
 * requests in flight with it. The process logs the error, turns not ready, finishes what it has accepted and exits with 1.
 *
 * @returns whether there was such an error
 */
export function stopOnUnhandled(logger: Logger, stop: StopRequest): () => boolean {
  let hasFailed = false;
  const fail = (error: unknown, origin: string) => {
    hasFailed = true;
    logger.fatal({ err: loggableError(error), origin }, 'uncaught error; the process stops');
    stop.request();
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', (reason) => fail(reason, 'unhandledRejection'));
  return () => hasFailed;
}
