import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { databaseOptions } from '../../ormconfig.js';
import { createApp } from '../../src/create-app.js';
import { serviceRole } from '../../src/database/wall.js';
import { type Environment, readEnvironment } from '../../src/environment.js';
import { ApiClient } from './api-client.js';
import type { TestService } from './service.js';

/** Another process's worth of the service, on the same database. */
export interface Replica {
  readonly dataSource: DataSource;
  /** The same token and business, on this replica. */
  as(client: ApiClient): ApiClient;
  stop(): Promise<void>;
}

export async function startReplica(
  { database }: TestService,
  overrides: Partial<Environment> = {},
): Promise<Replica> {
  const environment = {
    ...readEnvironment({ DATABASE_URL: database.url }),
    rateLimitPerMinute: 0,
    ...overrides,
  };
  const dataSource = new DataSource(databaseOptions({ url: database.url, role: serviceRole }));
  await dataSource.initialize();
  const app = await createApp(environment, dataSource, pino({ enabled: false }));
  await app.nest.listen(0, '127.0.0.1');
  const url = await app.nest.getUrl();
  return {
    dataSource,
    as: ({ token, businessId }) => new ApiClient(url, token, businessId),
    stop: async () => {
      await app.drain();
      if (dataSource.isInitialized) await dataSource.destroy();
    },
  };
}
