import 'reflect-metadata';
import { pino } from 'pino';
import { type ServiceOptions, serviceOptions } from '../../ormconfig.js';
import { TokensService } from '../../src/modules/tokens/tokens.service.js';
import { BusinessesService } from '../../src/modules/businesses/businesses.service.js';
import type { Scope } from '../../src/modules/tokens/scopes.js';
import { type App, createApp } from '../../src/app/create-app.js';
import { Database } from '../../src/platform/database/database.js';
import { type Environment, readEnvironment } from '../../src/platform/config/environment.js';
import { connectionLimits } from '../../src/app/open-database.js';
import type { Statement } from '../../src/platform/database/statement.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { ApiClient } from './api-client.js';
import { citusUrls } from './citus.mjs';
import { startFleet, variablesOf } from './fleet.js';
import { catalogOf } from './statement-rules.js';
import { replicas } from './one-process.js';
import { StatementWatch } from './statement-watch.js';

/** The application that production boots, on a database of the test file's own, listening on a free port. */
export interface TestService {
  readonly url: string;
  readonly app: App;
  /** What its process has to the database. */
  readonly connected: Database;
  readonly database: TestDatabase;
  /** Every line that was logged. */
  readonly logs: string[];
  /** The statements of each pipeline that was sent to the database. */
  readonly pipelines: (readonly Statement[])[];
  /** A new business, and a client that acts in it with a new token. */
  readonly business: (options?: TokenOptions) => Promise<ApiClient>;
  /** A client with a new token for the businesses. */
  readonly client: (businessIds: readonly string[], options?: TokenOptions) => Promise<ApiClient>;
  /** Records the statements that were sent, where a run asks for them, and throws if one breaks a rule. */
  readonly checkStatements: () => Promise<void>;
  stop(): Promise<void>;
}

export interface TokenOptions {
  readonly scopes?: readonly Scope[];
  readonly ownerEmail?: string;
}

const allScopes: readonly Scope[] = [
  'customers:write',
  'customers:erase',
  'payment_terms:write',
  'businesses:write',
  'tokens:write',
  'events:read',
  'webhooks:write',
];

/** As in production. */
export const directly = async (_url: string): Promise<Partial<ServiceOptions>> => ({});

/**
 * For `connecting`, as in production: whatever TEST_REPLICAS says, what is sent reaches the process that the test runs in,
 * because the test looks into it (its log, its pipelines, its cache, its connections).
 */
export const inOneProcess = async (_url: string): Promise<Partial<ServiceOptions>> => ({});

/** @param connecting how the service reaches the database, where that is not as in production */
export async function startService(
  overrides: Partial<Environment> = {},
  connecting: (url: string) => Promise<Partial<ServiceOptions>> = directly,
  createDatabase: () => Promise<TestDatabase> = createTestDatabase,
): Promise<TestService> {
  const database = await createDatabase();
  const environment = {
    ...readEnvironment({ DATABASE_URL: database.url }),
    rateLimitPerMinute: 0,
    ...overrides,
  };
  const pipelines: (readonly Statement[])[] = [];
  const watch = new StatementWatch(await catalogOf(database));
  const { connections, migrations } = serviceOptions({
    url: database.url,
    ...connectionLimits(environment),
    isDistributed: citusUrls.length > 0,
    ...(await connecting(database.url)),
  });
  const connected = new Database({
    connections: {
      ...connections,
      onPipeline: (sent) => {
        pipelines.push(sent);
        watch.see(sent);
      },
    },
    migrations,
  });
  const logs: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logs.push(line) });
  const app = await createApp(environment, connected, logger);
  await app.nest.listen(0, '127.0.0.1');
  const own = await app.nest.getUrl();
  // A way to the database that the test brings along is the way of one process.
  const fleet =
    replicas > 1 && connecting === directly
      ? await startFleet(replicas - 1, variablesOf(environment), [own])
      : undefined;
  const url = fleet?.url ?? own;

  let owners = 0;
  const client = async (businessIds: readonly string[], options: TokenOptions = {}) => {
    const { token } = await app.nest.get(TokensService).create({
      name: 'Test token',
      owner_email: options.ownerEmail ?? `owner-${++owners}@example.com`,
      scopes: [...(options.scopes ?? allScopes)],
      business_ids: [...businessIds],
    });
    return new ApiClient(url, token, businessIds[0] ?? '');
  };
  const checkStatements = async () => {
    const { RECORD_STATEMENTS } = process.env;
    if (RECORD_STATEMENTS !== undefined) await watch.leaveIn(RECORD_STATEMENTS);
    await watch.assertRulesKept();
  };
  return {
    url,
    app,
    connected,
    database,
    logs,
    pipelines,
    client,
    business: async (options) => {
      const { id } = await app.nest.get(BusinessesService).create('Test business');
      return client([id], options);
    },
    checkStatements,
    stop: async () => {
      await fleet?.stop();
      await app.drain();
      await connected.close();
      await database.drop();
      await checkStatements();
    },
  };
}
