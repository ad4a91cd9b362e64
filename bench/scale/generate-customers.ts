import { Client, Pool } from 'pg';
import { makeGenerator } from './generator-functions.js';

export interface Share {
  readonly businessId: string;
  readonly customers: number;
}

const batchRows = 50_000;

/**
 * Fills businesses with customers, at the server and on `workers` connections at once. The indexes, but for the
 * primary key, are made anew behind the rows, which is faster than keeping them up.
 */
export async function generateCustomers(
  url: string,
  shares: readonly Share[],
  { workers = 2, onProgress }: { workers?: number; onProgress?: (rows: number) => void } = {},
): Promise<void> {
  const pool = new Pool({ connectionString: url, max: workers });
  try {
    await makeGenerator(pool);
    const indexes = await dropIndexes(pool);
    const batches = shares.flatMap(({ businessId, customers }) =>
      Array.from({ length: Math.ceil(customers / batchRows) }, (_, batch) => ({
        businessId,
        customers,
        from: batch * batchRows,
        to: Math.min(customers, (batch + 1) * batchRows),
      })),
    );
    let done = 0;
    const queue = batches.values();
    const work = async () => {
      for (const { businessId, customers, from, to } of queue) {
        await pool.query('select bench.add_customers($1, $2, $3, $4)', [businessId, from, to, customers]);
        done += to - from;
        onProgress?.(done);
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
    for (const { definition } of indexes) await pool.query(definition);
    await pool.query('drop schema bench cascade');
  } finally {
    await pool.end();
  }
  // Outside of any pool: it cannot run beside a transaction of the same connection.
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('vacuum (analyze) customers');
  } finally {
    await client.end();
  }
}

/** Drops the indexes that no constraint stands on. */
async function dropIndexes(pool: Pool): Promise<{ definition: string }[]> {
  const { rows } = await pool.query<{ name: string; definition: string }>(`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i
    where i.indrelid = 'customers'::regclass
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`);
  for (const { name } of rows) await pool.query(`drop index ${name}`);
  return rows;
}
