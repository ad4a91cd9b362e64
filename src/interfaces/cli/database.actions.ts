import 'reflect-metadata';
import { openDatabase } from '../../app/open-database.js';
import { readEnvironment } from '../../platform/config/environment.js';
import type { CliContext } from './cli-context.js';

export async function migrateDatabase({ variables, out }: CliContext): Promise<void> {
  const database = await openDatabase(readEnvironment(variables), { upgrades: true });
  await database.close();
  out('The database is up to date.\n');
}
