import type { Command } from 'commander';
import type { CreatedToken, Token } from '../../modules/tokens/token.entity.js';
import { TokenCreateRequest, TokenPath } from '../../modules/tokens/tokens.dto.js';
import { TokensService } from '../../modules/tokens/tokens.service.js';
import { readArguments } from '../../resource/fields/arguments.js';
import { scopes } from '../../modules/tokens/scopes.js';
import { withServices } from './context.js';
import { knownBusiness } from './known-business.js';
import { answer, table } from './output.js';
import type { CliContext } from './cli-context.js';

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

const columns = {
  ID: ({ id }: Token) => id,
  NAME: ({ name }: Token) => name,
  OWNER: ({ owner_email }: Token) => owner_email,
  EXPIRES: ({ expires_at }: Token) => expires_at ?? 'never',
  'LAST USED': ({ last_used_at }: Token) => last_used_at ?? 'never',
  SCOPES: (token: Token) => token.scopes.join(','),
  BUSINESSES: ({ business_ids }: Token) => business_ids.join(','),
};

const secretText = (created: CreatedToken) =>
  `${table(columns, [created])}\n\n${created.token}\n\nThis is the only time that the secret is shown.`;

export function addTokenCommands(program: Command, context: CliContext): void {
  const token = program.command('token').description('API tokens');

  token
    .command('create')
    .description('Make a token; its secret is shown this one time')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--owner <email>', 'who answers for it; an owner has at most 10 active tokens')
    .requiredOption(
      '--business <id>',
      'a business that it is granted for (repeatable, or comma-separated)',
      several,
    )
    .requiredOption(
      '--scopes <scopes>',
      `what it may do (repeatable, or comma-separated): ${scopes.join(', ')}`,
      several,
    )
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
      const created = await withServices(context, async (services) => {
        for (const id of request.business_ids) await knownBusiness(services, id);
        return services.get(TokensService).create(request);
      });
      answer(context, created, options.json, secretText(created));
    });

  token
    .command('list')
    .description('List the active tokens, newest first')
    .option('--json', 'answer with JSON')
    .action(async (options: { json?: boolean }) => {
      const tokens = await withServices(context, (services) => services.get(TokensService).list());
      answer(context, tokens, options.json, table(columns, tokens));
    });

  token
    .command('revoke')
    .description('Revoke a token for good; a running server refuses it within 5 seconds')
    .argument('<id>', 'the id of the token, not its secret')
    .option('--json', 'answer with JSON')
    .action(async (id: string, options: { json?: boolean }) => {
      const { token_id } = readArguments(TokenPath, { token_id: id });
      const revoked = await withServices(context, (services) => services.get(TokensService).revoke(token_id));
      answer(context, revoked, options.json, `Revoked ${revoked.id} at ${revoked.revoked_at}.`);
    });
}
