import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import {
  environmentVariables,
  provided,
  type NumberName,
  textOf,
  type TextName,
  type VariableName,
  type Variables,
} from './environment-variables.js';

/** The configuration of the service; environment-variables.ts documents the variables. */
export interface Environment {
  /** Undefined: the service runs a separate PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly databasePoolSize: number;
  /** Timeout of a statement. The service stops waiting for the server 5 seconds later. */
  readonly databaseStatementSeconds: number;
  /** How long a request waits for a connection to the database. */
  readonly databaseConnectSeconds: number;
  readonly dataDirectory: string;
  readonly host: string;
  readonly port: number;
  /** Where `/metrics` is served by itself; undefined: on `port`, alongside the API. */
  readonly metricsPort: number | undefined;
  /** An OTLP/HTTP collector that takes traces; undefined: there are none. */
  readonly otlpEndpoint: string | undefined;
  readonly logLevel: string;
  /** Requests a minute for each token; 0: no limit. */
  readonly rateLimitPerMinute: number;
  /** Requests of one business, and of one token, that are in flight at once in this process; 0: any number. */
  readonly requestsAtOnce: number;
  /** Active tokens that are granted for one business, or that one token has made for none. */
  readonly tokensPerBusiness: number;
  /** Failed authentications a minute for each address; 0: no limit. */
  readonly authFailuresPerMinute: number;
  /** The most bytes of a file of customers. */
  readonly importMaxBytes: number;
  /** Files of customers that this process works on at once; 0: it leaves them to other processes. */
  readonly importsAtOnce: number;
  /** How many days events are kept; undefined: for ever. */
  readonly eventRetentionDays: number | undefined;
  /** Endpoints of webhooks that this process works for at once; 0: it leaves them to other processes. */
  readonly webhooksAtOnce: number;
  /** Whether an endpoint may be within the network: a private, loopback or link-local address. */
  readonly webhookAllowPrivate: boolean;
  readonly timeouts: Timeouts;
  /** Connections of clients that are open at once. */
  readonly connectionsAtOnce: number;
  /** How long the process may take, once it is asked to stop, to finish what it has accepted. */
  readonly stopTimeoutSeconds: number;
  /** Origins that browsers may call from; none: CORS is off. */
  readonly corsOrigins: readonly string[];
  /** Whose X-Forwarded-* headers to trust: none, all, or those of these addresses. */
  readonly trustProxy: boolean | string;
}

/** Time limits for what a connection sends, against slow senders; in seconds. */
export interface Timeouts {
  readonly headersSeconds: number;
  /** The whole of a request, its body included. */
  readonly requestSeconds: number;
  /** Between requests. */
  readonly keepAliveSeconds: number;
  /** How long a client may take nothing of an answer. */
  readonly stallSeconds: number;
}

/** An invalid variable: its message is one sentence for the operator. */
export class EnvironmentError extends Error {}

function integer(variables: Variables, name: NumberName, minimum: number, maximum: number): number {
  return integerOf(variables, name, minimum, maximum) ?? environmentVariables[name].default;
}

function integerOf(
  variables: Variables,
  name: VariableName,
  minimum: number,
  maximum: number,
): number | undefined {
  const text = provided(variables, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
    throw new EnvironmentError(
      `${name} has to be an integer from ${minimum} to ${maximum}, but is "${text}".`,
    );
  }
  return value;
}

function oneOf(variables: Variables, name: TextName, values: readonly string[]): string {
  const text = textOf(variables, name);
  if (!values.includes(text)) {
    throw new EnvironmentError(`${name} has to be one of ${values.join(', ')}, but is "${text}".`);
  }
  return text;
}

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/** A separate password, which any characters may be in, alongside a URL without one. */
function databasePassword(variables: Variables): string | undefined {
  const file = provided(variables, 'DATABASE_PASSWORD_FILE');
  if (file === undefined) return provided(variables, 'DATABASE_PASSWORD');
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new EnvironmentError(
      `DATABASE_PASSWORD_FILE has to name a file that can be read, but is "${file}".`,
    );
  }
}

/** The URL may hold a password, so that no message repeats it. */
function databaseUrl(variables: Variables): string | undefined {
  const text = provided(variables, 'DATABASE_URL');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new EnvironmentError(
      'DATABASE_URL has to be a URL such as postgres://user:password@host:5432/database; ' +
        'what is special in one, such as / ? # @ % in a password, goes into DATABASE_PASSWORD.',
    );
  }
  if (![url.username, url.password, url.pathname].every(isDecodable)) {
    throw new EnvironmentError(
      'DATABASE_URL has a % that begins no code such as %25; put the password into DATABASE_PASSWORD, or write %25.',
    );
  }
  if (url.pathname.length < 2)
    throw new EnvironmentError('DATABASE_URL has to name a database after the host.');
  const password = databasePassword(variables);
  if (password === undefined) return text;
  url.password = encodeURIComponent(password);
  return url.href;
}

