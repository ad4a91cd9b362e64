import { randomBytes } from 'node:crypto';
import { chmod, lchown, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account, Owner } from './account.js';
import { EmbeddedPostgresError, relevantLines } from './error.js';
import type { FileLock } from './file-lock.js';
import { type Layout, timeoutMs, readIfPresent, SUPERUSER } from './layout.js';
import { run } from './run.js';

export async function checkExisting(
  files: Layout,
  data: { uid: number; mode: number },
  account: Account,
): Promise<void> {
  const version = (await readIfPresent(join(files.data, 'PG_VERSION')))?.trim();
  if (version === undefined) {
    throw new EmbeddedPostgresError(
      `${files.data} is not a complete PostgreSQL data directory; move ${files.cluster} away to start with an empty ` +
        'database, restore it from a backup, or set DATABASE_URL to your own PostgreSQL.',
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
export async function initialise(
  files: Layout,
  initdb: string,
  account: Account,
  lock: FileLock,
): Promise<void> {
  const occupied = await readdir(files.cluster).catch(() => []);
  if (occupied.length > 0) {
    throw new EmbeddedPostgresError(
      `${files.cluster} is not a database of this service (it holds ${occupied[0]} but no data); move it away, ` +
        'or set DATA_DIR to another directory.',
    );
  }
  await mkdir(files.staging, { mode: 0o700 });
  const password = join(files.staging, 'password');
  // Hexadecimal, so it is in a URL as it is.
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
    return await run(command, args, { ...account.credentials, inherited: lock.fd, timeout: timeoutMs });
  };
  let result = await attempt('C.UTF-8');
  if (result.code !== 0 && result.output.includes('invalid locale name')) result = await attempt('C');
  if (result.code !== 0) {
    await rm(files.staging, { recursive: true, force: true });
    throw new EmbeddedPostgresError(
      `The built-in database could not be made in ${files.root} (${relevantLines(result.output)}); repair that, set DATA_DIR to ` +
        'another directory, or DATABASE_URL to your own PostgreSQL.',
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
