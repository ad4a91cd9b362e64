import 'reflect-metadata';
import { createLogger } from './http/log/logging.js';
import { createApp } from './create-app.js';
import { readEnvironment } from './environment.js';
import { openDatabase } from './open-database.js';
import { welcome } from './welcome.js';
import { exitWithSentence, ListenError, onStopSignal } from './process.js';

/** Environment → database → HTTP. */
async function start(): Promise<void> {
  const environment = readEnvironment(process.env);
  const logger = createLogger(environment.logLevel);
  const database = await openDatabase(environment);
  const app = await createApp(environment, database.database, logger);
  onStopSignal(async () => {
    await app.drain();
    await database.close();
  });
  await app.nest.listen(environment.port, environment.host).catch(async (error: unknown) => {
    await database.close();
    throw new ListenError(error);
  });
  await welcome(app.nest, database.embedded !== undefined);
}

await start().catch(exitWithSentence);
