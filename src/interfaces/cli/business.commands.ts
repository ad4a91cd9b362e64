import type { Command } from 'commander';
import type { CliContext, JsonOption } from './cli-context.js';

export interface BusinessCreateOptions extends JsonOption {
  readonly name: string;
}

const actions = () => import('./business.actions.js');

export function addBusinessCommands(program: Command, context: CliContext): void {
  const business = program.command('business').description('Businesses: the tenants of the service');

  business
    .command('create')
    .description('Make a business; a token has to be granted for it to be used')
    .requiredOption('--name <name>', 'what it is called')
    .option('--json', 'answer with JSON')
    .action(async (options: BusinessCreateOptions) => {
      const { createBusiness } = await actions();
      await createBusiness(context, options);
    });

  business
    .command('list')
    .description('List the businesses, oldest first')
    .option('--json', 'answer with JSON')
    .action(async (options: JsonOption) => {
      const { listBusinesses } = await actions();
      await listBusinesses(context, options);
    });
}
