import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { ownerOptions, workerSettings } from '../../../ormconfig.js';
import { distribute, DistributionError } from '../../platform/database/distribution/distribute.js';
import { isNotMigrated, type Plan } from '../../platform/database/distribution/plan.js';
import { isMigrated } from '../../platform/database/migrate.js';
import { EnvironmentError, readEnvironment } from '../../platform/config/environment.js';
import type { CliContext } from './cli-context.js';
import type { DistributeOptions } from './distribute.command.js';

export async function distributeDatabase(
  context: CliContext,
  { dryRun = false }: DistributeOptions,
): Promise<void> {
  const { databaseUrl } = readEnvironment(context.variables);
  if (databaseUrl === undefined) {
    throw new EnvironmentError('DATABASE_URL has to name the coordinator of a Citus cluster.');
  }
  const owner = await new DataSource(ownerOptions(databaseUrl)).initialize();
  const connection = owner.createQueryRunner();
  try {
    if (!(await isMigrated(owner))) throw new DistributionError([isNotMigrated]);
    await distribute({
      query: (text, values) => connection.query(text, values),
      settings: workerSettings,
      isDryRun: dryRun,
      progress: {
        planned: (plan) => context.out(planText(plan)),
        begins: ({ title }, number, of) => context.err(`${number}/${of} ${title}\n`),
      },
    });
    if (!dryRun) context.out('The database is distributed, and row-level security holds on every shard.\n');
  } finally {
    await connection.release();
    await owner.destroy();
  }
}

const planText = ({ steps }: Plan): string =>
  steps.length === 0
    ? 'Nothing is left to do.\n'
    : `In one transaction, while writes wait:\n${steps.map(({ title, text }) => `- ${title}\n    ${text};\n`).join('')}`;
