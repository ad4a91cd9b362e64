import { Client, Pool, type PoolClient } from 'pg';
import { makeGenerator } from './generator-functions.js';

export interface Share {
  readonly businessId: string;
  readonly customers: number;
}

const batchRows = 10_000;
const workers = 2;

/**
 * Fills businesses with customers, at the server. Those of the first, the largest, are made up; the others get copies
 * of a part of them each. The indexes, but for the primary key, are made again after the rows, which is faster than
 * keeping them up.
 */
export async function generateCustomers(
  url: string,
  [source, ...others]: readonly [Share, ...Share[]],
  onProgress?: (rows: number) => void,
): Promise<void> {
  const pool = new Pool({ connectionString: url, max: workers });
  try {
    await makeGenerator(pool);
    const indexes = await dropIndexes(pool);
    let done = 0;
    const progress = (rows: number) => onProgress?.((done += rows));

    const batches = Array.from({ length: Math.ceil(source.customers / batchRows) }, (_, n) => n * batchRows);
    await spread(pool, batches, async (client, from) => {
      const to = Math.min(source.customers, from + batchRows);
      const values = [source.businessId, from, to, source.customers];
      await client.query('select bench.add_customers($1, $2, $3, $4)', values);
      progress(to - from);
    });
    await spread(pool, [...others.entries()], async (client, [index, { businessId, customers }]) => {
      const room = Math.max(1, source.customers - customers);
      const values = [businessId, source.businessId, (index * 7_919) % room, customers];
      await client.query('select bench.copy_customers($1, $2, $3, $4)', values);
      progress(customers);
    });
    // The one that takes the longest comes first.
    const definitions = indexes.map(({ definition }) => definition);
    await spread(pool, definitions.toSorted(ginFirst), async (client, definition) => {
      await client.query(`set maintenance_work_mem = '1GB'`);
      await client.query(definition);
    });
    await pool.query('drop schema bench cascade');
  } finally {
    await pool.end();
  }
  // Outside of any pool: it cannot run alongside a transaction of the same connection.
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('vacuum (analyze) customers');
  } finally {
    await client.end();
  }
}

/** Does what there is to do on all workers at once. */
async function spread<Task>(
  pool: Pool,
  tasks: readonly Task[],
  work: (client: PoolClient, task: Task) => Promise<void>,
): Promise<void> {
  const queue = tasks.values();
  const worker = async () => {
    const client = await pool.connect();
    try {
      for (const task of queue) await work(client, task);
    } finally {
      client.release();
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

const isGin = (definition: string) => definition.includes(' USING gin ');
const ginFirst = (a: string, b: string) => Number(isGin(b)) - Number(isGin(a));

/** Drops the indexes that no constraint is on. */
async function dropIndexes(pool: Pool): Promise<{ definition: string }[]> {
  const { rows } = await pool.query<{ name: string; definition: string }>(`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i
    where i.indrelid = 'customers'::regclass
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`);
  for (const { name } of rows) await pool.query(`drop index ${name}`);
  return rows;
}
