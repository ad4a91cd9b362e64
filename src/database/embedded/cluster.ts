import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync } from 'node:fs';
import { chmod, lchown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Account, chooseAccount, type Owner } from './account.js';
import { findBinaries } from './binaries.js';
import { EmbeddedPostgresError, errorCode } from './error.js';
import { type FileLock, openForAppend } from './file-lock.js';
import { CHILD_ENVIRONMENT, run } from './run.js';

/** Limit of every wait: for initdb, for a server to come up (which may replay its log), for another process. */
export const PATIENCE = 60_000;
const POLL = 10;

/** The name of PostgreSQL's bootstrap superuser. */
export const SUPERUSER = 'postgres';

/**
 * Everything lies inside the data directory and not beside it, because the directory may be a mount point: a rename
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

/** Whether the process runs; one that has ended but that its parent has not asked about yet does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) [ZX] /.test(status);
}

/** Whether the process that a lock file names is a server on this data, and not another program that got its number. */
export async function isServer(pid: number, files: Layout): Promise<boolean> {
  if (!(await isRunning(pid))) return false;
  const onLinux = process.platform === 'linux';
  const name = onLinux
    ? await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined)
    : await run('ps', ['-o', 'comm=', '-p', String(pid)]).then(({ code, output }) =>
        code === 0 ? output : undefined,
      );
  if (name !== undefined && !/(^|\/)postgres/.test(name.trim())) return false;
  // The server's working directory is its data. Not to know it (a container's root may not look) counts as yes.
  const [data, directory] = await Promise.all([
    stat(files.data).catch(() => undefined),
    onLinux ? stat(`/proc/${pid}/cwd`).catch(() => undefined) : undefined,
  ]);
  if (data === undefined || directory === undefined) return true;
  return data.ino === directory.ino && data.dev === directory.dev;
}

/** Makes the database if there is none and starts its server; resolves to the server's process id once it is ready. */
export async function startServer(
  files: Layout,
  lock: FileLock,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  const foreign = await readIfPresent(join(files.root, 'PG_VERSION'));
  if (foreign !== undefined) {
    throw new EmbeddedPostgresError(
      `${files.root} is itself the data of a PostgreSQL ${foreign.trim()} server that this service did not make; ` +
        'set DATA_DIR to a directory of its own, or DATABASE_URL to that server.',
    );
  }
  const binaries = await findBinaries();
  const data = await stat(files.data).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  const account = await chooseAccount(binaries, files.root, data);
  await rm(files.staging, { recursive: true, force: true });
  if (data === undefined) await initialise(files, binaries.initdb, account, lock);
  else await checkExisting(files, data, account);
  // Nobody holds the server's lock, so what is left of this file is stale, whatever process has its number now.
  await rm(join(files.data, 'postmaster.pid'), { force: true });
  return await launch(files, binaries.postgres, account, lock, settings);
}

async function checkExisting(
  files: Layout,
  data: { uid: number; mode: number },
  account: Account,
): Promise<void> {
  const version = (await readIfPresent(join(files.data, 'PG_VERSION')))?.trim();
  if (version === undefined) {
    throw new EmbeddedPostgresError(
      `${files.data} is not a complete PostgreSQL data directory; move ${files.cluster} away to start with an empty ` +
        'database, restore it from a backup, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  if (version !== String(account.majorVersion)) {
    throw new EmbeddedPostgresError(
      `The database in ${files.root} was made by PostgreSQL ${version} and this service brings PostgreSQL ` +
        `${account.majorVersion}; dump it with version ${version} and load it into a new DATA_DIR, or set DATABASE_URL to a ` +
        `server of version ${version}.`,
    );
  }
  // A copy that root made belongs to root and may be readable by others; the server accepts neither.
  if (account.owner !== undefined && data.uid === 0) await giveTo(account.owner, files.cluster);
  if ((data.mode & 0o027) !== 0) await chmod(files.data, 0o700);
}

async function giveTo({ uid, gid }: Owner, directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    await lchown(join(entry.parentPath, entry.name), uid, gid);
  }
  await lchown(directory, uid, gid);
}

/**
 * Works on a directory that gets its name only when it is complete, so a crash at any moment leaves either nothing
 * or a whole database. initdb syncs its files (no --no-sync): it writes them with fsync off, and no later checkpoint
 * would sync those that are not changed again. That takes a tenth of a second.
 */
