import { Injectable, Logger } from '@nestjs/common';
import { Authenticator } from '../tokens/authenticator.js';
import { maxBusinesses } from '../tokens/tokens.dto.js';
import { lockActiveToken } from '../tokens/tokens.statements.js';
import type { Actor } from '../../platform/http/caller.js';
import { conflict, notAuthenticated, notFound } from '../../platform/http/errors.js';
import { newId, timeOfId } from '../../resource/lists/ids.js';
import { Database } from '../../platform/database/database.js';
import { begin, commit, type Statement } from '../../platform/database/statement.js';
import type { Json } from '../../platform/database/wire/json.js';
import type { Page } from '../../resource/lists/page.js';
import { TokenPagination } from '../../resource/lists/pagination.js';
import type { Business } from './business.entity.js';
import { businessList, type BusinessListQuery } from './business-list.js';
import {
  countGrants,
  insertBusiness,
  selectAnyBusiness,
  selectBusiness,
  selectBusinesses,
  selectGrantedBusiness,
} from './businesses.statements.js';

/** Businesses, for the operator, who sees them all, and for a caller, who sees those that its token is granted for. */
@Injectable()
export class BusinessesService {
  private readonly logger = new Logger(BusinessesService.name);

  constructor(
    private readonly database: Database,
    private readonly authenticator: Authenticator,
    private readonly pagination: TokenPagination,
  ) {}

  /** Makes a business that no token is granted for yet: for the operator, who grants by making tokens. */
  async create(name: string): Promise<Business> {
    const [business] = await this.database.query(insertion(name, null));
    return inserted(business);
  }

  /**
   * Makes a business and grants it to the caller's token, whose next request can act in it.
   *
   * @throws 409 if the token is granted for the most businesses already
   */
  async createAs({ principal, userEmail, requestId }: Actor, name: string): Promise<Business> {
    const { tokenId } = principal;
    const business = await this.database.use(tokenId, async (sendPipeline) => {
      const [, active, [grants]] = (await sendPipeline([
        begin,
        lockActiveToken(tokenId),
        countGrants(tokenId),
      ])) as [object[], object[], { count: number }[]];
      // Revoked a moment ago, on another replica.
      if (active.length === 0) throw notAuthenticated();
      if (grants !== undefined && grants.count >= maxBusinesses) {
        throw conflict(`The token is granted for ${maxBusinesses} businesses already; use another one`);
      }
      const [[row] = []] = (await sendPipeline([insertion(name, tokenId), commit])) as Business[][];
      return inserted(row);
    });
    this.authenticator.forget(principal.tokenId);
    this.logger.log(
      {
        request_id: requestId,
        by_token_id: principal.tokenId,
        user_email: userEmail,
        business_id: business.id,
      },
      'business created',
    );
    return business;
  }

  /** All of them, oldest first; for the operator. */
  async list(): Promise<Business[]> {
    return this.database.query(selectBusinesses);
  }

  /** For the operator. @throws 404 */
  async get(id: string): Promise<Business> {
    const [business] = await this.database.query(selectBusiness(id));
    if (business === undefined) throw notFound('Business');
    return business;
  }

  /** Those that the caller's token is granted for. */
  listAs(actor: Actor, query: BusinessListQuery): Promise<Json<Page<Business>>> {
    return this.pagination.page(actor, businessList(actor.principal.tokenId), query);
  }

  /** @throws 404 if the caller's token is not granted for it, whether or not there is such a business */
  async getAs({ principal }: Actor, id: string): Promise<Business> {
    const [business] = await this.database.query(
      selectGrantedBusiness(principal.tokenId, id),
      principal.tokenId,
    );
    if (business === undefined) throw notFound('Business');
    return business;
  }

  /** Whether there is no business yet. */
  async isEmpty(): Promise<boolean> {
    return (await this.database.query(selectAnyBusiness)).length === 0;
  }
}

function insertion(name: string, tokenId: string | null): Statement<Business> {
  const id = newId();
  return insertBusiness(id, name, timeOfId(id), tokenId);
}

function inserted(row: Business | undefined): Business {
  if (row === undefined) throw new Error('An insert has returned no row');
  return row;
}
