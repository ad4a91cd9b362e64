import { DataSource } from 'typeorm';
import { ownerOptions, serviceOptions } from '../../ormconfig.js';
import { startEmbeddedPostgres } from '../platform/embedded-postgres/embedded-postgres.js';
import { keepEmbeddedPostgres, type Report } from '../platform/embedded-postgres/keep-running.js';
import { Database } from '../platform/database/database.js';
import { migrate } from '../platform/database/migrate.js';
import { assertSessionsAreKept, assertSettingsHold } from '../platform/database/sessions.js';
import { assertRlsEnforced, isDistributed } from '../platform/database/rls.js';
import type { Environment } from '../platform/config/environment.js';

export interface OpenDatabase {
  readonly database: Database;
  /** Whether only this machine can reach it: the environment names no server. */
  readonly isEmbedded: boolean;
  /** Rejects when the server is at another address from now on, as an embedded one may be. */
  readonly moved: Promise<never>;
  close(): Promise<void>;
}

/** The connection settings of the environment. */
export const connectionLimits = (environment: Environment) => ({
  poolSize: environment.databasePoolSize,
  statementTimeoutMs: environment.databaseStatementSeconds * 1_000,
  connectTimeoutMs: environment.databaseConnectSeconds * 1_000,
});

export interface OpenOptions {
  /** Where it is given, an embedded server that ends is restarted, and this callback is called. */
  readonly report?: Report;
  /** Whether a database of an older version is migrated, and not only an empty one. */
  readonly upgrades: boolean;
}

/**
 * Finds or starts the server, migrates, and connects as the role that cannot bypass row-level security.
 *
 * @throws UnsafeDatabaseError, PendingMigrationsError, EmbeddedPostgresError, and pg's own, each of which is a sentence
 */
export async function openDatabase(
  environment: Environment,
  { report, upgrades }: OpenOptions,
): Promise<OpenDatabase> {
  const { dataDirectory } = environment;
  const start = () =>
    report === undefined
      ? startEmbeddedPostgres({ dataDirectory })
      : keepEmbeddedPostgres({ dataDirectory }, report);
  const embedded = environment.databaseUrl === undefined ? await start() : undefined;
  const url = embedded?.url ?? environment.databaseUrl ?? '';
  const connect = (distributed: boolean) =>
    new Database(serviceOptions({ url, isDistributed: distributed, ...connectionLimits(environment) }));
  let database = connect(false);
  const close = async () => {
    await database.close();
    await embedded?.stop();
  };
  try {
    if (embedded === undefined)
      await assertSessionsAreKept({
        connectionString: url,
        connectionTimeoutMillis: connectionLimits(environment).connectTimeoutMs,
      });
    await migrate(new DataSource(ownerOptions(url)), { upgrades });
    if (await isDistributed(database)) {
      await database.close();
      database = connect(true);
    }
    await assertSettingsHold(database);
    await assertRlsEnforced(database);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    database,
    isEmbedded: embedded !== undefined,
    moved: embedded !== undefined && 'moved' in embedded ? embedded.moved : new Promise(() => undefined),
    close,
  };
}
