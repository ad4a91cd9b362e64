import type { Statement } from '../../platform/database/statement.js';
import type { CreatedToken, Token } from './token.entity.js';

export interface ActiveTokenRow {
  readonly id: string;
  readonly owner_email: string;
  readonly scopes: string[];
  readonly expires_at: string | null;
  readonly business_ids: string[];
  /** Whether the last use is unknown, or was a minute ago or more. */
  readonly use_is_due: boolean;
}

export const isActive = '(t.revoked_at is null and (t.expires_at is null or t.expires_at > now()))';
const useIsDue = `(t.last_used_at is null or t.last_used_at <= now() - interval '1 minute')`;
const businessIds =
  'array(select g.business_id::text from token_businesses g where g.token_id = t.id order by 1) as business_ids';

/** The columns of a `TokenResponse`. */
const columns = 't.id, t.name, t.owner_email, t.scopes, t.expires_at, t.last_used_at, t.created_at';

/**
 * The tokens that the token $1 may see and revoke: itself, those that it has made, and those whose businesses, at
 * least one, are all granted to it. The owner's address grants nothing, because the creator chooses it.
 */
const isAdministered = `(
  t.id = $1 or t.created_by = $1 or (
    exists (select from token_businesses g where g.token_id = t.id)
    and not exists (
      select from token_businesses g
      where g.token_id = t.id and not exists (
        select from token_businesses own where own.token_id = $1 and own.business_id = g.business_id
      )
    )
  )
)`;

export const selectActiveToken = (secretHash: Buffer): Statement<ActiveTokenRow> => ({
  name: 'select_active_token',
  text: `
    select t.id, t.owner_email, t.scopes, t.expires_at, ${businessIds}, ${useIsDue} as use_is_due
    from tokens t
    where t.secret_hash = $1 and ${isActive}`,
  values: [secretHash],
});

/** A row that another replica is writing at this moment is skipped: that replica writes the same. */
export const updateLastUse = (tokenIds: readonly string[]): Statement => ({
  name: 'update_last_use',
  text: `
    update tokens set last_used_at = now() where id in (
      select t.id from tokens t where t.id = any($1::uuid[]) and ${useIsDue} for update skip locked
    )`,
  values: [tokenIds],
});

/** Makes those who add tokens of one owner queue up, so that counting them and adding one is one step. */
export const lockOwner = (ownerEmail: string): Statement => ({
  name: 'lock_token_owner',
  text: `select pg_advisory_xact_lock(hashtextextended('token owner ' || lower($1), 0))`,
  values: [ownerEmail],
});

/**
 * The same for the tokens of each of the businesses, in one order. It locks the rows: locks without a row are shared
 * memory of the server, which this many businesses would use up.
 */
export const lockBusinesses = (ids: readonly string[]): Statement => ({
  name: 'lock_token_businesses',
  text: 'select from businesses b where b.id = any($1::uuid[]) order by b.id for no key update',
  values: [ids],
});

/**
 * The same for what a token makes and is granted; no row where it is not active, as the database has it at this moment.
 */
export const lockActiveToken = (tokenId: string | null): Statement => ({
  name: 'lock_active_token',
  text: `select t.id from tokens t where t.id = $1::uuid and ${isActive} for no key update`,
  values: [tokenId],
});

export interface TokenCounts {
  /** Active tokens of the owner. */
  readonly of_owner: number;
  /** Active tokens that the maker has made for no business. */
  readonly of_maker: number;
  /** A business that has the maximum number of active tokens. */
  readonly full_business: string | null;
}

/** The counts that limit new tokens. */
export const selectTokenCounts = (
  { owner_email, business_ids, createdBy }: Pick<NewToken, 'owner_email' | 'business_ids' | 'createdBy'>,
  maxPerBusiness: number,
): Statement<TokenCounts> => ({
  name: 'select_token_counts',
  text: `
    select
      (select count(*) from tokens t where lower(t.owner_email) = lower($1) and ${isActive}) as of_owner,
      (
        select count(*) from tokens t
        where t.created_by = $2::uuid and ${isActive}
          and not exists (select from token_businesses g where g.token_id = t.id)
      ) as of_maker,
      (
        select asked.id from unnest($3::uuid[]) as asked(id)
        where (
          select count(*) from token_businesses g
          cross join lateral (select from tokens t where t.id = g.token_id and ${isActive} offset 0) t
          where g.business_id = asked.id and g.revoked_at is null
        ) >= $4::int
        limit 1
      ) as full_business`,
  values: [owner_email, createdBy, business_ids, maxPerBusiness],
});

export interface NewToken extends Pick<Token, 'id' | 'name' | 'owner_email' | 'scopes' | 'business_ids'> {
  readonly secretHash: Buffer;
  readonly createdAt: string;
  readonly expiresInDays: number | null;
  /** The token that makes this one; null: the operator. */
  readonly createdBy: string | null;
}

export type InsertedToken = Omit<CreatedToken, 'token'>;

/** Inserts the token and its grants. */
export const insertToken = (token: NewToken): Statement<InsertedToken> => ({
  name: 'insert_token',
  text: `
    with t as (
      insert into tokens as n (id, name, owner_email, secret_hash, scopes, expires_at, created_at, created_by)
      values ($1, $2, $3, $4, $5, now() + make_interval(days => $7::int), $8, $9)
      returning n.id, n.name, n.owner_email, n.scopes, n.expires_at, n.last_used_at, n.created_at
    ), granted as (
      insert into token_businesses as g (token_id, business_id)
      select t.id, granted.id from t, unnest($6::uuid[]) as granted(id)
      on conflict do nothing
      returning g.business_id
    )
    select ${columns}, array(select business_id::text from granted order by 1) as business_ids from t`,
  values: [
    token.id,
    token.name,
    token.owner_email,
    token.secretHash,
    token.scopes,
    token.business_ids,
    token.expiresInDays,
    token.createdAt,
    token.createdBy,
  ],
});

export const selectTokens = (): Statement<Token> => ({
  name: 'select_tokens',
  text: `select ${columns}, ${businessIds} from tokens t where ${isActive} order by t.id desc`,
  values: [],
});

export const selectAdministeredToken = (tokenId: string, id: string): Statement<Token> => ({
  name: 'select_administered_token',
  text: `
    select ${columns}, ${businessIds} from tokens t
    where t.id = $2 and ${isActive} and ${isAdministered}`,
  values: [tokenId, id],
});

export interface RevokedToken {
  readonly id: string;
  readonly revoked_at: string;
}

/** Ends the token, and with it its grants; again, it changes nothing. */
const revoke = (condition: string) => `
    with t as (
      update tokens t set revoked_at = least(t.revoked_at, now()) where ${condition}
      returning t.id, t.revoked_at
    ), ended as (
      update token_businesses g set revoked_at = t.revoked_at from t
      where g.token_id = t.id and g.revoked_at is null
      returning g.token_id
    )
    select t.id, t.revoked_at from t`;

export const revokeToken = (id: string): Statement<RevokedToken> => ({
  name: 'revoke_token',
  text: revoke('t.id = $1'),
  values: [id],
});

export const revokeAdministeredToken = (by: string, id: string): Statement<RevokedToken> => ({
  name: 'revoke_administered_token',
  text: revoke(`t.id = $2 and ${isAdministered}`),
  values: [by, id],
});
