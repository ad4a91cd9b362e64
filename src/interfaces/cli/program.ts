import { Command, CommanderError } from 'commander';
import { addBusinessCommands } from './business.commands.js';
import { addDatabaseCommands } from './database.commands.js';
import { addDistributeCommand } from './distribute.command.js';
import { addOpenApiCommand } from './openapi.command.js';
import { addCustomerCommands } from './customer.commands.js';
import { PartlyDone, type CliContext } from './cli-context.js';
import { addTokenCommands } from './token.commands.js';

const failureStatus = 1;
const usageStatus = 2;
const partlyDoneStatus = 2;

/** Defines the commands. A command imports its action when it runs, so that help loads nothing but Commander. */
function commands(context: CliContext): Command {
  const program = new Command('customers')
    .description(
      'The command line of the customers service: on DATABASE_URL, or else on its own database in DATA_DIR. ' +
        'It works beside a running server, and without one.',
    )
    .addHelpText(
      'after',
      '\nExit status: 0 it was done, 1 it failed, 2 it was asked for wrongly, or rows of a file were not stored.',
    )
    .showHelpAfterError('Add --help for what it takes.')
    .configureOutput({ writeOut: context.out, writeErr: context.err })
    .exitOverride();
  addBusinessCommands(program, context);
  addTokenCommands(program, context);
  addCustomerCommands(program, context);
  addDatabaseCommands(program, context);
  addDistributeCommand(program, context);
  addOpenApiCommand(program, context);
  return program;
}

/** Runs one command line, without the names of Node.js and the script; resolves to the exit status. */
export async function runProgram(args: readonly string[], context: CliContext): Promise<number> {
  try {
    await commands(context).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already printed the error; requested help is not a failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageStatus;
    if (error instanceof PartlyDone) return partlyDoneStatus;
    const [{ describeFailure }, { ArgumentsError }] = await Promise.all([
      import('../../app/failure-messages.js'),
      import('../../resource/fields/arguments.js'),
    ]);
    context.err(`${describeFailure(error)}\n`);
    return error instanceof ArgumentsError ? usageStatus : failureStatus;
  }
}
