import { createSharedDatabase, type TestDatabase } from './database.js';
import { replacements } from './jest/globals.mjs';
import { directly, startService, type TestService } from './service.js';

/**
 * The service that the files of a worker share, with its database. A file reads and writes only businesses that it has made,
 * and sees nothing of the process. A file that needs other settings, a look into the process, or a change of the schema
 * starts a separate service with `startService`.
 */
export interface SharedService extends Pick<TestService, 'url' | 'business' | 'client'> {
  readonly database: Pick<TestDatabase, 'url' | 'sql'>;
  /** Ends the file's use of it, and throws if a statement breaks a rule. */
  release(): Promise<void>;
}

/** Statements that change or plan the tables of all businesses. */
const isOfAllBusinesses = (text: string) => /^\s*(alter|analyze|create|drop|truncate|vacuum)\b/i.test(text);

let running: Promise<TestService> | undefined;
let replacementsAtStart = 0;

/** Before the end of jest's own process, which runs a single file itself. */
async function end(): Promise<void> {
  const service = await running;
  running = undefined;
  await service?.stop();
}

function start(): Promise<TestService> {
  Object.assign(globalThis, { endSharedService: end });
  replacementsAtStart = replacements();
  return startService({ authFailuresPerMinute: 0 }, directly, createSharedDatabase);
}

/** The service of the worker: a new one, where a file has replaced the clock, the timers or a function since it was started. */
export async function shareService(): Promise<SharedService> {
  if (running !== undefined && replacements() !== replacementsAtStart) await end();
  running ??= start();
  const { url, database, business, client, logs, pipelines, checkStatements } = await running;
  return {
    url,
    database: {
      url: database.url,
      sql: (text, values) => {
        if (isOfAllBusinesses(text)) throw new Error(`Start a separate service for this statement: ${text}`);
        return database.sql(text, values);
      },
    },
    business,
    client,
    release: async () => {
      logs.length = 0;
      pipelines.length = 0;
      await checkStatements();
    },
  };
}
