import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errorCode } from './error.js';

/** Limit of every wait: for initdb, for a server to come up (which may replay its log), for another process. */
export const timeoutMs = 60_000;
export const pollMs = 10;

/** The name of PostgreSQL's bootstrap superuser. */
export const SUPERUSER = 'postgres';

/**
 * Everything lies inside the data directory and not next to it, because the directory may be a mount point: a rename
 * must not leave its file system.
 */
export function layout(dataDirectory: string) {
  const root = resolve(dataDirectory);
  const cluster = join(root, 'postgres');
  return {
    root,
    /** Appears complete (with data and password) or not at all. */
    cluster,
    data: join(cluster, 'data'),
    password: join(cluster, 'password'),
    staging: join(root, 'postgres.new'),
    log: join(root, 'postgres.log'),
    port: join(root, 'postgres.port'),
    /** Held by the process that is responsible for the server. */
    ownerLock: join(root, 'postgres.owner.lock'),
    /** Held by initdb and by the server and all its children. */
    serverLock: join(root, 'postgres.server.lock'),
  } as const;
}

export type Layout = ReturnType<typeof layout>;

/** PostgreSQL's own lock file: it names the process, the port and, once it accepts connections, says so. */
export async function readLockFile(
  files: Layout,
): Promise<{ pid: number; port: number; ready: boolean } | undefined> {
  const lines = (await readIfPresent(join(files.data, 'postmaster.pid')))?.split('\n');
  const pid = Number(lines?.[0]);
  if (lines === undefined || !(pid > 0)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
