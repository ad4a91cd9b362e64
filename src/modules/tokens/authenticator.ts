import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../../platform/http/caller.js';
import { isScope, withIncluded } from './scopes.js';
import { Database } from '../../platform/database/database.js';
import { LastUse } from './last-use.js';
import { hexHashOf, isWellFormedSecret } from './token-secret.js';
import { type ActiveTokenRow, selectActiveToken } from './tokens.statements.js';

/**
 * A revocation has to hold on every replica within 5 seconds: what this leaves of them is for the way to the database.
 */
const cacheLifetimeMs = 3_000;
const cachedTokens = 10_000;

/** KeyedSemaphore a bearer token's secret into the principal that it speaks for. */
@Injectable()
export class Authenticator {
  /** By the hash of the secret; concurrent look-ups of one token are one query. Unknown tokens are not kept. */
  private readonly principals = new LRUCache<string, Principal>({
    max: cachedTokens,
    ttl: cacheLifetimeMs,
    dispose: ({ tokenId }, _key, reason) => {
      if (reason !== 'set') this.keys.delete(tokenId);
    },
    fetchMethod: async (key, _stale, { options }) => {
      const startedAt = performance.now();
      const principal = await this.find(Buffer.from(key, 'hex'));
      if (principal !== undefined) this.keys.set(principal.tokenId, key);
      // The age of a cached result counts from the start of its query.
      options.ttl = Math.max(1, Math.floor(cacheLifetimeMs - (performance.now() - startedAt)));
      return principal;
    },
  });

  /** The cache keys of the tokens in the cache: each token has one secret. */
  private readonly keys = new Map<string, string>();

  /**
   * For each look-up in flight, the tokens that were forgotten meanwhile: the look-up may have read them before they
   * changed.
   */
  private readonly lookups = new Set<Set<string>>();

  constructor(
    private readonly database: Database,
    private readonly lastUse: LastUse,
  ) {}

  /** Undefined for a secret that is malformed, unknown, expired or revoked: a caller cannot tell which. */
  async authenticate(secret: string): Promise<Principal | undefined> {
    const key = hexHashOf(secret);
    // A secret in the cache is known to be well-formed.
    const known = this.principals.get(key);
    const principal = known ?? (isWellFormedSecret(secret) ? await this.principals.fetch(key) : undefined);
    return principal !== undefined && principal.expiresAt > Date.now() ? principal : undefined;
  }

  /** Call it after a change of the token was committed: this replica's next request sees the change. */
  forget(tokenId: string): void {
    for (const forgotten of this.lookups) forgotten.add(tokenId);
    const key = this.keys.get(tokenId);
    if (key !== undefined) this.principals.delete(key);
  }

  private async find(secretHash: Buffer): Promise<Principal | undefined> {
    const forgotten = new Set<string>();
    this.lookups.add(forgotten);
    try {
      for (;;) {
        forgotten.clear();
        const [row] = await this.database.query(selectActiveToken(secretHash));
        if (row === undefined) return undefined;
        if (forgotten.has(row.id)) continue;
        if (row.use_is_due) this.lastUse.note(row.id);
        return principalOf(row);
      }
    } finally {
      this.lookups.delete(forgotten);
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
