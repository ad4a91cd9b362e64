import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { columnTypes } from '../../src/database/wire/column-types.js';
import { citusUrls, databaseAt, sendTo } from './citus.mjs';

/** A database of one test file's own, cloned from the migrated template. */
export interface TestDatabase {
  readonly url: string;
  /** Queries as the owner, who stands behind row-level security: what is really stored. */
  sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Of a database that was not made by the test, only the way to it ends. */
  drop(): Promise<void>;
}

const templateUrl = () => {
  const url = process.env['TEST_TEMPLATE_URL'];
  if (url === undefined) throw new Error('The global setup has not run');
  return url;
};

/** On each node of a Citus cluster, where the tests have one. */
async function onServer(text: string): Promise<void> {
  const urls = citusUrls.length > 0 ? citusUrls : [templateUrl()];
  await Promise.all(urls.map((url) => sendTo(databaseAt(url, 'postgres'), text)));
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

export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name} template template`);
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
