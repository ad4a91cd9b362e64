import type { Command } from 'commander';
import { readEnvironment } from '../../platform/config/environment.js';
import { openDatabase } from '../../app/open-database.js';
import type { Surroundings } from './surroundings.js';

export function addDatabaseCommands(program: Command, surroundings: Surroundings): void {
  program
    .command('migrate')
    .description('Bring the database up to this version')
    .action(async () => {
      const database = await openDatabase(readEnvironment(surroundings.variables), { upgrades: true });
      await database.close();
      surroundings.out('The database is up to date.\n');
    });
}
