import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../node_modules/.cache/versions', import.meta.url));

/**
 * A package of npm beside those of the project: versions of Node.js and of PostgreSQL are no dependencies. None of its
 * scripts runs.
 *
 * @returns the directory of the package
 */
export async function installed(name, version) {
  const directory = join(cache, `${name}@${version}`.replaceAll('/', '+'));
  const path = join(directory, 'node_modules', name);
  if (existsSync(join(path, 'package.json'))) return path;
  await mkdir(directory, { recursive: true });
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run('npm', ['install', '--prefix', directory, ...options, `${name}@${version}`]);
  return path;
}

/** @throws if the command ends with another status than 0; its output is this process's */
export async function run(command, args, options = {}) {
  const status = await statusOf(command, args, options);
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''} ended with ${status}`);
}

export function statusOf(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
}
