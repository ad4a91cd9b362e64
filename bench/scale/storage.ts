import type { DatabaseServer } from '../database-server.js';

export interface RelationSize {
  readonly name: string;
  readonly mebibytes: number;
}

/** The table itself and each of its indexes. */
export function relationSizes(server: DatabaseServer, database: string): Promise<RelationSize[]> {
  return server.sql<RelationSize>(
    database,
    `select r.oid::regclass::text as name, pg_relation_size(r.oid) / 1048576.0::float8 as mebibytes
     from (
       select 'customers'::regclass::oid as oid, 0 as place
       union all
       select indexrelid, 1 from pg_index where indrelid = 'customers'::regclass
     ) r order by place, mebibytes desc`,
  );
}

/** What `work` makes the server write to its log, for each of `times`. */
export async function walBytesPerCall(
  server: DatabaseServer,
  times: number,
  work: () => Promise<void>,
): Promise<number> {
  const position = async () => {
    const [row] = await server.sql<{ bytes: number }>(
      'postgres',
      `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as bytes`,
    );
    return row?.bytes ?? Number.NaN;
  };
  const before = await position();
  await work();
  return ((await position()) - before) / times;
}
