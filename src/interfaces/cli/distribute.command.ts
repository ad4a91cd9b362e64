import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';

export interface DistributeOptions {
  readonly dryRun?: boolean;
}

export function addDistributeCommand(program: Command, context: CliContext): void {
  program
    .command('distribute')
    .description('Distribute the database over the nodes of a Citus cluster; it can be run again')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action(async (options: DistributeOptions) => {
      const { distributeDatabase } = await import('./distribute.action.js');
      await distributeDatabase(context, options);
    });
}
