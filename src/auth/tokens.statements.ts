import type { Statement } from '../database/statement.js';

export interface ActiveTokenRow {
  readonly id: string;
  readonly owner_email: string;
  readonly scopes: string[];
  readonly expires_at: string | null;
  readonly business_ids: string[];
}

const isActive = '(t.revoked_at is null and (t.expires_at is null or t.expires_at > now()))';

export const selectActiveToken = (secretHash: Buffer): Statement => ({
  name: 'select_active_token',
  text: `
    select t.id, t.owner_email, t.scopes, t.expires_at,
      array(select g.business_id::text from token_businesses g where g.token_id = t.id) as business_ids
    from tokens t
    where t.secret_hash = $1 and ${isActive}`,
  values: [secretHash],
});

/** Makes the tokens of one owner queue up, so that counting them and adding one is one step. */
export const lockOwner = (ownerEmail: string): Statement => ({
  name: 'lock_token_owner',
  text: `select pg_advisory_xact_lock(hashtextextended('token owner ' || lower($1), 0))`,
  values: [ownerEmail],
});

export interface NewToken {
  readonly id: string;
  readonly name: string;
  readonly ownerEmail: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly string[];
  readonly businessIds: readonly string[];
  readonly expiresInDays: number | null;
}

/** Inserts the token and its grants, unless its owner has the most active tokens already: then no row comes back. */
export const insertToken = (token: NewToken, mostActive: number): Statement => ({
  name: 'insert_token',
  text: `
    with token as (
      insert into tokens (id, name, owner_email, secret_hash, scopes, expires_at)
      select $1, $2, $3, $4, $5, now() + make_interval(days => $7::int)
      where (select count(*) from tokens t where lower(t.owner_email) = lower($3) and ${isActive}) < $8
      returning id, name, owner_email, scopes, expires_at, last_used_at, created_at
    ), granted as (
      insert into token_businesses (token_id, business_id)
      select token.id, granted.id from token, unnest($6::uuid[]) as granted(id)
      on conflict do nothing
      returning business_id
    )
    select token.*, array(select business_id::text from granted) as business_ids from token`,
  values: [
    token.id,
    token.name,
    token.ownerEmail,
    token.secretHash,
    token.scopes,
    token.businessIds,
    token.expiresInDays,
    mostActive,
  ],
});
