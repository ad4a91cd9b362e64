import { UnsafeDatabaseError } from '../rls.js';
import { type RunQuery, citusIsHere, readCatalog } from './catalog.js';
import { isTenantTable, noCitus, type Plan, planDistribution, type Step } from './plan.js';

/** Missing conditions of a distribution: one sentence each. */
export class DistributionError extends Error {
  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
  }
}

export interface Progress {
  /** Before anything is done. */
  readonly planned: (plan: Plan) => void;
  readonly begins: (step: Step, number: number, of: number) => void;
}

export interface Distribution {
  readonly query: RunQuery;
  /** That sessions of the service have. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Says what would be done, and does nothing. */
  readonly isDryRun: boolean;
  readonly progress: Progress;
}

/**
 * Distributes what belongs to businesses over the nodes of a Citus cluster. It can be run again at any time, and does what
 * is left to do, in one transaction: while it runs, writes to the tables wait.
 *
 * @throws DistributionError where something is missing; nothing has changed then
 * @throws UnsafeDatabaseError where a shard is without row-level security
 */
export async function distribute({ query, settings, isDryRun, progress }: Distribution): Promise<void> {
  const [citus] = await query<{ isHere: boolean }>(citusIsHere);
  if (citus?.isHere !== true) throw new DistributionError([noCitus]);
  const plan = planDistribution(await readCatalog(query), settings);
  progress.planned(plan);
  if (plan.missing.length > 0) throw new DistributionError(plan.missing);
  if (isDryRun) return;
  if (plan.steps.length > 0) await runSteps(query, plan.steps, progress);
  const { tables } = await readCatalog(query);
  const names = tables.filter(isTenantTable).map(({ name }) => name);
  await dropStatistics(query, names);
  await checkShards(query, names);
}

async function runSteps(query: RunQuery, steps: readonly Step[], { begins }: Progress): Promise<void> {
  await query('begin');
  try {
    // One connection checks the keys on all shards; it sees the earlier changes of this transaction.
    await query(`set local citus.multi_shard_modify_mode to 'sequential'`);
    for (const [index, step] of steps.entries()) {
      begins(step, index + 1, steps.length);
      await query(step.text);
    }
    await query('commit');
  } catch (error) {
    await query('rollback');
    throw error;
  }
}

/** That a column is to have no statistics is not copied to the shards: migrations/tenant-table.ts says why it has none. */
async function dropStatistics(query: RunQuery, tables: readonly string[]): Promise<void> {
  for (const name of tables) {
    await query(
      `select run_command_on_shards('${name}', 'alter table %s alter column business_id set statistics 0')`,
    );
  }
}

/** Citus copies policies to the shards; whether it has is looked at on each of them. */
async function checkShards(query: RunQuery, tables: readonly string[]): Promise<void> {
  for (const name of tables) {
    const shards = await query<{ shardid: string; result: string }>(
      `select shardid, result from run_command_on_shards('${name}', $cmd$
         select c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid)
         from pg_class c where c.oid = '%s'::regclass $cmd$)`,
    );
    const open = shards.filter(({ result }) => result !== 't').map(({ shardid }) => shardid);
    if (open.length > 0) {
      throw new UnsafeDatabaseError(
        `Row-level security does not hold on the shards ${open.join(', ')} of ${name}: the service must not serve from them.`,
      );
    }
  }
}
