/*
 * Runs a program of dist/, after a build if a source has changed: node scripts/run.mjs <program> [argument...].
 * The program runs in this very process: a signal to it reaches the service, and no shell stands in between.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBuilt } from './build.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const [program = ''] = process.argv.splice(2, 1);

if (!(await isBuilt())) {
  // A process of its own, because the compiler's memory would stay the service's. Standard output is the program's.
  const { status } = spawnSync(process.execPath, [join(project, 'scripts/build.mjs')], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(status ?? 1);
}
await import(pathToFileURL(join(project, 'dist', program)).href);
