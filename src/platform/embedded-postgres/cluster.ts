import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseAccount } from './account.js';
import { findBinaries } from './binaries.js';
import { EmbeddedPostgresError, errorCode } from './error.js';
import type { FileLock } from './file-lock.js';
import { checkExisting, initialise } from './initialise.js';
import { launch } from './launch.js';
import { type Layout, readIfPresent } from './layout.js';

/** Creates the database if it does not exist and starts its server; resolves to the server's process id once it is ready. */
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
  // No process holds the server's lock, so this file is stale, whatever process has its number now.
  await rm(join(files.data, 'postmaster.pid'), { force: true });
  return await launch(files, binaries.postgres, account, lock, settings);
}
