import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';

export function addDatabaseCommands(program: Command, context: CliContext): void {
  program
    .command('migrate')
    .description('Bring the database up to this version')
    .action(async () => {
      const { migrateDatabase } = await import('./database.actions.js');
      await migrateDatabase(context);
    });
}
