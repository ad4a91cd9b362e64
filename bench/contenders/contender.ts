import { fileURLToPath } from 'node:url';
import type { Tenant } from '../template.js';

/** A server that answers the same requests on a database of its own. */
export interface Contender {
  readonly name: 'service' | 'limit' | 'stock';
  readonly arguments: readonly string[];
  environment(databaseUrl: string, tenant: Tenant): Record<string, string>;
}

const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Every contender has the same number of connections: the service's default. */
export const poolSize = 10;

export const contenders: readonly Contender[] = [
  {
    // As in production, with the rate limit on but out of reach.
    name: 'service',
    arguments: ['--enable-source-maps', '--max-semi-space-size=32', script('../../src/main.js')],
    environment: (databaseUrl) => ({
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: String(poolSize),
      RATE_LIMIT_PER_MINUTE: '10000000',
      LOG_LEVEL: 'info',
    }),
  },
  {
    name: 'limit',
    arguments: [script('./limit/server.js')],
    environment: (databaseUrl, { token }) => ({
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: String(poolSize),
      TOKEN: token,
    }),
  },
  {
    name: 'stock',
    arguments: [script('./stock/main.js')],
    environment: (databaseUrl) => ({ DATABASE_URL: databaseUrl, DATABASE_POOL_SIZE: String(poolSize) }),
  },
];
