import type { Command } from 'commander';
import { BusinessCreateRequest } from '../businesses/businesses.dto.js';
import { BusinessesService } from '../businesses/businesses.service.js';
import { readArguments } from '../common/arguments.js';
import { answer, withServices } from './context.js';

export function addBusinessCommands(program: Command): void {
  const business = program.command('business').description('Businesses: the tenants of the service');

  business
    .command('create')
    .description('Make a business; a token has to be granted for it to be used')
    .requiredOption('--name <name>', 'what it is called')
    .option('--json', 'answer with JSON')
    .action(async (options: { name: string; json?: boolean }) => {
      const { name } = readArguments(BusinessCreateRequest, { name: options.name });
      const created = await withServices((services) => services.get(BusinessesService).create(name));
      answer(created, options.json, `${created.id}  ${created.name}`);
    });
}
