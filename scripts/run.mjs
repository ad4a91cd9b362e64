/*
 * Runs a program of dist/, after a build if a source has changed: node scripts/run.mjs <program> [argument...].
 * The program runs in this process, and it stops when npm or the shell of the npm script ends: npm passes a signal on to
 * the shell only, and cannot pass on SIGKILL.
 */
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
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

/**
 * Describes the processes that this one must not outlive: its parent, and where that is the shell of an npm script, npm.
 * Some shells replace themselves with their last command, others wait for it. Only Linux, whose shells differ, has /proc.
 */
function launchers() {
  const parent = process.ppid;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    const [, name = '', grandparent] = /\((.*)\) \S (\d+)/s.exec(stat) ?? [];
    return name.endsWith('sh') ? `${grandparent} ${parent}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}

if (process.env.npm_lifecycle_event !== undefined) {
  const started = launchers();
  const watch = setInterval(() => {
    if (launchers() === started) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}

// From Node.js 22.1 on, a start takes the compiled code of the last one.
nodeModule.enableCompileCache?.(join(project, 'node_modules/.cache/compile'));
await import(pathToFileURL(join(project, 'dist', program)).href);