function otlpEndpoint(variables: Variables): string | undefined {
  const text = provided(variables, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  if (text === undefined) return undefined;
  if (!URL.canParse(text) || !['http:', 'https:'].includes(new URL(text).protocol)) {
    throw new EnvironmentError(
      'OTEL_EXPORTER_OTLP_ENDPOINT has to be the URL of a collector such as http://127.0.0.1:4318.',
    );
  }
  return text;
}

function host(variables: Variables): string {
  const text = textOf(variables, 'HOST');
  if (!/^[\w.:-]+$/.test(text)) {
    throw new EnvironmentError(`HOST has to be an address or a host name, but is "${text}".`);
  }
  return text;
}

function corsOrigins(variables: Variables): string[] {
  const origins = (provided(variables, 'CORS_ORIGINS') ?? '').split(',').map((origin) => origin.trim());
  return origins
    .filter((origin) => origin !== '')
    .map((origin) => {
      if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
        throw new EnvironmentError(
          `CORS_ORIGINS has to list origins such as https://app.example.com, but holds "${origin}".`,
        );
      }
      return origin;
    });
}

function isAddressRange(text: string): boolean {
  const [address = '', bits = '0', ...rest] = text.trim().split('/');
  const version = isIP(address);
  return (
    version !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
  );
}

function trustProxy(variables: Variables): boolean | string {
  const text = textOf(variables, 'TRUST_PROXY');
  if (text === 'true' || text === 'false') return text === 'true';
  if (text.split(',').every(isAddressRange)) return text;
  throw new EnvironmentError(
    `TRUST_PROXY has to be true, false, or addresses such as 127.0.0.1,10.0.0.0/8, but is "${text}".`,
  );
}

/** @throws EnvironmentError for the first variable that is wrong */
export function readEnvironment(variables: Variables): Environment {
  return {
    databaseUrl: databaseUrl(variables),
    databasePoolSize: integer(variables, 'DATABASE_POOL_SIZE', 1, 500),
    databaseStatementSeconds: integer(variables, 'DATABASE_STATEMENT_TIMEOUT_SECONDS', 1, 3_600),
    databaseConnectSeconds: integer(variables, 'DATABASE_CONNECT_TIMEOUT_SECONDS', 1, 60),
    dataDirectory: textOf(variables, 'DATA_DIR'),
    host: host(variables),
    port: integer(variables, 'PORT', 0, 65_535),
    metricsPort: integerOf(variables, 'METRICS_PORT', 1, 65_535),
    otlpEndpoint: otlpEndpoint(variables),
    logLevel: oneOf(variables, 'LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    rateLimitPerMinute: integer(variables, 'RATE_LIMIT_PER_MINUTE', 0, 10_000_000),
    requestsAtOnce: integer(variables, 'REQUESTS_AT_ONCE', 0, 1_000_000),
    tokensPerBusiness: integer(variables, 'TOKENS_PER_BUSINESS', 1, 10_000),
    authFailuresPerMinute: integer(variables, 'AUTH_FAILURES_PER_MINUTE', 0, 10_000_000),
    importMaxBytes: integer(variables, 'IMPORT_MAX_BYTES', 1, 1_099_511_627_776),
    importsAtOnce: integer(variables, 'IMPORTS_AT_ONCE', 0, 100),
    eventRetentionDays: integerOf(variables, 'EVENT_RETENTION_DAYS', 1, 36_500),
    webhooksAtOnce: integer(variables, 'WEBHOOKS_AT_ONCE', 0, 1_000),
    webhookAllowPrivate: oneOf(variables, 'WEBHOOK_ALLOW_PRIVATE', ['true', 'false']) === 'true',
    timeouts: {
      headersSeconds: integer(variables, 'HEADERS_TIMEOUT_SECONDS', 1, 3_600),
      requestSeconds: integer(variables, 'REQUEST_TIMEOUT_SECONDS', 1, 86_400),
      keepAliveSeconds: integer(variables, 'KEEP_ALIVE_TIMEOUT_SECONDS', 1, 3_600),
      stallSeconds: integer(variables, 'STALL_TIMEOUT_SECONDS', 1, 3_600),
    },
    connectionsAtOnce: integer(variables, 'CONNECTIONS_AT_ONCE', 1, 1_000_000),
    stopTimeoutSeconds: integer(variables, 'STOP_TIMEOUT_SECONDS', 1, 3_600),
    corsOrigins: corsOrigins(variables),
    trustProxy: trustProxy(variables),
  };
}
