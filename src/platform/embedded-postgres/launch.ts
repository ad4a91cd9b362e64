import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.js';
import { EmbeddedPostgresError, relevantLines } from './error.js';
import { type FileLock, openForAppend } from './file-lock.js';
import { type Layout, timeoutMs, pollMs, readIfPresent, readLockFile } from './layout.js';
import { freePort } from './port.js';
import { CHILD_ENVIRONMENT } from './run.js';

/** Starts the server on a free port; resolves to its process id once it accepts connections. */
export async function launch(
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
        `The built-in database in ${files.root} stopped while it started (${relevantLines(started.log)}); see ${files.log}, ` +
          'repair that, or set DATABASE_URL to your own PostgreSQL.',
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
    // A separate session: Ctrl-C must reach the service, which stops the server after its last request.
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

  const deadline = Date.now() + timeoutMs;
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
        `The built-in database in ${files.root} did not come up within ${timeoutMs / 1000} seconds; see ${files.log}, ` +
          'or set DATABASE_URL to your own PostgreSQL.',
      );
    }
    await delay(pollMs);
  }
}
