import type { Command } from 'commander';
import { readEnvironment } from '../environment.js';
import { openDatabase } from '../open-database.js';

export function addDatabaseCommands(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database up to this version')
    .action(async () => {
      const database = await openDatabase(readEnvironment(process.env));
      await database.close();
      process.stdout.write('The database is up to date.\n');
    });
}
