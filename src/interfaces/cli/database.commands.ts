import type { Command } from 'commander';
import { readEnvironment } from '../../platform/config/environment.js';
import { openDatabase } from '../../app/open-database.js';
import type { CliContext } from './cli-context.js';

export function addDatabaseCommands(program: Command, context: CliContext): void {
  program
    .command('migrate')
    .description('Bring the database up to this version')
    .action(async () => {
      const database = await openDatabase(readEnvironment(context.variables), { upgrades: true });
      await database.close();
      context.out('The database is up to date.\n');
    });
}
