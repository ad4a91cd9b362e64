import { DataSource } from 'typeorm';
import { ownerOptions, serviceOptions } from '../ormconfig.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres/embedded-postgres.js';
import { Database } from './database/database.js';
import { migrate } from './database/migrate.js';
import { assertWallStands } from './database/wall.js';
import type { Environment } from './environment.js';

export interface OpenDatabase {
  readonly database: Database;
  /** Undefined where the environment names a server. */
  readonly embedded: EmbeddedPostgres | undefined;
  close(): Promise<void>;
}

/** What the environment says about connections to the database. */
export const connectionLimits = (environment: Environment) => ({
  poolSize: environment.databasePoolSize,
  statementTimeoutMs: environment.databaseStatementSeconds * 1_000,
  connectTimeoutMs: environment.databaseConnectSeconds * 1_000,
});

/** Finds or starts the server, migrates, and connects as the role that cannot bypass row-level security. */
export async function openDatabase(environment: Environment): Promise<OpenDatabase> {
  const embedded =
    environment.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDirectory: environment.dataDirectory })
      : undefined;
  const url = embedded?.url ?? environment.databaseUrl ?? '';
  const database = new Database(serviceOptions({ url, ...connectionLimits(environment) }));
  const close = async () => {
    await database.close();
    await embedded?.stop();
  };
  try {
    await migrate(new DataSource(ownerOptions(url)));
    await assertWallStands(database);
  } catch (error) {
    await close();
    throw error;
  }
  return { database, embedded, close };
}
