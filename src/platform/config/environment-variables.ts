/** The documentation of a variable; the table in the README is generated from it. */
interface Explained {
  /** The value if the variable is unset or empty. */
  readonly default?: string | number;
  readonly meaning: string;
}

/** Every variable that the service reads, in the order of the README. */
export const environmentVariables = {
  DATABASE_URL: { meaning: '`postgres://…`, PostgreSQL 15 to 18; unset: start the bundled PostgreSQL 18' },
  DATABASE_PASSWORD: { meaning: 'password, instead of the one in the URL' },
  DATABASE_PASSWORD_FILE: { meaning: 'file that contains the password' },
  DATABASE_POOL_SIZE: { default: 10, meaning: 'database connections per process' },
  DATABASE_CONNECT_TIMEOUT_SECONDS: {
    default: 5,
    meaning: 'how long a request waits for a connection before it gets a 503',
  },
  DATABASE_STATEMENT_TIMEOUT_SECONDS: {
    default: 15,
    meaning: 'timeout of a statement; 5 s more if the server does not respond',
  },
  DATA_DIR: { default: '.data', meaning: 'data directory of the bundled PostgreSQL' },
  HOST: { default: '127.0.0.1', meaning: 'address to listen on' },
  PORT: { default: 3_000, meaning: 'port to listen on; 0: any free port' },
  METRICS_PORT: { meaning: "separate port for Prometheus's `/metrics`; unset: the port of the API" },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    meaning: 'OTLP/HTTP collector for traces, such as `http://127.0.0.1:4318`; unset: no traces',
  },
  LOG_LEVEL: { default: 'info', meaning: '`trace` … `fatal`, `silent`' },
  RATE_LIMIT_PER_MINUTE: { default: 1_000_000, meaning: 'requests per token and minute; 0: no limit' },
  REQUESTS_AT_ONCE: {
    default: 500,
    meaning: 'requests in flight per business and per token; 0: no limit',
  },
  CONNECTIONS_AT_ONCE: {
    default: 5_000,
    meaning: 'open client connections; further ones get a 503 and are closed',
  },
  TOKENS_PER_BUSINESS: { default: 100, meaning: 'active tokens per business; one more is a 409' },
  AUTH_FAILURES_PER_MINUTE: {
    default: 300,
    meaning: 'failed authentications per client address and minute; 0: no limit',
  },
  CORS_ORIGINS: { meaning: 'origins that browsers may call from, separated by commas; unset: CORS is off' },
  IMPORT_MAX_BYTES: { default: 1_073_741_824, meaning: 'maximum size of an uploaded file, in bytes' },
  IMPORTS_AT_ONCE: {
    default: 2,
    meaning: 'imports processed concurrently by this process; 0 disables its import worker',
  },
  EVENT_RETENTION_DAYS: { meaning: 'days to keep events, at least; unset: forever' },
  WEBHOOKS_AT_ONCE: {
    default: 50,
    meaning: 'webhook endpoints served concurrently by this process; 0 disables its webhook worker',
  },
  WEBHOOK_ALLOW_PRIVATE: {
    default: 'false',
    meaning: '`true`: allow webhook endpoints with private, loopback and link-local addresses',
  },
  TRUST_PROXY: {
    default: 'false',
    meaning: 'proxies whose `X-Forwarded-*` headers are trusted: `true`, `false`, or addresses',
  },
  // Shorter than the 10 seconds after which container engines kill.
  STOP_TIMEOUT_SECONDS: {
    default: 9,
    meaning: 'time for requests in flight to finish after SIGTERM',
  },
  HEADERS_TIMEOUT_SECONDS: { default: 15, meaning: 'time for a client to send the headers of a request' },
  REQUEST_TIMEOUT_SECONDS: { default: 120, meaning: 'time for a client to send a whole request' },
  // Longer than load balancers keep theirs, so that it is never this end that closes under a request.
  KEEP_ALIVE_TIMEOUT_SECONDS: {
    default: 75,
    meaning: 'how long an idle connection is kept open',
  },
  STALL_TIMEOUT_SECONDS: {
    default: 60,
    meaning: 'close the connection if the client stops reading for this long',
  },
} satisfies Readonly<Record<string, Explained>>;

type Known = typeof environmentVariables;

export type VariableName = keyof Known;

/** Those whose default is a number, or a text. */
type With<Default> = {
  [Name in VariableName]: Known[Name] extends { default: Default } ? Name : never;
}[VariableName];

export type NumberName = With<number>;
export type TextName = With<string>;

/** What `process.env` is. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The variable where it is set, and not to nothing. */
export const provided = (variables: Variables, name: VariableName): string | undefined =>
  variables[name] || undefined;

export const textOf = (variables: Variables, name: TextName): string =>
  provided(variables, name) ?? environmentVariables[name].default;
