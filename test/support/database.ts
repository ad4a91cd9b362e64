import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { DatabaseError, Pool } from 'pg';
import { columnTypes } from '../../src/platform/database/wire/column-types.js';
import { citusUrls, databaseAt, sendTo } from './citus.mjs';

/** A database of one test file's own, cloned from the migrated template. */
export interface TestDatabase {
  readonly url: string;
  /** Queries as the owner, who bypasses row-level security, to read the stored rows. */
  sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Of a database that was not made by the test, only the way to it ends. */
  drop(): Promise<void>;
}

const templateUrl = () => {
  const url = process.env['TEST_TEMPLATE_URL'];
  if (url === undefined) throw new Error('The global setup has not run');
  return url;
};

const objectInUse = '55006';
const maxAttempts = 4;

/** Citus sets to work in a database as soon as anybody looks into it, and does not give way before it has begun. */
async function onNode(url: string, text: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendTo(databaseAt(url, 'postgres'), text);
    } catch (error) {
      const isHeldUp = error instanceof DatabaseError && error.code === objectInUse;
      if (!isHeldUp || citusUrls.length === 0 || attempt === maxAttempts) throw error;
    }
  }
}

/**
 * On each node of a Citus cluster, where the tests have one: on the coordinator first, which asks its workers by itself, and
 * whose database is not dropped while it waits for one whose own is.
 */
async function onServer(text: string): Promise<void> {
  const [first = templateUrl(), ...others] = citusUrls;
  await onNode(first, text);
  await Promise.all(others.map((url) => onNode(url, text)));
}

/** The owner's way to a database that is there. */
export function openTestDatabase(url: string): TestDatabase {
  const pool = new Pool({ connectionString: url, max: 2, types: columnTypes, options: '-c timezone=UTC' });
  // `end` does not wait for the connections to be closed: a drop may be what ends the last of them.
  pool.on('error', () => {});
  return {
    url,
    sql: async <Row extends object>(text: string, values: unknown[] = []) =>
      (await pool.query<Row>(text, values)).rows,
    drop: () => pool.end(),
  };
}

export async function createTestDatabase(prefix = 'test_'): Promise<TestDatabase> {
  const name = `${prefix}${randomUUID().replaceAll('-', '')}`;
  // Without durability, to copy the files takes less than to write them to the log as well.
  await onServer(`create database ${name} template template strategy file_copy`);
  const url = new URL(templateUrl());
  url.pathname = `/${name}`;
  const opened = openTestDatabase(url.href);
  return {
    ...opened,
    drop: async () => {
      await opened.drop();
      await onServer(`drop database ${name} with (force)`);
    },
  };
}

/** The databases of the services that the workers of this run share among their files begin with this. */
const sharedPrefix = () =>
  `shared_${basename(process.env['TEST_RUN'] ?? '')
    .slice(-6)
    .toLowerCase()}_`;

export const createSharedDatabase = () => createTestDatabase(sharedPrefix());

/** A worker ends without dropping the database that its files have shared. */
export async function dropSharedDatabases(): Promise<void> {
  const server = openTestDatabase(templateUrl());
  const shared = await server.sql<{ name: string }>(
    'select datname as name from pg_database where starts_with(datname, $1)',
    [sharedPrefix()],
  );
  await server.drop();
  for (const { name } of shared) await onServer(`drop database ${name} with (force)`);
}
