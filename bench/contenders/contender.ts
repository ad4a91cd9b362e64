import { fileURLToPath } from 'node:url';
import { oneNodeSettings, plannerSettings } from '../../ormconfig.js';
import { watchPort } from '../hostile/send.js';
import type { Tenant } from '../template.js';

/** A server that answers the same requests on a separate database. */
export interface Contender {
  readonly name: 'service' | 'silent' | 'watched' | 'limit' | 'stock';
  readonly arguments: readonly string[];
  environment(databaseUrl: string, tenant: Tenant): Record<string, string>;
}

/** Those of the service's own connections: the indexes are made for them. */
const plannerOptions = Object.entries({ ...plannerSettings, ...oneNodeSettings })
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Every contender has the same number of connections: the service's default. */
export const poolSize = 10;

/** All get the room for objects that the service starts with: none is to spend more on collecting them. */
const room = ['--max-semi-space-size=32', '--heap-growing-percent=100'];

/** As in production, with the rate limit on but out of reach. */
const serviceEnvironment = (databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_SIZE: String(poolSize),
  RATE_LIMIT_PER_MINUTE: '10000000',
  LOG_LEVEL: 'info',
});

export const contenders: readonly Contender[] = [
  {
    name: 'service',
    arguments: [...room, script('../../src/main.js')],
    environment: serviceEnvironment,
  },
  {
    name: 'silent',
    arguments: [...room, script('./silent/main.js')],
    environment: serviceEnvironment,
  },
  {
    name: 'watched',
    arguments: [...room, script('./watched/main.js')],
    environment: (databaseUrl) => ({ ...serviceEnvironment(databaseUrl), WATCH_PORT: String(watchPort) }),
  },
  {
    name: 'limit',
    arguments: [...room, script('./limit/server.js')],
    environment: (databaseUrl, { token }) => ({
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: String(poolSize),
      TOKEN: token,
      PLANNER_OPTIONS: plannerOptions,
    }),
  },
  {
    name: 'stock',
    arguments: [...room, script('./stock/main.js')],
    environment: (databaseUrl) => ({ DATABASE_URL: databaseUrl, DATABASE_POOL_SIZE: String(poolSize) }),
  },
];
