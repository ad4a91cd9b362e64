import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { startContender } from './arena.js';
import type { Cleanup } from './cleanup.js';
import { type DatabaseServer, startDatabaseServer } from './database-server.js';
import { Load } from './load/load.js';
import { type Sample, scenarios } from './scale/scenarios.js';
import { timed } from './scale/timed.js';
import { cursorAt } from './scale/walk.js';
import type { ServerProcess } from './server-process.js';
import { median } from './statistics.js';
import { makeTenant, type Tenant } from './template.js';

export interface GrownOptions {
  /** URL of a login that may create databases on a server for benchmarks; without it, a server is started. */
  readonly server?: string | undefined;
  /** How long the database grows, by creates at 16 connections. */
  readonly seconds: number;
  /** Requests of each operation, one after the other. */
  readonly samples: number;
  /** Whether the tables are analysed while they have one customer: what PostgreSQL knows of them is no longer so. */
  readonly stale: boolean;
}

/** Medians of one operation, in milliseconds. */
export interface GrownRow {
  readonly operation: string;
  /** By the process that began with an empty database, right after that has grown. */
  readonly grownMs: number;
  /** By a process that was started after all tables had been analysed. */
  readonly analysedMs: number;
}

export interface Grown {
  readonly version: string;
  readonly customers: number;
  readonly rows: readonly GrownRow[];
}

type Server = Pick<DatabaseServer, 'directory' | 'version' | 'url' | 'sql'>;

/** Enough concurrent requests to prepare each statement on each connection of the service. */
const primingRequests = 32;
const growingConnections = 16;
const warmUpCalls = 5;
/** The operations take turns, so that a busy moment of the machine falls on all of them. */
const passes = 4;
/** Where the deep page begins. */
const deepRow = 5_000;

/**
 * A service that is started on an empty database, is asked for everything, and then gets its customers. All it has
 * planned it has planned without them, and the tables are never analysed.
 */
export async function measureGrown(cleanup: Cleanup, options: GrownOptions): Promise<Grown> {
  const server =
    options.server === undefined
      ? await startDatabaseServer(cleanup)
      : await givenServer(options.server, cleanup);
  const database = `bench_grown_${randomUUID().slice(0, 8)}`;
  await server.sql('postgres', `create database ${escapeIdentifier(database)}`);
  cleanup.add(async () => {
    await server.sql('postgres', `drop database if exists ${escapeIdentifier(database)} with (force)`);
  });
  const tenant = await makeTenant(server.url(database));
  for (const table of ['customers', 'customer_contacts', 'payment_terms', 'events', 'businesses']) {
    await server.sql(database, `alter table ${table} set (autovacuum_enabled = off)`);
  }
  const start = () => startContender('service', server, database, tenant);

  let service = await start();
  cleanup.add(() => service.stop());
  const first = await makeFirst(service, tenant);
  if (options.stale) await server.sql(database, 'analyze');
  await prime(service, tenant, first);
  const load = await Load.start([]);
  cleanup.add(() => load.stop());
  await load.run({
    url: service.url,
    headers: tenant.headers,
    operation: 'create',
    connections: growingConnections,
    seconds: options.seconds,
  });
  const grown = await medians(server, database, service, tenant, options.samples);

  await service.stop();
  await server.sql(database, 'analyze');
  service = await start();
  await prime(service, tenant, first);
  const analysed = await medians(server, database, service, tenant, options.samples);
  const [counted] = await server.sql<{ count: number }>(
    database,
    'select count(*)::int as count from customers',
  );
  return {
    version: server.version,
    customers: counted?.count ?? 0,
    rows: [...grown].map(([operation, grownMs]) => ({
      operation,
      grownMs,
      analysedMs: analysed.get(operation) ?? Number.NaN,
    })),
  };
}

async function givenServer(given: string, cleanup: Cleanup): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'customers-bench-'));
  cleanup.add(() => rm(directory, { recursive: true, force: true }));
  const url = (database: string) => {
    const other = new URL(given);
    other.pathname = `/${database}`;
    return other.href;
  };
  const sql = async <Row extends object>(database: string, text: string, values: unknown[] = []) => {
    const client = new Client({ connectionString: url(database) });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  const [found] = await sql<{ version: string }>(
    'postgres',
    `select current_setting('server_version') as version`,
  );
  return { directory, version: found?.version ?? '', url, sql };
}

/** One customer, so that every operation has something to work on. */
async function makeFirst({ url }: ServerProcess, { headers }: Tenant): Promise<Sample> {
  const body = JSON.stringify({ name: 'Northwind Traders', email: 'billing@northwind.example.com' });
  const response = await fetch(`${url}/api/v1/customers`, { method: 'POST', headers, body });
  return (await response.json()) as Sample;
}

async function prime({ url }: ServerProcess, { headers }: Tenant, sample: Sample): Promise<void> {
  for (const scenario of scenarios) {
    await Promise.all(
      Array.from({ length: primingRequests }, async () => {
        const made = scenario.call(sample, undefined);
        if (made !== undefined) await timed(url, headers, made);
      }),
    );
  }
}

async function medians(
  server: Server,
  database: string,
  service: ServerProcess,
  { businessId, headers }: Tenant,
  samples: number,
): Promise<Map<string, number>> {
  // Pending writes of the load do not affect the plans of the operations.
  await server.sql(database, 'checkpoint');
  const found = await server.sql<Sample>(
    database,
    `select id, name, email from customers where business_id = $1 and not is_deleted
     order by md5(id::text) limit $2`,
    [businessId, 2 * (samples + passes * warmUpCalls)],
  );
  const deep = await cursorAt(service.url, headers, deepRow);
  const measured = scenarios.map((scenario) => {
    const calls = found
      .map((sample) => scenario.call(sample, deep?.cursor))
      .filter((made) => made !== undefined);
    const isSlow = scenario.samples !== undefined;
    const perPass = Math.ceil(Math.min(samples, scenario.samples ?? samples) / passes);
    return { name: scenario.name, calls, warmUps: isSlow ? 1 : warmUpCalls, perPass, times: [] as number[] };
  });
  for (let pass = 0; pass < passes; pass += 1) {
    for (const { calls, warmUps, perPass, times } of measured) {
      const own = calls.splice(0, warmUps + perPass);
      for (const [index, made] of own.entries()) {
        const time = await timed(service.url, headers, made);
        if (index >= warmUps) times.push(time);
      }
    }
  }
  return new Map(
    measured.filter(({ times }) => times.length > 0).map(({ name, times }) => [name, median(times)]),
  );
}
