import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import { findBinaries } from './binaries.js';
import { startServer } from './cluster.js';
import { type Layout, layout, timeoutMs, readIfPresent, readLockFile, SUPERUSER } from './layout.js';
import { isServer, stopServer } from './server-process.js';
import { asEmbeddedPostgresError, EmbeddedPostgresError, errorCode, errorMessage } from './error.js';
import { type FileLock, tryLock } from './file-lock.js';

export { EmbeddedPostgresError } from './error.js';

export interface EmbeddedPostgres {
  /** postgres:// URL of the owner (superuser) on the service's database */
  readonly url: string;
  /**
   * true if this process is responsible for the server, because it started it or took it over from a process that
   * died; false if it joined a server that another living process is responsible for, and that ends with that one.
   */
  readonly started: boolean;
  /** Stops the server if this process is responsible for it, and waits for its end; otherwise does nothing. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Where the database lies; made if missing. Nothing else of the directory is touched. */
  dataDirectory: string;
  /** Made if missing; default "customers". */
  database?: string;
  /** Server settings beyond the service's own; they have no effect on a server that runs already. */
  settings?: Record<string, string>;
}

const pollMs = 25;

/**
 * Starts a PostgreSQL server of the service's own on `dataDirectory`, or joins the one that runs there.
 *
 * Two locks decide, both the kernel's, so that none outlives its holder. The owner's is held by the process that is
 * responsible for the server, the server's by the server itself. Who gets both starts a server; who gets only the
 * owner's has found an orphan and takes it over; who does not get the owner's joins.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDirectory, database = 'customers', settings = {} } = options;
  const files = layout(dataDirectory);
  // PostgreSQL's lock file holds the path in a line.
  if (/[\r\n]/.test(files.root)) {
    throw new EmbeddedPostgresError(
      `The path ${JSON.stringify(files.root)} has a line break in it, which PostgreSQL does not take; set DATA_DIR to another one.`,
    );
  }
  try {
    // Said first: where the package is missing, it is not a directory that has to be mended.
    await findBinaries();
    await makeDirectory(files.root);
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const owner = await tryLock(files.ownerLock);
      if (owner !== undefined) {
        const own = await startOrTakeOver(files, database, settings, deadline).catch((error: unknown) => {
          owner.release();
          throw error;
        });
        if (own.pid === undefined) owner.release();
        return own.pid === undefined ? joined(own.url) : owned(files, own.url, own.pid, owner);
      }
      const server = await readLockFile(files);
      const response = await openDatabase(files, server, database);
      if ('url' in response) return joined(response.url);
      if (Date.now() > deadline) throw noResponse(files, response.reason);
      await delay(pollMs);
    }
  } catch (error) {
    throw asEmbeddedPostgresError(error, files.root);
  }
}

/** Node's own recursive mkdir says ENOENT on a read-only file system, and never returns below /proc. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isDirectory = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isDirectory) return;
    if (errorCode(error) !== 'ENOENT' || path === dirname(path)) throw error;
    await makeDirectory(dirname(path));
    await mkdir(path);
  }
}

function joined(url: string): EmbeddedPostgres {
  return { url, started: false, stop: () => Promise.resolve() };
}

function owned(files: Layout, url: string, pid: number, owner: FileLock): EmbeddedPostgres {
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopServer(files, pid).finally(() => owner.release()));
  return { url, started: true, stop };
}

/** For the holder of the owner's lock. Without a `pid`: a process that does not use these locks runs the server. */
async function startOrTakeOver(
  files: Layout,
  database: string,
  settings: Readonly<Record<string, string>>,
  deadline: number,
): Promise<{ url: string; pid: number | undefined }> {
  let started: number | undefined;
  try {
    for (;;) {
      const lock = await tryLock(files.serverLock);
      try {
        let server = await readLockFile(files);
        const alive = lock === undefined || (server !== undefined && (await isServer(server.pid, files)));
        if (lock !== undefined && !alive) {
          started = await startServer(files, lock, settings);
          server = await readLockFile(files);
        }
        const response = await openDatabase(files, server, database);
        if ('url' in response) {
          return { url: response.url, pid: started ?? (lock === undefined ? server?.pid : undefined) };
        }
        // An orphan that starts, ends or still initialises: it will answer, or let its lock go.
        if (Date.now() > deadline) throw noResponse(files, response.reason);
      } finally {
        // A server that has been started has the lock too, and keeps it.
        lock?.release();
      }
      await delay(pollMs);
    }
  } catch (error) {
    if (started !== undefined) await stopServer(files, started).catch(() => undefined);
    throw error;
  }
}

/**
 * Connects to the database, which makes sure that this is the server on these files: no other knows the password, and
 * scram proves that to both sides. Other connection errors may be temporary; the caller waits.
 */
async function openDatabase(
  files: Layout,
  server: { port: number; ready: boolean } | undefined,
  database: string,
): Promise<{ url: string } | { reason: string }> {
  // Not inside the try: to be denied the password is not a reason to wait.
  const password = await readIfPresent(files.password);
  if (server?.ready !== true || password === undefined) return { reason: 'it is not ready' };
  const urlOf = (name: string): string =>
    `postgres://${SUPERUSER}:${password}@127.0.0.1:${server.port}/${encodeURIComponent(name)}`;
  try {
    await withClient(urlOf(database), () => Promise.resolve()).catch(async (error: unknown) => {
      if (errorCode(error) !== '3D000') throw error;
      await withClient(urlOf('postgres'), (client) => createDatabase(client, database));
    });
    return { url: urlOf(database) };
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    return { reason: errorMessage(error) };
  }
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A connection that breaks rejects what waits for it; the event, unheard, would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function createDatabase(client: Client, database: string): Promise<void> {
  try {
    await client.query(`create database ${escapeIdentifier(database)}`);
  } catch (error) {
    // Another process has made it in the meantime; which of the two codes it is depends on how far that one was.
    if (errorCode(error) === '42P04' || errorCode(error) === '23505') return;
    throw new EmbeddedPostgresError(
      `The built-in PostgreSQL cannot make the database "${database}" (${errorMessage(error)}); repair that, or set DATABASE_URL to your own PostgreSQL.`,
      { cause: error },
    );
  }
}

function noResponse(files: Layout, reason: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The server of the built-in database in ${files.root} did not answer within ${timeoutMs / 1000} seconds (${reason}); end ` +
      'the process that uses this directory, set DATA_DIR to another one, or DATABASE_URL to your own PostgreSQL.',
  );
}
