import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Actor, Principal } from '../../platform/http/caller.js';
import { badRequest, conflict, forbidden, notAuthenticated, notFound } from '../../platform/http/errors.js';
import { newId, timeOfId } from '../../resource/lists/ids.js';
import { violatedConstraint } from '../../platform/database/database-errors.js';
import { Database } from '../../platform/database/database.js';
import { begin, commit } from '../../platform/database/statement.js';
import type { Json } from '../../platform/database/wire/json.js';
import type { Page } from '../../resource/lists/page.js';
import { TokenPagination } from '../../resource/lists/pagination.js';
import { Authenticator } from './authenticator.js';
import type { CreatedToken, Token } from './token.entity.js';
import { tokenList, type TokenListQuery } from './token-list.js';
import { hashSecret, makeSecret } from './token-secret.js';
import type { TokenCreateRequest } from './tokens.dto.js';
import {
  type InsertedToken,
  insertToken,
  lockActiveToken,
  lockBusinesses,
  lockOwner,
  type NewToken,
  revokeAdministeredToken,
  type RevokedToken,
  revokeToken,
  selectAdministeredToken,
  selectTokenCounts,
  selectTokens,
  type TokenCounts,
} from './tokens.statements.js';

/** An owner's tokens that are neither expired nor revoked. */
const maxPerOwner = 10;
const dayMs = 86_400_000;

/** Active tokens that are granted for one business, or that one token has made for none. */
export const tokensPerBusiness = Symbol('tokensPerBusiness');

/** Tokens, for the operator, who may do everything, and for a caller, who may do what its own token covers. */
@Injectable()
export class TokensService {
  private readonly logger = new Logger(TokensService.name);

  constructor(
    private readonly database: Database,
    private readonly authenticator: Authenticator,
    private readonly pagination: TokenPagination,
    @Inject(tokensPerBusiness) private readonly maxPerBusiness: number,
  ) {}

  /**
   * For the operator.
   *
   * @throws 409 if the owner or a business has the most active tokens already
   * @throws 400 if there is no such business
   */
  async create(request: TokenCreateRequest): Promise<CreatedToken> {
    return this.insert(request, null);
  }

  /**
   * @throws 403 if the new token could do more, or in more businesses, or for longer, than the caller's own
   * @throws 409 if the owner, a business or, without businesses, the caller's token has the most active tokens already
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

  /** The active tokens that the caller administers. */
  listAs(actor: Actor, query: TokenListQuery): Promise<Json<Page<Token>>> {
    return this.pagination.page(actor, tokenList(actor.principal.tokenId, query), query);
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
    const id = newId();
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
    const created = await this.database
      .use(createdBy ?? undefined, async (sendPipeline) => {
        const locks = [lockOwner(owner_email), lockBusinesses(business_ids), lockActiveToken(createdBy)];
        const locked = await sendPipeline([begin, ...locks, selectTokenCounts(token, this.maxPerBusiness)]);
        // Another replica may have revoked the token, which is still cached here: it must not make a new one.
        if (createdBy !== null && locked.at(-2)?.length === 0) throw notAuthenticated();
        const [counts] = locked.at(-1) as TokenCounts[];
        if (counts !== undefined) this.assertBounds(token, counts);
        const [[inserted] = []] = (await sendPipeline([insertToken(token), commit])) as InsertedToken[][];
        if (inserted === undefined) throw new Error('An insert has returned no row');
        return inserted;
      })
      .catch((error: unknown) => {
        if (violatedConstraint(error) === 'token_businesses_business_id_fkey') {
          throw badRequest('business_ids names a business that does not exist');
        }
        throw error;
      });
    return { ...created, token: secret };
  }

  /** @throws 409 */
  private assertBounds({ owner_email, business_ids, createdBy }: NewToken, counts: TokenCounts): void {
    const max = this.maxPerBusiness;
    if (counts.of_owner >= maxPerOwner) {
      throw conflict(`${owner_email} has ${maxPerOwner} active tokens already; revoke one first`);
    }
    if (counts.full_business !== null) {
      throw conflict(
        `The business ${counts.full_business} has ${max} active tokens already; revoke one first`,
      );
    }
    if (createdBy !== null && business_ids.length === 0 && counts.of_maker >= max) {
      throw conflict(
        `The calling token has already created ${max} active tokens without a business; revoke one first`,
      );
    }
  }

  /** Changes of tokens belong to no business, so that no event reports them: the log is their audit trail. */
  private record({ principal, userEmail, requestId }: Actor, tokenId: string, what: string): void {
    this.logger.log(
      { request_id: requestId, by_token_id: principal.tokenId, user_email: userEmail, token_id: tokenId },
      what,
    );
  }
}

/** Whether the new token would hold nothing that the principal's own token does not. */
function covers(principal: Principal, request: TokenCreateRequest): boolean {
  const days = request.expires_in_days ?? Infinity;
  return (
    request.scopes.every((scope) => principal.scopes.has(scope)) &&
    request.business_ids.every((id) => principal.businessIds.has(id)) &&
    Date.now() + days * dayMs <= principal.expiresAt
  );
}
