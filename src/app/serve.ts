import 'reflect-metadata';
import { createApp } from './create-app.js';
import type { Environment } from '../platform/config/environment.js';
import { describeFailure, ListenError } from './failure-messages.js';
import { openLog } from '../platform/observability/log/logging.js';
import { openDatabase } from './open-database.js';
import type { StopRequest } from './shutdown.js';
import { stopOnUnhandled } from './unhandled.js';
import { printStartupBanner } from './startup-banner.js';

/** Environment → database → HTTP, until it is to stop. @returns the exit code */
export async function serve(environment: Environment, stop: StopRequest): Promise<number> {
  const { logger, end } = await openLog(environment.logLevel);
  const hasFailed = stopOnUnhandled(logger, stop);
  try {
    const opened = await openDatabase(environment, {
      report: (sentence) => logger.warn(sentence),
      upgrades: true,
    });
    try {
      const app = await createApp(environment, opened.database, logger);
      if (!stop.isMade) {
        const { port, host, connectionsAtOnce } = environment;
        // The kernel drops connections beyond the backlog, and later resets them without an answer. Node's default is 511.
        await app.nest.listen({ port, host, backlog: connectionsAtOnce }).catch((error: unknown) => {
          throw new ListenError(error);
        });
        await printStartupBanner(app.nest, opened.isEmbedded);
      }
      await Promise.race([stop.made, opened.moved]);
      await app.drain();
    } finally {
      await opened.close();
    }
    return hasFailed() ? 1 : 0;
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    return 1;
  } finally {
    await end();
  }
}
