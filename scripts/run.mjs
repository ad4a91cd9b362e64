/*
 * Runs a program of dist/, after a build if a source has changed: node scripts/run.mjs <program> [argument...].
 * The program runs in this very process, and it ends with the process that has started it: npm passes SIGTERM on, but
 * cannot pass on what kills it, nor reach a program behind a shell that does not end with it.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBuilt } from './build.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const [program = ''] = process.argv.splice(2, 1);

if (!(await isBuilt())) {
  const { spawnSync } = await import('node:child_process');
  // A process of its own, because the compiler's memory would stay the service's. Standard output is the program's.
  const { status } = spawnSync(process.execPath, [join(project, 'scripts/build.mjs')], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}

await import(pathToFileURL(join(project, 'dist', program)).href);
