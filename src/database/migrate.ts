import type { DataSource } from 'typeorm';

/** Any number, as long as every process of the service takes the same. */
const migrationLock = 7_201_795;

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
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    const ran = await owner.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } finally {
    // The lock belongs to the session, and goes with it.
    await lock.release();
    await owner.destroy();
  }
}
