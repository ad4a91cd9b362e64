import type { Command } from 'commander';
import { scopes } from '../../modules/tokens/scopes.js';
import type { CliContext, JsonOption } from './cli-context.js';

export interface TokenCreateOptions extends JsonOption {
  readonly name: string;
  readonly owner: string;
  readonly business: string[];
  readonly scopes: string[];
  readonly expiresInDays?: string;
}

const actions = () => import('./token.actions.js');

/** An option that is repeated, or lists its values with commas. */
const several = (text: string, before: string[] = []) => [
  ...before,
  ...text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
];

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
    .action(async (options: TokenCreateOptions) => {
      const { createToken } = await actions();
      await createToken(context, options);
    });

  token
    .command('list')
    .description('List the active tokens, newest first')
    .option('--json', 'answer with JSON')
    .action(async (options: JsonOption) => {
      const { listTokens } = await actions();
      await listTokens(context, options);
    });

  token
    .command('revoke')
    .description('Revoke a token for good; a running server refuses it within 5 seconds')
    .argument('<id>', 'the id of the token, not its secret')
    .option('--json', 'answer with JSON')
    .action(async (id: string, options: JsonOption) => {
      const { revokeToken } = await actions();
      await revokeToken(context, id, options);
    });
}
