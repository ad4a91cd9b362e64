import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(project, 'node_modules/.cache/test-server');
/** What a migrated server depends on. */
const sources = [
  'migrations',
  'src/platform/embedded-postgres',
  'src/platform/database/migrate.ts',
  'package-lock.json',
];

async function filesIn(path) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

async function version() {
  const files = (await Promise.all(sources.map((source) => filesIn(join(project, source))))).flat();
  const hash = createHash('sha256').update(String(process.getuid?.()));
  for (const file of files.toSorted((a, b) => (a < b ? -1 : 1)))
    hash.update(file).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

/** Keeps owners and modes, which the server insists on. */
function copy(from, to) {
  const { status, stderr } = spawnSync('cp', ['-Rp', from, to]);
  if (status !== 0) throw new Error(`${from} was not copied: ${String(stderr)}`);
}

/**
 * Starts a PostgreSQL server with a migrated database in the directory. Only the first start after a change of the migrations
 * makes one; the others copy it.
 *
 * @param start resolves to the server
 * @param migrate brings the database of the server up to date
 */
export async function startTemplateServer(directory, start, migrate) {
  const made = join(cache, await version());
  if (existsSync(made)) {
    copy(made, directory);
    return start();
  }
  const first = await start();
  await migrate(first);
  // Another system copies files in another way.
  if (process.platform === 'win32') return first;
  await first.stop();
  await rm(cache, { recursive: true, force: true });
  await mkdir(dirname(made), { recursive: true });
  const unfinished = `${made}.${process.pid}`;
  copy(directory, unfinished);
  // A run at the same time may have been faster.
  await rename(unfinished, made).catch(() => rm(unfinished, { recursive: true, force: true }));
  return start();
}
