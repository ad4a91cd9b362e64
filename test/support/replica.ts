import { citusUrls } from './citus.mjs';
import { pino } from 'pino';
import { serviceOptions } from '../../ormconfig.js';
import { type App, createApp } from '../../src/app/create-app.js';
import { Database } from '../../src/platform/database/database.js';
import { type Environment, readEnvironment } from '../../src/platform/config/environment.js';
import { ApiClient } from './api-client.js';
import type { TestService } from './service.js';

/** Another process's worth of the service, on the same database. */
export interface Replica {
  /** What its process has to the database. */
  readonly connected: Database;
  readonly nest: App['nest'];
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
  const connected = new Database(serviceOptions({ url: database.url, isDistributed: citusUrls.length > 0 }));
  const app = await createApp(environment, connected, pino({ enabled: false }));
  await app.nest.listen(0, '127.0.0.1');
  const url = await app.nest.getUrl();
  return {
    connected,
    nest: app.nest,
    as: ({ token, businessId }) => new ApiClient(url, token, businessId),
    stop: async () => {
      await app.drain();
      await connected.close();
    },
  };
}
