import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../common/caller.js';
import { isScope, withIncluded } from '../common/scopes.js';
import { Database } from '../database/database.js';
import { hashSecret, isWellFormedSecret } from './token-secret.js';
import { type ActiveTokenRow, selectActiveToken } from './tokens.statements.js';

/** A revocation is to hold on every replica within 5 seconds; the rest of them is for the way to the database. */
const cacheLifetimeMs = 3_000;
const cachedTokens = 10_000;

interface CachedToken {
  readonly principal: Principal;
  readonly expiresAt: number;
}

/** Turns a bearer token's secret into the principal that it speaks for. */
@Injectable()
export class Authenticator {
  /** By the hash of the secret; concurrent look-ups of one token are one query. Unknown tokens are not kept. */
  private readonly tokens = new LRUCache<string, CachedToken>({
    max: cachedTokens,
    ttl: cacheLifetimeMs,
    fetchMethod: (key) => this.find(Buffer.from(key, 'base64')),
  });

  constructor(@Inject(Database) private readonly database: Database) {}

  /** Undefined for a secret that is malformed, unknown, expired or revoked: a caller cannot tell which. */
  async authenticate(secret: string): Promise<Principal | undefined> {
    if (!isWellFormedSecret(secret)) return undefined;
    const key = hashSecret(secret).toString('base64');
    const token = this.tokens.get(key) ?? (await this.tokens.fetch(key));
    return token !== undefined && token.expiresAt > Date.now() ? token.principal : undefined;
  }

  private async find(secretHash: Buffer): Promise<CachedToken | undefined> {
    const [row] = await this.database.query<ActiveTokenRow>(selectActiveToken(secretHash));
    if (row === undefined) return undefined;
    return {
      principal: {
        tokenId: row.id,
        ownerEmail: row.owner_email,
        scopes: withIncluded(row.scopes.filter(isScope)),
        businessIds: new Set(row.business_ids),
      },
      expiresAt: row.expires_at === null ? Infinity : Date.parse(row.expires_at),
    };
  }
}
