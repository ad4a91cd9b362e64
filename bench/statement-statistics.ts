import type { DatabaseServer } from './database-server.js';
import { print, table } from './report.js';

interface StatementRow {
  readonly database: string;
  readonly calls: number;
  readonly mean_ms: number;
  readonly total_ms: number;
  readonly plans: number;
  readonly mean_plan_ms: number;
  readonly rows: number;
  readonly read: number;
  readonly wal_bytes: number;
  readonly query: string;
}

const shown = 6;

/** Where the database spent its time, in the databases of the contenders; the setup is forgotten before. */
export async function printStatementStatistics(server: DatabaseServer): Promise<StatementRow[]> {
  const rows = await server.sql<StatementRow>(
    'postgres',
    `select * from (
      select d.datname as database, s.calls::float8 as calls, s.mean_exec_time as mean_ms,
        s.total_exec_time as total_ms, s.plans::float8 as plans, s.mean_plan_time as mean_plan_ms,
        s.rows::float8 / greatest(s.calls, 1) as rows,
        s.shared_blks_read::float8 / greatest(s.calls, 1) as read,
        s.wal_bytes::float8 / greatest(s.calls, 1) as wal_bytes,
        left(regexp_replace(s.query, '\\s+', ' ', 'g'), 300) as query,
        row_number() over (partition by d.datname order by s.total_exec_time desc) as place
      from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname like 'bench\\_%' and s.calls > 1
    ) ranked where place <= $1 order by database, total_ms desc`,
    [shown],
  );
  print(
    '',
    `The statements that took the database's time, up to ${shown} of each contender (pg_stat_statements):`,
    '',
    table(
      [
        'database',
        'calls',
        'mean ms',
        'total ms',
        'plans',
        'mean ms of one',
        'rows',
        'blocks read',
        'WAL bytes',
        'statement',
      ],
      rows.map((row) => [
        row.database,
        row.calls,
        row.mean_ms,
        row.total_ms,
        row.plans,
        row.mean_plan_ms,
        row.rows,
        row.read,
        row.wal_bytes,
        row.query.slice(0, 70).replaceAll('|', '¦'),
      ]),
    ),
  );
  return rows;
}

export const forgetStatements = (server: DatabaseServer) =>
  server.sql('postgres', 'select pg_stat_statements_reset()');
