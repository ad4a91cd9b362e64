import type { DataSource } from 'typeorm';
import type { Statement } from './statement.js';

/** Any number, as long as every process of the service takes the same. */
const migrationLock = 7_201_795;

/** The migrations that the database has seen. */
export const selectMigrations: Statement<{ name: string }> = {
  name: 'select_migrations',
  text: 'select name from migrations',
  values: [],
};

/** A database that another version may be serving from: it is not migrated unasked. */
export class PendingMigrationsError extends Error {
  constructor(pending: readonly string[]) {
    super(
      `The database is of an older version (of this one have not run: ${pending.join(', ')}): run the ` +
        'command line of that version, or npm run migrate of this one; nothing was done.',
    );
  }
}

interface Progress {
  readonly isNew: boolean;
  readonly pending: readonly string[];
}

/** This is asked before anything else: a login that may only serve can do no more than ask. */
async function progressOf(dataSource: DataSource): Promise<Progress> {
  const names = dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
  const [found] = await dataSource.query<{ table: string | null }[]>(
    `select to_regclass('migrations') as table`,
  );
  if (found === undefined || found.table === null) return { isNew: true, pending: names };
  const rows = await dataSource.query<{ name: string }[]>(selectMigrations.text);
  const ran = new Set(rows.map(({ name }) => name));
  return { isNew: ran.size === 0, pending: names.filter((name) => !ran.has(name)) };
}

export const isMigrated = async (dataSource: DataSource): Promise<boolean> =>
  (await progressOf(dataSource)).pending.length === 0;

/**
 * Runs the migrations that have not run yet, each in a separate transaction. Processes that start at once queue
 * up at a lock of the database, and all but the first find nothing left to do.
 *
 * @param owner not yet initialized, and logged in as the owner of the tables; it is closed again
 * @returns the names of the migrations that ran
 * @throws PendingMigrationsError where some have run before, and `upgrades` is false
 */
export async function migrate(
  owner: DataSource,
  { upgrades = true }: { readonly upgrades?: boolean } = {},
): Promise<string[]> {
  await owner.initialize();
  const lock = owner.createQueryRunner();
  try {
    if (await isMigrated(owner)) return [];
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    const { isNew, pending } = await progressOf(owner);
    if (!isNew && !upgrades && pending.length > 0) throw new PendingMigrationsError(pending);
    const ran = await owner.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } finally {
    // The lock belongs to the session, and goes with it.
    await lock.release();
    await owner.destroy();
  }
}
