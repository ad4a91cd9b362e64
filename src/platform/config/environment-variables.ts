/** What is said of a variable where it is explained; the table in the README is written from this. */
interface Explained {
  /** What holds where the variable is unset or empty. */
  readonly default?: string | number;
  readonly meaning: string;
}

/** Every variable that the service reads, in the order of the README. */
export const environmentVariables = {
  DATABASE_URL: { meaning: '`postgres://…`, PostgreSQL 15–18; unset: a PostgreSQL 18 of its own' },
  DATABASE_PASSWORD: { meaning: 'its password, in place of the one in the URL' },
  DATABASE_PASSWORD_FILE: { meaning: 'or a file with it' },
  DATABASE_POOL_SIZE: { default: 10, meaning: 'connections of a process' },
  DATABASE_CONNECT_TIMEOUT_SECONDS: {
    default: 5,
    meaning: 'how long a request waits for one of them, before it is answered 503',
  },
  DATABASE_STATEMENT_TIMEOUT_SECONDS: {
    default: 15,
    meaning: 'how long a statement may take; a server that says nothing is given up 5 s later',
  },
  DATA_DIR: { default: '.data', meaning: 'where the PostgreSQL of its own keeps its data' },
  HOST: { default: '127.0.0.1', meaning: 'the address to listen at' },
  PORT: { default: 3_000, meaning: 'the port to listen at; 0: any that is free' },
  METRICS_PORT: { meaning: "a port of its own for Prometheus's `/metrics`; unset: beside the API" },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    meaning: 'an OTLP/HTTP collector for traces, such as `http://127.0.0.1:4318`; unset: none',
  },
  LOG_LEVEL: { default: 'info', meaning: '`trace` … `fatal`, `silent`' },
  RATE_LIMIT_PER_MINUTE: { default: 1_000_000, meaning: 'requests of a token; 0: no limit' },
  REQUESTS_AT_ONCE: {
    default: 500,
    meaning: 'requests of a business, and of a token, under way at once; 0: no limit',
  },
  CONNECTIONS_AT_ONCE: {
    default: 5_000,
    meaning: 'open connections of clients; further ones are answered 503 and closed',
  },
  TOKENS_PER_BUSINESS: { default: 100, meaning: 'active tokens of a business; one more is a 409' },
  AUTH_FAILURES_PER_MINUTE: { default: 300, meaning: 'failed authentications from an address; 0: no limit' },
  CORS_ORIGINS: { meaning: 'origins that browsers may call from, with commas; none: CORS is off' },
  IMPORT_MAX_BYTES: { default: 1_073_741_824, meaning: 'the most bytes of a file of customers' },
  IMPORTS_AT_ONCE: {
    default: 2,
    meaning: 'files of customers that this process works on at once; 0: it leaves them to others',
  },
  EVENT_RETENTION_DAYS: { meaning: 'how many days events are kept, at least; unset: for ever' },
  WEBHOOKS_AT_ONCE: {
    default: 50,
    meaning: 'endpoints that this process sends events to at once; 0: it leaves them to others',
  },
  WEBHOOK_ALLOW_PRIVATE: {
    default: 'false',
    meaning: '`true`: endpoints may have private, loopback and link-local addresses',
  },
  TRUST_PROXY: {
    default: 'false',
    meaning: 'whose `X-Forwarded-*` to believe: `true`, `false`, or addresses',
  },
  // Shorter than the 10 seconds after which container engines kill.
  STOP_TIMEOUT_SECONDS: {
    default: 9,
    meaning: 'how long what was accepted may take to finish after SIGTERM',
  },
  HEADERS_TIMEOUT_SECONDS: { default: 15, meaning: 'how long a client may take to send the headers' },
  REQUEST_TIMEOUT_SECONDS: { default: 120, meaning: 'how long it may take to send all of a request' },
  // Longer than load balancers keep theirs, so that it is never this end that closes under a request.
  KEEP_ALIVE_TIMEOUT_SECONDS: {
    default: 75,
    meaning: 'how long a connection is kept between two requests',
  },
  STALL_TIMEOUT_SECONDS: { default: 60, meaning: 'how long a client may take nothing of an answer' },
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
export const given = (variables: Variables, name: VariableName): string | undefined =>
  variables[name] || undefined;

export const textOf = (variables: Variables, name: TextName): string =>
  given(variables, name) ?? environmentVariables[name].default;
