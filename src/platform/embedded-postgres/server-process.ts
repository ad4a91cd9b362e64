import { readFile, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError, errorCode } from './error.js';
import { type Layout, pollMs, readLockFile } from './layout.js';
import { run } from './run.js';

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

/** Fast shutdown; resolves when the server has ended. */
export async function stopServer(files: Layout, pid: number): Promise<void> {
  for (const [signal, timeout] of [
    ['SIGINT', 8_000],
    // Without a last checkpoint: nothing committed is lost, the next start replays the log.
    ['SIGQUIT', 10_000],
  ] as const) {
    // By the time of a late stop the number may belong to another program.
    if ((await readLockFile(files))?.pid !== pid || !(await isServer(pid, files))) return;
    process.kill(pid, signal);
    const deadline = Date.now() + timeout;
    while (Date.now() < deadline) {
      if (!(await isRunning(pid))) return;
      await delay(pollMs);
    }
  }
  throw new EmbeddedPostgresError(
    `The built-in database in ${files.root} (process ${pid}) does not end; end that process, then start again.`,
  );
}
