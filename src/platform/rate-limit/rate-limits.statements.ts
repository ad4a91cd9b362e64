import type { Statement } from '../database/statement.js';

export interface MinuteCount {
  readonly tokenId: string;
  /** Since 1970. */
  readonly minute: number;
  readonly requests: number;
}

export interface SharedCountRow {
  readonly token_id: string;
  readonly requests: number;
}

/** Adds to the shared counts, and reads them back; in the order of the keys, so that replicas cannot deadlock. */
export const addRequests = (counts: readonly MinuteCount[]): Statement<SharedCountRow> => ({
  name: 'add_requests',
  text: `
    insert into rate_limits as r (token_id, minute, requests)
    select added.token_id, added.minute, added.requests
    from unnest($1::uuid[], $2::integer[], $3::bigint[]) as added(token_id, minute, requests)
    order by added.token_id, added.minute
    on conflict (token_id, minute) do update set requests = r.requests + excluded.requests
    returning r.token_id, r.requests`,
  values: [
    counts.map(({ tokenId }) => tokenId),
    counts.map(({ minute }) => minute),
    counts.map(({ requests }) => requests),
  ],
});

/** A transaction that locks a past row is deleting it too, or adds counts of a past minute. */
export const deleteRequestsBefore = (minute: number): Statement => ({
  name: 'delete_requests_before',
  text: `
    delete from rate_limits where (token_id, minute) in (
      select r.token_id, r.minute from rate_limits r where r.minute < $1 for update skip locked
    )`,
  values: [minute],
});
