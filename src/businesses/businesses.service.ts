import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Authenticator } from '../auth/authenticator.js';
import type { Actor } from '../http/caller.js';
import { notFound } from '../http/errors.js';
import { timeOfId } from '../lists/time-of-id.js';
import { Database } from '../database/database.js';
import type { Business } from './business.entity.js';
import {
  insertBusiness,
  selectAnyBusiness,
  selectBusinesses,
  selectGrantedBusiness,
  selectGrantedBusinesses,
} from './businesses.statements.js';

/** Businesses, for the operator, who sees them all, and for a caller, who sees those that its token is granted for. */
@Injectable()
export class BusinessesService {
  private readonly logger = new Logger(BusinessesService.name);

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Authenticator) private readonly authenticator: Authenticator,
  ) {}

  /** Makes a business that no token is granted for yet: for the operator, who grants by making tokens. */
  async create(name: string): Promise<Business> {
    return this.insert(name, null);
  }

  /** Makes a business and grants it to the caller's token, whose next request can act in it. */
  async createAs({ principal, userEmail, requestId }: Actor, name: string): Promise<Business> {
    const business = await this.insert(name, principal.tokenId);
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

  /** Those that the caller's token is granted for, oldest first. */
  async listAs({ principal }: Actor): Promise<Business[]> {
    return this.database.query(selectGrantedBusinesses(principal.tokenId), principal.tokenId);
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

  private async insert(name: string, tokenId: string | null): Promise<Business> {
    const id = uuidv7();
    const [business] = await this.database.query(
      insertBusiness(id, name, timeOfId(id), tokenId),
      tokenId ?? undefined,
    );
    if (business === undefined) throw new Error('An insert has returned no row');
    return business;
  }
}
