import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Principal } from '../http/caller.js';
import { badRequest, conflict, forbidden, notAuthenticated, notFound } from '../http/errors.js';
import { timeOfId } from '../lists/time-of-id.js';
import { violatedConstraint } from '../database/database-errors.js';
import { Database } from '../database/database.js';
import { Authenticator } from './authenticator.js';
import type { CreatedToken, Token } from './token.entity.js';
import { hashSecret, makeSecret } from './token-secret.js';
import type { TokenCreateRequest } from './tokens.dto.js';
import {
  type InsertedToken,
  insertToken,
  lockOwner,
  revokeAdministeredToken,
  type RevokedToken,
  revokeToken,
  selectAdministeredToken,
  selectAdministeredTokens,
  selectIsActive,
  selectTokens,
} from './tokens.statements.js';

/** An owner's tokens that are neither expired nor revoked. */
const mostActiveTokens = 10;
const mostListed = 1_000;
const dayMs = 86_400_000;

/** Tokens, for the operator, who may do everything, and for a caller, who may do what its own token covers. */
@Injectable()
export class TokensService {
  private readonly logger = new Logger(TokensService.name);

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Authenticator) private readonly authenticator: Authenticator,
  ) {}

  /**
   * For the operator.
   *
   * @throws 409 if the owner has the most active tokens already
   * @throws 400 if there is no such business
   */
  async create(request: TokenCreateRequest): Promise<CreatedToken> {
    return this.insert(request, null);
  }

  /**
   * @throws 403 if the new token could do more, or in more businesses, or for longer, than the caller's own
   * @throws 409 if the owner has the most active tokens already
   */
  async createAs(actor: Actor, request: TokenCreateRequest): Promise<CreatedToken> {
    if (!covers(actor.principal, request)) throw forbidden();
    const created = await this.insert(request, actor.principal.tokenId);
    this.record(actor, created.id, 'token created');
    return created;
  }

  /** The active tokens, newest first; for the operator. */
  async list(): Promise<Token[]> {
    return this.database.query(selectTokens());
  }

  /** The active tokens that the caller administers, newest first, at most 1,000. */
  async listAs({ principal }: Actor): Promise<Token[]> {
    return this.database.query(selectAdministeredTokens(principal.tokenId, mostListed), principal.tokenId);
  }

  /** @throws 404 if the caller administers no such token, or it is not active */
  async getAs({ principal }: Actor, id: string): Promise<Token> {
    const [token] = await this.database.query(
      selectAdministeredToken(principal.tokenId, id),
      principal.tokenId,
    );
    if (token === undefined) throw notFound('Token');
    return token;
  }

  /**
   * Revokes for good; again, it changes nothing. For the operator.
   *
   * @throws 404 if there is no such token
   */
  async revoke(id: string): Promise<RevokedToken> {
    const [revoked] = await this.database.query(revokeToken(id));
    if (revoked === undefined) throw notFound('Token');
    this.authenticator.forget(id);
    return revoked;
  }

  /** @throws 404 if the caller administers no such token */
  async revokeAs(actor: Actor, id: string): Promise<void> {
    const { tokenId } = actor.principal;
    const [revoked] = await this.database.query(revokeAdministeredToken(tokenId, id), tokenId);
    if (revoked === undefined) throw notFound('Token');
    this.authenticator.forget(id);
    this.record(actor, id, 'token revoked');
  }

  private async insert(request: TokenCreateRequest, createdBy: string | null): Promise<CreatedToken> {
    const secret = makeSecret();
    const id = uuidv7();
    const { name, owner_email, business_ids } = request;
    const token = {
      id,
      name,
      owner_email,
      business_ids,
      createdBy,
      scopes: [...new Set(request.scopes)],
      secretHash: hashSecret(secret),
      createdAt: timeOfId(id),
      expiresInDays: request.expires_in_days ?? null,
    };
    const [, creator = [], [created] = []] = await this.database
      .transaction<InsertedToken>(
        [lockOwner(owner_email), selectIsActive(createdBy), insertToken(token, mostActiveTokens)],
        createdBy ?? undefined,
      )
      .catch((error: unknown) => {
        if (violatedConstraint(error) === 'token_businesses_business_id_fkey') {
          throw badRequest('business_ids names a business that does not exist');
        }
        throw error;
      });
    // Revoked a moment ago, on another replica: a token that is cached here must not outlive itself by a new one.
    if (createdBy !== null && creator.length === 0) throw notAuthenticated();
    if (created === undefined) {
      throw conflict(`${owner_email} has ${mostActiveTokens} active tokens already; revoke one first`);
    }
    return { ...created, token: secret };
  }

  /** What changed tokens belongs to no business, so that the log is its audit trail. */
  private record({ principal, userEmail, requestId }: Actor, tokenId: string, what: string): void {
    this.logger.log(
      { request_id: requestId, by_token_id: principal.tokenId, user_email: userEmail, token_id: tokenId },
      what,
    );
  }
}

/** Whether the token that is asked for holds nothing that the principal's own does not. */
function covers(principal: Principal, request: TokenCreateRequest): boolean {
  const days = request.expires_in_days ?? Infinity;
  return (
    request.scopes.every((scope) => principal.scopes.has(scope)) &&
    request.business_ids.every((id) => principal.businessIds.has(id)) &&
    Date.now() + days * dayMs <= principal.expiresAt
  );
}