async function initialise(files: Layout, initdb: string, account: Account, lock: FileLock): Promise<void> {
  const occupied = await readdir(files.cluster).catch(() => []);
  if (occupied.length > 0) {
    throw new EmbeddedPostgresError(
      `${files.cluster} is not a database of this service (it holds ${occupied[0]} but no data); move it away, ` +
        'or set DATA_DIR to another directory.',
    );
  }
  await mkdir(files.staging, { mode: 0o700 });
  const password = join(files.staging, 'password');
  // Hexadecimal, so it stands in a URL as it is.
  await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
  if (account.owner !== undefined) await giveTo(account.owner, files.staging);

  const attempt = async (characterType: string): Promise<{ code: number | null; output: string }> => {
    const [command, ...args] = [
      ...account.prefix,
      initdb,
      `--pgdata=${join(files.staging, 'data')}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order and the same case rules on every machine; extensions still ask the C library what a letter is.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      `--lc-ctype=${characterType}`,
      '--no-instructions',
    ];
    return await run(command, args, { ...account.credentials, inherited: lock.fd, timeout: PATIENCE });
  };
  let result = await attempt('C.UTF-8');
  if (result.code !== 0 && result.output.includes('invalid locale name')) result = await attempt('C');
  if (result.code !== 0) {
    await rm(files.staging, { recursive: true, force: true });
    throw new EmbeddedPostgresError(
      `The built-in database could not be made in ${files.root} (${essence(result.output)}); repair that, set DATA_DIR to ` +
        'another directory, or DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  await sync(files.staging);
  await rename(files.staging, files.cluster);
  await sync(files.root);
}

/** Makes the names in a directory durable. */
async function sync(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function launch(
  files: Layout,
  postgres: string,
  account: Account,
  lock: FileLock,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  let preferred = Number(await readIfPresent(files.port));
  // Between the choice of a free port and the server's use of it another program can take it.
  for (let attempts = 5; ; attempts -= 1) {
    const port = await freePort(preferred);
    const started = await attemptLaunch(files, postgres, account, lock, {
      listen_addresses: '127.0.0.1',
      // A socket's path has at most 107 bytes, which a data directory's path can exceed.
      unix_socket_directories: '',
      shared_buffers: '128MB',
      max_connections: '100',
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      jit: 'off',
      // The server's life, without the statements that failed: they would fill the file, and hold customers' data.
      log_min_messages: 'log',
      ...settings,
      port: String(port),
    });
    if (typeof started === 'number') {
      await writeFile(files.port, `${port}\n`).catch(() => undefined);
      return started;
    }
    if (attempts <= 1 || !/could not create any TCP\/IP sockets/.test(started.log)) {
      throw new EmbeddedPostgresError(
        `The built-in database in ${files.root} stopped while it started (${essence(started.log)}); see ${files.log}, ` +
          'repair that, or set DATABASE_URL to a PostgreSQL of your own.',
      );
    }
    preferred = 0;
  }
}

const MAX_LOG = 10 * 1024 * 1024;

async function attemptLaunch(
  files: Layout,
  postgres: string,
  account: Account,
  lock: FileLock,
  settings: Readonly<Record<string, string>>,
): Promise<number | { log: string }> {
  const size = await stat(files.log).then(
    (file) => file.size,
    () => 0,
  );
  if (size > MAX_LOG) await rename(files.log, `${files.log}.1`);
  const logStart = size > MAX_LOG ? 0 : size;
  const [command, ...prefix] = [...account.prefix, postgres];
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openForAppend(files.log);
  const child = spawn(command, [...prefix, '-D', files.data, ...options], {
    ...account.credentials,
    cwd: '/',
    env: CHILD_ENVIRONMENT,
    // A session of its own: Ctrl-C must reach the service, which stops the server after its last request.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log, lock.fd],
  });
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `it ended with ${signal ?? `code ${code}`}`));
  // This process may end without its server.
  child.unref();
  closeSync(log);

  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const state = await readLockFile(files);
    if (ended !== undefined) {
      const text = await readFile(files.log).then((bytes) => bytes.subarray(logStart).toString('utf8'));
      return { log: text.trim() === '' ? ended : text };
    }
    if (state !== undefined && state.pid === child.pid && state.ready) return state.pid;
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw new EmbeddedPostgresError(
        `The built-in database in ${files.root} did not come up within ${PATIENCE / 1000} seconds; see ${files.log}, ` +
          'or set DATABASE_URL to a PostgreSQL of your own.',
      );
    }
    await delay(POLL);
  }
}

/** Resolves to the port (0: any) if nobody listens there. */
function probePort(port: number): Promise<number | undefined> {
  return new Promise((resolvePort) => {
    const probe = createServer();
    probe.once('error', () => resolvePort(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolvePort(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

async function freePort(preferred: number): Promise<number> {
  const port =
    (preferred > 0 && preferred < 65_536 ? await probePort(preferred) : undefined) ?? (await probePort(0));
  if (port === undefined) {
    throw new EmbeddedPostgresError(
      'The built-in database finds no free port on 127.0.0.1; end programs that use many, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  return port;
}

/** The lines of a log that say what went wrong, as one text. */
function essence(log: string): string {
  const lines = log
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d [\d:.]+ \S+ \[\d+\] /, '').trim())
    .filter((line) => line !== '');
  const telling = lines.filter((line) => /FATAL|PANIC|ERROR|error:|HINT|DETAIL|hint:|detail:/.test(line));
  return (telling.length > 0 ? telling : lines).slice(-4).join('; ');
}

/** Fast shutdown; resolves when the server has ended. */
export async function stopServer(files: Layout, pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 8_000],
    // Without a last checkpoint: nothing committed is lost, the next start replays the log.
    ['SIGQUIT', 10_000],
  ] as const) {
    // By the time of a late stop the number may belong to another program.
    if ((await readLockFile(files))?.pid !== pid || !(await isServer(pid, files))) return;
    process.kill(pid, signal);
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!(await isRunning(pid))) return;
      await delay(POLL);
    }
  }
  throw new EmbeddedPostgresError(
    `The built-in database in ${files.root} (process ${pid}) does not end; end that process, then start again.`,
  );
}
