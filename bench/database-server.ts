import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/embedded-postgres.js';
import type { Cleanup } from './cleanup.js';

/** The one PostgreSQL server of a run, the service's own, in a directory that goes with it. */
export interface DatabaseServer {
  readonly directory: string;
  readonly version: string;
  /** The server's main process. */
  readonly pid: number;
  url(database: string): string;
  /** Statements as the owner and superuser, who follows row-level security. */
  sql<Row extends object>(database: string, text: string, values?: unknown[]): Promise<Row[]>;
  clone(template: string, database: string): Promise<void>;
  /**
   * Makes the next files of the write-ahead log. To make one stops all commits for some 65 ms; a server that has run for a while
   * uses its old ones again.
   */
  layOutWal(): Promise<void>;
  /** Checkpoints belong between measurements. The files of the write-ahead log behind it are used again. */
  checkpoint(): Promise<void>;
}

/** 2 GB: more than is written between two checkpoints of a run. */
const walFiles = 128;

/** Beyond the service's own settings; fsync, synchronous_commit and full_page_writes are on. */
const settings = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_planning': 'on',
  // No checkpoint falls into one contender's rounds and not into another's.
  checkpoint_timeout: '1h',
  max_wal_size: '16GB',
  min_wal_size: `${walFiles * 16}MB`,
};

export async function startDatabaseServer(
  cleanup: Cleanup,
  more: Readonly<Record<string, string>> = {},
): Promise<DatabaseServer> {
  const directory = await mkdtemp(join(tmpdir(), 'customers-bench-'));
  cleanup.add(() => rm(directory, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({
    dataDirectory: directory,
    database: 'template',
    settings: { ...settings, ...more },
  });
  cleanup.add(() => server.stop());
  const urlOf = (database: string) => {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    return url.href;
  };
  const sql = async <Row extends object>(database: string, text: string, values: unknown[] = []) => {
    const client = new Client({ connectionString: urlOf(database) });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  await sql('postgres', 'create extension if not exists pg_stat_statements');
  const [found] = await sql<{ pid: number; version: string; durable: boolean }>(
    'postgres',
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid,
       current_setting('server_version') as version,
       (select bool_and(setting = 'on') from pg_settings
        where name in ('fsync', 'synchronous_commit', 'full_page_writes')) as durable`,
  );
  if (found?.durable !== true) throw new Error('The database server does not make commits durable');
  const checkpoint = async () => void (await sql('postgres', 'checkpoint'));
  return {
    directory,
    version: found.version,
    pid: found.pid,
    url: urlOf,
    sql,
    clone: async (template, database) => {
      await sql(
        'postgres',
        `create database ${escapeIdentifier(database)} template ${escapeIdentifier(template)}`,
      );
    },
    layOutWal: async () => {
      await sql(
        'postgres',
        `do $$ begin
          for n in 1..${walFiles} loop
            perform pg_logical_emit_message(false, 'bench', ''), pg_switch_wal();
          end loop;
        end $$`,
      );
      await checkpoint();
    },
    checkpoint,
  };
}
