import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { badRequest, conflict } from '../common/errors.js';
import { violatedConstraint } from '../database/database-errors.js';
import { Database } from '../database/database.js';
import { hashSecret, makeSecret } from './token-secret.js';
import type { TokenCreateRequest } from './tokens.dto.js';
import { insertToken, lockOwner } from './tokens.statements.js';

/** An owner's tokens that are neither expired nor revoked. */
const mostActiveTokens = 10;

/** A new token, with its secret: the only time that anybody sees it. */
export interface CreatedToken {
  readonly id: string;
  readonly name: string;
  readonly owner_email: string;
  readonly scopes: readonly string[];
  readonly business_ids: readonly string[];
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly created_at: string;
  readonly token: string;
}

@Injectable()
export class TokensService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * @throws 409 if the owner has the most active tokens already
   * @throws 400 if there is no such business
   */
  async create(request: TokenCreateRequest): Promise<CreatedToken> {
    const secret = makeSecret();
    const token = {
      id: uuidv7(),
      name: request.name,
      ownerEmail: request.owner_email,
      secretHash: hashSecret(secret),
      scopes: request.scopes,
      businessIds: request.business_ids,
      expiresInDays: request.expires_in_days ?? null,
    };
    const [, [created] = []] = await this.database
      .transaction<Omit<CreatedToken, 'token'>>([
        lockOwner(token.ownerEmail),
        insertToken(token, mostActiveTokens),
      ])
      .catch((error: unknown) => {
        if (violatedConstraint(error) === 'token_businesses_business_id_fkey') {
          throw badRequest('business_ids names a business that does not exist');
        }
        throw error;
      });
    if (created === undefined) {
      throw conflict(
        `${request.owner_email} has ${mostActiveTokens} active tokens already; revoke one first`,
      );
    }
    return { ...created, token: secret };
  }
}
