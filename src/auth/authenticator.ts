import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../http/caller.js';
import { isScope, withIncluded } from './scopes.js';
import { Database } from '../database/database.js';
import { LastUse } from './last-use.js';
import { hexHashOf, isWellFormedSecret } from './token-secret.js';
import { type ActiveTokenRow, selectActiveToken } from './tokens.statements.js';

/** A revocation is to hold on every replica within 5 seconds; the rest of them is for the way to the database. */
const cacheLifetimeMs = 3_000;
const cachedTokens = 10_000;

/** Turns a bearer token's secret into the principal that it speaks for. */
@Injectable()
export class Authenticator {
  /** By the hash of the secret; concurrent look-ups of one token are one query. Unknown tokens are not kept. */
  private readonly principals = new LRUCache<string, Principal>({
    max: cachedTokens,
    ttl: cacheLifetimeMs,
    fetchMethod: async (key, _stale, { options }) => {
      const startedAt = performance.now();
      const principal = await this.find(Buffer.from(key, 'hex'));
      // What was read is as old as the question, not as the answer.
      options.ttl = Math.max(1, Math.floor(cacheLifetimeMs - (performance.now() - startedAt)));
      return principal;
    },
  });

  /** Counts what `forget` was called for, so that a look-up under way notices that it may have read the past. */
  private changes = 0;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(LastUse) private readonly lastUse: LastUse,
  ) {}

  /** Undefined for a secret that is malformed, unknown, expired or revoked: a caller cannot tell which. */
  async authenticate(secret: string): Promise<Principal | undefined> {
    const key = hexHashOf(secret);
    // What is in the cache was well-formed once.
    const known = this.principals.get(key);
    const principal = known ?? (isWellFormedSecret(secret) ? await this.principals.fetch(key) : undefined);
    return principal !== undefined && principal.expiresAt > Date.now() ? principal : undefined;
  }

  /** Call it after a change of the token was committed: this replica's next request sees the change. */
  forget(tokenId: string): void {
    this.changes++;
    for (const [key, principal] of this.principals.entries()) {
      if (principal.tokenId === tokenId) this.principals.delete(key);
    }
  }

  private async find(secretHash: Buffer): Promise<Principal | undefined> {
    for (;;) {
      const changes = this.changes;
      const [row] = await this.database.query(selectActiveToken(secretHash));
      if (changes !== this.changes) continue;
      if (row === undefined) return undefined;
      if (row.use_is_due) this.lastUse.note(row.id);
      return principalOf(row);
    }
  }
}

const principalOf = (row: ActiveTokenRow): Principal => ({
  tokenId: row.id,
  ownerEmail: row.owner_email,
  scopes: withIncluded(row.scopes.filter(isScope)),
  businessIds: new Set(row.business_ids),
  expiresAt: row.expires_at === null ? Infinity : Date.parse(row.expires_at),
});
