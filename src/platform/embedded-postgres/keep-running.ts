import { setTimeout as delay } from 'node:timers/promises';
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.js';
import { errorMessage } from './error.js';
import { layout, readLockFile } from './layout.js';
import { isServer } from './server-process.js';

/** How often the server is looked at: it may be another process's child, whose exit this process does not see. */
const pollMs = 200;
/** The pause after a failed attempt doubles from the first to the last; a full disk may take an operator a while. */
const firstPauseMs = 500;
const lastPauseMs = 10_000;

/** A server that is started again, or joined again, whenever it ends. */
export interface KeptPostgres extends Pick<EmbeddedPostgres, 'url' | 'stop'> {
  /** Rejects when the server has come back at another address: users of the old address must reconnect. */
  readonly moved: Promise<never>;
}

/** What happened to the server, as a sentence for the log. */
export type Report = (sentence: string) => void;

/**
 * Starts the server as `startEmbeddedPostgres` does, and again whenever it ends: because it was killed, because the
 * disk was full, or because the process that had started it has stopped.
 */
export async function keepEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
  report: Report,
): Promise<KeptPostgres> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let server = await startEmbeddedPostgres(options);
  const { url } = server;

  const keep = async (): Promise<void> => {
    for (;;) {
      await end(options.dataDirectory, signal);
      if (signal.aborted) return;
      report('The built-in database has ended; it is started again.');
      // The server has ended: to stop it only lets go of the owner's lock.
      await server.stop();
      const next = await startAgain(options, report, signal);
      if (next === undefined) return;
      server = next;
      if (server.url !== url) {
        throw new EmbeddedPostgresError(
          `The built-in database in ${options.dataDirectory} had to take another port; start the service again.`,
        );
      }
      report('The built-in database is back.');
    }
  };
  const kept = keep();
  const moved = new Promise<never>((_resolve, reject) => {
    kept.catch(reject);
  });
  // A caller may wait for it, but does not have to.
  moved.catch(() => undefined);
  return {
    url,
    moved,
    stop: async () => {
      stopping.abort();
      await kept.catch(() => undefined);
      await server.stop();
    },
  };
}

/** Resolves once no server runs on the data any more, or when it is to stop. */
async function end(dataDirectory: string, signal: AbortSignal): Promise<void> {
  const files = layout(dataDirectory);
  const running = async () => {
    const server = await readLockFile(files).catch(() => undefined);
    return server !== undefined && (await isServer(server.pid, files));
  };
  while (!signal.aborted && (await running())) await pause(pollMs, signal);
}

/** Resolves to undefined when it is to stop. */
async function startAgain(
  options: EmbeddedPostgresOptions,
  report: Report,
  signal: AbortSignal,
): Promise<EmbeddedPostgres | undefined> {
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, lastPauseMs)) {
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      report(errorMessage(error));
      await pause(pauseMs, signal);
    }
  }
  return undefined;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);
