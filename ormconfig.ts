import 'reflect-metadata';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { BusinessesAndTokens1795338000000 } from './migrations/1795338000000-businesses-and-tokens.js';
import { ServiceSecrets1795338050000 } from './migrations/1795338050000-service-secrets.js';
import { TenantWall1795338100000 } from './migrations/1795338100000-tenant-wall.js';
import { PaymentTerms1795338200000 } from './migrations/1795338200000-payment-terms.js';
import { Customers1795338300000 } from './migrations/1795338300000-customers.js';
import { CustomerContacts1795338400000 } from './migrations/1795338400000-customer-contacts.js';
import { IdempotencyKeys1795338500000 } from './migrations/1795338500000-idempotency-keys.js';
import { CustomerSearch1795338600000 } from './migrations/1795338600000-customer-search.js';
import { TokenLineage1795339000000 } from './migrations/1795339000000-token-lineage.js';
import { RateLimits1795339100000 } from './migrations/1795339100000-rate-limits.js';
import { CustomerSearchOneWalk1795400000000 } from './migrations/1795400000000-customer-search-one-walk.js';
import { CustomerSearchSmallBusinesses1795500000000 } from './migrations/1795500000000-customer-search-small-businesses.js';
import { Token } from './src/auth/token.entity.js';
import { Business } from './src/businesses/business.entity.js';
import { CustomerContact } from './src/customers/contacts/contact.entity.js';
import { Customer } from './src/customers/customer.entity.js';
import { Client } from './src/database/wire/client.js';
import { columnTypes } from './src/database/wire/column-types.js';
import { PaymentTerm } from './src/payment-terms/payment-term.entity.js';

export interface DatabaseOptions {
  /** postgres://… */
  readonly url: string;
  /** The role that statements run as; `null`: the login's own, which migrations need. */
  readonly role: string | null;
  /** Connections of this process. */
  readonly poolSize?: number;
}

const statementTimeoutMs = 15_000;

export function databaseOptions({ url, role, poolSize = 10 }: DatabaseOptions): PostgresDataSourceOptions {
  const settings = { timezone: 'UTC', datestyle: 'ISO', ...(role === null ? {} : serviceSettings(role)) };
  return {
    type: 'postgres',
    url,
    applicationName: 'customers-service',
    poolSize,
    connectTimeoutMS: 5_000,
    installExtensions: false,
    logging: false,
    entities: [Business, Token, PaymentTerm, Customer, CustomerContact],
    migrations: [
      BusinessesAndTokens1795338000000,
      ServiceSecrets1795338050000,
      TenantWall1795338100000,
      PaymentTerms1795338200000,
      Customers1795338300000,
      CustomerContacts1795338400000,
      IdempotencyKeys1795338500000,
      CustomerSearch1795338600000,
      TokenLineage1795339000000,
      RateLimits1795339100000,
      CustomerSearchOneWalk1795400000000,
      CustomerSearchSmallBusinesses1795500000000,
    ],
    extra: {
      Client,
      pipeline: true,
      keepAlive: true,
      types: columnTypes,
      options: Object.entries(settings)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
    },
  };
}

/**
 * The lists have an index for each of their orders, and are to follow it also where the planner knows little of a
 * business, because it is new: it would rather collect the few rows that it expects, in any order, and sort them.
 */
export const plannerSettings = { random_page_cost: 1.1, enable_bitmapscan: 'off' };

const serviceSettings = (role: string) => ({
  role,
  statement_timeout: statementTimeoutMs,
  // What a process that hangs, or was cut off, has locked is free again.
  idle_in_transaction_session_timeout: statementTimeoutMs,
  ...plannerSettings,
});

/**
 * The one database configuration: the service reads `databaseOptions`, and the TypeORM command line reads this
 * data source, for instance `npx typeorm migration:show -d dist/ormconfig.js` with DATABASE_URL set.
 */
export default new DataSource(databaseOptions({ url: process.env['DATABASE_URL'] ?? '', role: null }));
