import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const guardian = fileURLToPath(new URL('guardian.mjs', import.meta.url));

/**
 * Makes the directory for all temporary files of a test run, also those of its workers and of the processes that they start.
 * A guardian removes it, and ends the PostgreSQL servers and the processes of the run, also where jest was killed.
 *
 * @returns what ends the run, and resolves once nothing of it is left
 */
export async function openRunDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'customers-test-'));
  // Some tests start processes of another user.
  await chmod(directory, 0o1777);
  const outer = process.env.TMPDIR;
  process.env.TMPDIR = directory;
  process.env.TEST_RUN = directory;
  const child = spawn(process.execPath, [guardian, directory], {
    // The pipe closes with this process, however it ends. Ctrl-C does not reach a detached process.
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit');
  child.unref();
  child.stdin.unref();
  return async () => {
    if (outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outer;
    delete process.env.TEST_RUN;
    child.ref();
    child.stdin.end();
    await ended;
  };
}
