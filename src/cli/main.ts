import 'reflect-metadata';
import { Command } from 'commander';
import { exitWithSentence } from '../process.js';
import { addBusinessCommands } from './business.commands.js';
import { addDatabaseCommands } from './database.commands.js';
import { addTokenCommands } from './token.commands.js';

const program = new Command('customers')
  .description(
    'The command line of the customers service: on DATABASE_URL, or else on its own database in DATA_DIR.',
  )
  .showHelpAfterError();

addBusinessCommands(program);
addTokenCommands(program);
addDatabaseCommands(program);

await program.parseAsync().catch(exitWithSentence);
