import type { Command } from 'commander';
import type { Business } from '../../modules/businesses/business.entity.js';
import { BusinessCreateRequest } from '../../modules/businesses/businesses.dto.js';
import { BusinessesService } from '../../modules/businesses/businesses.service.js';
import { readArguments } from '../../resource/fields/arguments.js';
import { withServices } from './context.js';
import { answer, table } from './output.js';
import type { CliContext } from './cli-context.js';

const columns = {
  ID: ({ id }: Business) => id,
  NAME: ({ name }: Business) => name,
  CREATED: ({ created_at }: Business) => created_at,
};

export function addBusinessCommands(program: Command, context: CliContext): void {
  const business = program.command('business').description('Businesses: the tenants of the service');

  business
    .command('create')
    .description('Make a business; a token has to be granted for it to be used')
    .requiredOption('--name <name>', 'what it is called')
    .option('--json', 'answer with JSON')
    .action(async (options: { name: string; json?: boolean }) => {
      const { name } = readArguments(BusinessCreateRequest, { name: options.name });
      const created = await withServices(context, (services) => services.get(BusinessesService).create(name));
      answer(context, created, options.json, table(columns, [created]));
    });

  business
    .command('list')
    .description('List the businesses, oldest first')
    .option('--json', 'answer with JSON')
    .action(async (options: { json?: boolean }) => {
      const businesses = await withServices(context, (services) => services.get(BusinessesService).list());
      answer(context, businesses, options.json, table(columns, businesses));
    });
}
