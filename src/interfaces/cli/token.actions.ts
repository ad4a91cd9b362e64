import 'reflect-metadata';
import type { CreatedToken, Token } from '../../modules/tokens/token.entity.js';
import { TokenCreateRequest, TokenPath } from '../../modules/tokens/tokens.dto.js';
import { TokensService } from '../../modules/tokens/tokens.service.js';
import { readArguments } from '../../resource/fields/arguments.js';
import type { CliContext, JsonOption } from './cli-context.js';
import { withServices } from './context.js';
import { knownBusiness } from './known-business.js';
import { answer, table } from './output.js';
import type { TokenCreateOptions } from './token.commands.js';

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

export async function createToken(context: CliContext, options: TokenCreateOptions): Promise<void> {
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
}

export async function listTokens(context: CliContext, options: JsonOption): Promise<void> {
  const tokens = await withServices(context, (services) => services.get(TokensService).list());
  answer(context, tokens, options.json, table(columns, tokens));
}

export async function revokeToken(context: CliContext, id: string, options: JsonOption): Promise<void> {
  const { token_id } = readArguments(TokenPath, { token_id: id });
  const revoked = await withServices(context, (services) => services.get(TokensService).revoke(token_id));
  answer(context, revoked, options.json, `Revoked ${revoked.id} at ${revoked.revoked_at}.`);
}
