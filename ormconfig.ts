import 'reflect-metadata';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { migrations } from './migrations/index.js';
import { Token } from './src/modules/tokens/token.entity.js';
import { Business } from './src/modules/businesses/business.entity.js';
import { CustomerContact } from './src/modules/customers/contacts/contact.entity.js';
import { Customer } from './src/modules/customers/customer.entity.js';
import type { DatabaseOptions } from './src/platform/database/database.js';
import { serviceRole } from './src/platform/database/rls.js';
import { PaymentTerm } from './src/modules/payment-terms/payment-term.entity.js';

/** For TypeORM, which connects as the owner: migrations, entities, and its command line. */
export const ownerOptions = (url: string): PostgresDataSourceOptions => ({
  type: 'postgres',
  url,
  applicationName: 'customers-service',
  poolSize: 2,
  connectTimeoutMS: 5_000,
  installExtensions: false,
  logging: false,
  entities: [Business, Token, PaymentTerm, Customer, CustomerContact],
  migrations,
  extra: { keepAlive: true, options: startupOptions(sessionSettings) },
});

export interface ServiceOptions {
  /** postgres://… */
  readonly url: string;
  /** The role that statements run as; `null`: the login's own. */
  readonly role?: string | null;
  /** Connections of this process, next to the one that readiness is asked on. */
  readonly poolSize?: number;
  /** How long a statement may take, in milliseconds; the server ends it. */
  readonly statementTimeoutMs?: number;
  /** How long the answer to one pipeline may take: longer than the server would let a statement run. */
  readonly deadlineMs?: number;
  /** How long a request waits for one of the connections, in milliseconds, and a connection for the server. */
  readonly connectTimeoutMs?: number;
  /** Whether the tables lie on the nodes of a Citus cluster. */
  readonly isDistributed?: boolean;
}

/** For the service's own connections. */
export const serviceOptions = ({
  url,
  role = serviceRole,
  poolSize = 10,
  statementTimeoutMs = 15_000,
  deadlineMs = statementTimeoutMs + 5_000,
  connectTimeoutMs = 5_000,
  isDistributed = false,
}: ServiceOptions): DatabaseOptions => {
  const settings = {
    ...sessionSettings,
    ...(role === null ? {} : { role }),
    statement_timeout: statementTimeoutMs,
    // What a process that hangs, or was cut off, has locked is free again.
    idle_in_transaction_session_timeout: statementTimeoutMs,
    ...plannerSettings,
    ...(isDistributed ? {} : oneNodeSettings),
  };
  return {
    connections: {
      connectionString: url,
      application_name: 'customers-service',
      max: poolSize,
      connectionTimeoutMillis: connectTimeoutMs,
      // The kernel asks a silent peer after 10 s, ten times in 10 s, and then ends the connection.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      deadlineMs,
      settings,
      options: startupOptions(settings),
    },
    migrations: migrations.map(({ name }) => name),
  };
};

const sessionSettings = { timezone: 'UTC', datestyle: 'ISO' };

const startupOptions = (settings: Readonly<Record<string, string | number>>) =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

/**
 * Statements are planned once by each connection, perhaps while the tables are empty, and there is an index for each of
 * them. The planner is to take it whatever it knows: of an empty table it would read all, and of a new business it would
 * rather collect the few rows that it expects, in any order, and sort them.
 */
export const plannerSettings = {
  random_page_cost: 1.1,
  enable_bitmapscan: 'off',
  enable_seqscan: 'off',
  // To compile a plan takes longer than to run any of these.
  jit: 'off',
};

/**
 * To plan a list for its values takes longer than to read it, and the plan is the same one. Citus cannot plan without the
 * values: they say which node is asked.
 */
export const oneNodeSettings = { plan_cache_mode: 'force_generic_plan' };

/** What the service asks for when it connects, and a worker of a distributed database cannot be asked for. */
export const workerSettings = { ...sessionSettings, ...plannerSettings };

/**
 * The one database configuration: the service reads `serviceOptions`, and the TypeORM command line reads this
 * data source, for instance `npx typeorm migration:show -d dist/ormconfig.js` with DATABASE_URL set.
 */
export default new DataSource(ownerOptions(process.env['DATABASE_URL'] ?? ''));
