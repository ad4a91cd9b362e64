import type { Command } from 'commander';
import { TokenCreateRequest } from '../auth/tokens.dto.js';
import { TokensService } from '../auth/tokens.service.js';
import { readArguments } from '../common/arguments.js';
import { answer, withServices } from './context.js';

interface CreateOptions {
  name: string;
  owner: string;
  business: string[];
  scopes: string[];
  expiresInDays?: string;
  json?: boolean;
}

/** An option that is repeated, or lists its values with commas. */
const several = (text: string, before: string[] = []) => [
  ...before,
  ...text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
];

export function addTokenCommands(program: Command): void {
  const token = program.command('token').description('API tokens');

  token
    .command('create')
    .description('Make a token; its secret is shown this one time')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--owner <email>', 'who answers for it')
    .requiredOption(
      '--business <id>',
      'a business that it is granted for (repeatable, or comma-separated)',
      several,
    )
    .requiredOption('--scopes <scopes>', 'what it may do (repeatable, or comma-separated)', several)
    .option('--expires-in-days <days>', '1 to 365; without it, never')
    .option('--json', 'answer with JSON')
    .action(async (options: CreateOptions) => {
      const request = readArguments(TokenCreateRequest, {
        name: options.name,
        owner_email: options.owner,
        scopes: options.scopes,
        business_ids: options.business,
        expires_in_days: options.expiresInDays,
      });
      const created = await withServices((services) => services.get(TokensService).create(request));
      answer(created, options.json, created.token);
    });
}
