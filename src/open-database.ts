import { DataSource } from 'typeorm';
import { databaseOptions } from '../ormconfig.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres/embedded-postgres.js';
import { migrate } from './database/migrate.js';
import { assertWallStands, serviceRole } from './database/wall.js';
import type { Environment } from './environment.js';

export interface OpenDatabase {
  readonly dataSource: DataSource;
  /** Undefined where the environment names a server. */
  readonly embedded: EmbeddedPostgres | undefined;
  close(): Promise<void>;
}

/** Finds or starts the server, migrates, and connects as the role that cannot bypass row-level security. */
export async function openDatabase(environment: Environment): Promise<OpenDatabase> {
  const embedded =
    environment.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDirectory: environment.dataDirectory })
      : undefined;
  const url = embedded?.url ?? environment.databaseUrl ?? '';
  const dataSource = new DataSource(
    databaseOptions({ url, role: serviceRole, poolSize: environment.databasePoolSize }),
  );
  const close = async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await embedded?.stop();
  };
  try {
    await migrate(new DataSource(databaseOptions({ url, role: null, poolSize: 2 })));
    await dataSource.initialize();
    await assertWallStands(dataSource);
  } catch (error) {
    await close();
    throw error;
  }
  return { dataSource, embedded, close };
}
