import type { Environment } from '../../src/platform/config/environment.js';
import { type Spawned, startServer } from '../process/spawned.js';
import { RoundRobin } from './round-robin.js';

/** Several processes of the service on one database, behind a proxy that takes them by turns. */
export interface Fleet {
  readonly proxy: RoundRobin;
  /** Of the proxy. */
  readonly url: string;
  /** Of the processes that were started, each by itself. */
  readonly urls: readonly string[];
  readonly servers: readonly Spawned[];
  stop(): Promise<void>;
}

/**
 * @param variables of each process
 * @param others origins that take their turns as well
 */
export async function startFleet(
  count: number,
  variables: Readonly<Record<string, string>>,
  others: readonly string[] = [],
): Promise<Fleet> {
  const started = await Promise.all(
    Array.from({ length: count }, () => startServer({ LOG_LEVEL: 'silent', ...variables })),
  );
  const urls = started.map(({ url }) => url);
  const servers = started.map(({ server }) => server);
  const proxy = new RoundRobin([...others, ...urls]);
  return {
    proxy,
    url: await proxy.listen(),
    urls,
    servers,
    stop: async () => {
      await proxy.close();
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

/** The variable of each setting; undefined: that of a process by itself, or one of `timeouts`. */
const nameOf: Readonly<Record<keyof Environment, string | undefined>> = {
  databaseUrl: 'DATABASE_URL',
  databasePoolSize: 'DATABASE_POOL_SIZE',
  databaseStatementSeconds: 'DATABASE_STATEMENT_TIMEOUT_SECONDS',
  databaseConnectSeconds: 'DATABASE_CONNECT_TIMEOUT_SECONDS',
  dataDirectory: undefined,
  host: undefined,
  port: undefined,
  metricsPort: undefined,
  otlpEndpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  logLevel: undefined,
  rateLimitPerMinute: 'RATE_LIMIT_PER_MINUTE',
  requestsAtOnce: 'REQUESTS_AT_ONCE',
  tokensPerBusiness: 'TOKENS_PER_BUSINESS',
  authFailuresPerMinute: 'AUTH_FAILURES_PER_MINUTE',
  importMaxBytes: 'IMPORT_MAX_BYTES',
  importsAtOnce: 'IMPORTS_AT_ONCE',
  eventRetentionDays: 'EVENT_RETENTION_DAYS',
  webhooksAtOnce: 'WEBHOOKS_AT_ONCE',
  webhookAllowPrivate: 'WEBHOOK_ALLOW_PRIVATE',
  timeouts: undefined,
  connectionsAtOnce: 'CONNECTIONS_AT_ONCE',
  stopTimeoutSeconds: 'STOP_TIMEOUT_SECONDS',
  corsOrigins: 'CORS_ORIGINS',
  trustProxy: 'TRUST_PROXY',
};

/** The variables that make a process what the test wants it to be. */
export function variablesOf(environment: Environment): Record<string, string> {
  const { headersSeconds, requestSeconds, keepAliveSeconds, stallSeconds } = environment.timeouts;
  const variables: Record<string, string> = {
    HEADERS_TIMEOUT_SECONDS: String(headersSeconds),
    REQUEST_TIMEOUT_SECONDS: String(requestSeconds),
    KEEP_ALIVE_TIMEOUT_SECONDS: String(keepAliveSeconds),
    STALL_TIMEOUT_SECONDS: String(stallSeconds),
  };
  for (const [key, value] of Object.entries(environment)) {
    const name = nameOf[key as keyof Environment];
    if (name !== undefined && value !== undefined) variables[name] = String(value);
  }
  return variables;
}
