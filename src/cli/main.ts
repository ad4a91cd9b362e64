import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { ArgumentsError } from '../fields/arguments.js';
import { exitWithSentence } from '../process.js';
import { addBusinessCommands } from './business.commands.js';
import { addDatabaseCommands } from './database.commands.js';
import { addOpenApiCommand } from './openapi.command.js';
import { addTokenCommands } from './token.commands.js';

const usageStatus = 2;

const program = new Command('customers')
  .description(
    'The command line of the customers service: on DATABASE_URL, or else on its own database in DATA_DIR. ' +
      'It works beside a running server, and without one.',
  )
  .addHelpText('after', '\nExit status: 0 it was done, 1 it failed, 2 it was asked for wrongly.')
  .showHelpAfterError('Add --help for what it takes.')
  .exitOverride();

addBusinessCommands(program);
addTokenCommands(program);
addDatabaseCommands(program);
addOpenApiCommand(program);

await program.parseAsync().catch((error: unknown) => {
  // Commander has said what is wrong already; its help, when asked for, is no failure.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : usageStatus);
  if (error instanceof ArgumentsError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(usageStatus);
  }
  exitWithSentence(error);
});
