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

/** Asked before anything else: a login that may only serve cannot do more than ask. */
export async function isMigrated(dataSource: DataSource): Promise<boolean> {
  const [found] = await dataSource.query<{ table: string | null }[]>(
    `select to_regclass('migrations') as table`,
  );
  if (found === undefined || found.table === null) return false;
  const rows = await dataSource.query<{ name: string }[]>(selectMigrations.text);
  const ran = new Set(rows.map(({ name }) => name));
  return dataSource.migrations.every(({ name, constructor }) => ran.has(name ?? constructor.name));
}

/**
 * Runs the migrations that have not run yet, each in a transaction of its own. Processes that start at once queue
 * up at a lock of the database, and all but the first find nothing left to do.
 *
 * @param owner not yet initialized, and logged in as the owner of the tables; it is closed again
 * @returns the names of the migrations that ran
 */
export async function migrate(owner: DataSource): Promise<string[]> {
  await owner.initialize();
  const lock = owner.createQueryRunner();
  try {
    if (await isMigrated(owner)) return [];
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    const ran = await owner.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } finally {
    // The lock belongs to the session, and goes with it.
    await lock.release();
    await owner.destroy();
  }
}
