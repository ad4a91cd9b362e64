import { Injectable } from '@nestjs/common';
import type { BusinessId } from '../../platform/database/business-id.js';
import { TenantTransaction, type Run } from '../../platform/database/tenant-transaction.js';
import type { Statement } from '../../platform/database/statement.js';
import type { Caller } from '../../platform/http/caller.js';
import { conflict, unprocessable } from '../../platform/http/errors.js';
import { asReplayed, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { type ResponseBody, bodyOf, Json } from '../../platform/database/wire/json.js';

const lifetimeHours = 24;

/**
 * Runs a change once for each key. The answer is stored in the transaction of the change, so that after a crash at
 * any instant either both are there or neither; a change that fails stores nothing.
 */
@Injectable()
export class Idempotency {
  constructor(private readonly transaction: TenantTransaction) {}

  /**
   * @returns what `work` returns, or what it returned the first time
   * @throws 409 while the first is still running, 422 if the first had another body
   */
  once<T extends object>(
    { businessId, idempotencyKey: key }: Pick<Caller, 'businessId' | 'idempotencyKey'>,
    work: (run: Run) => Promise<ResponseBody<T>>,
  ): Promise<ResponseBody<T>> {
    if (key === null) return this.transaction.run(businessId, work);
    return this.transaction.run(businessId, async (run) => {
      // Looked up after the lock, by a separate statement that sees the commit of the previous holder.
      const [[lock], [stored]] = await run(lockKey(businessId, key), selectResponse(businessId, key));
      if (lock?.is_free !== true) throw conflict('A request with this Idempotency-Key is still in flight');
      if (stored === undefined) {
        const answer = await work(run);
        await run(insertResponse(businessId, key, bodyOf(answer).toString()));
        return answer;
      }
      if (!key.fingerprint.equals(stored.fingerprint)) throw anotherBody(key.key);
      return asReplayed(Json.of<T>(stored.body));
    });
  }

  /** The request failed later, as if validation had rejected it: its key is free again. */
  async forget({ businessId, idempotencyKey }: Pick<Caller, 'businessId' | 'idempotencyKey'>): Promise<void> {
    if (idempotencyKey !== null)
      await this.transaction.query(businessId, deleteResponse(businessId, idempotencyKey));
  }
}

const anotherBody = (key: string) => {
  const error = 'the key was used with another body before';
  return unprocessable([
    {
      type: 'value_error',
      loc: ['header', 'idempotency-key'],
      msg: `Value error, ${error}`,
      input: key,
      ctx: { error },
    },
  ]);
};

const lockKey = (
  businessId: BusinessId,
  { route, key }: IdempotencyKey,
): Statement<{ is_free: boolean }> => ({
  name: 'lock_idempotency_key',
  text: `
    select pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', 'idempotency', $1::text, $2::text, $3::text), 0))
      as is_free`,
  values: [businessId, route, key],
});

const selectResponse = (
  businessId: BusinessId,
  { route, key }: IdempotencyKey,
): Statement<{ fingerprint: Buffer; body: string }> => ({
  name: 'select_idempotent_answer',
  text: `
    select fingerprint, body from idempotency_keys
    where business_id = $1 and route = $2 and key = $3 and created_at > now() - make_interval(hours => $4)`,
  values: [businessId, route, key, lifetimeHours],
});

const deleteResponse = (businessId: BusinessId, { route, key }: IdempotencyKey): Statement => ({
  name: 'delete_idempotent_answer',
  text: 'delete from idempotency_keys k where k.business_id = $1 and k.route = $2 and k.key = $3',
  values: [businessId, route, key],
});

/** Replaces an answer that is too old, and clears away some others that are. */
const insertResponse = (businessId: BusinessId, key: IdempotencyKey, body: string): Statement => ({
  name: 'insert_idempotent_answer',
  text: `
    with expired as (
      delete from idempotency_keys
      where business_id = $1 and (route, key) in (
        select route, key from idempotency_keys
        where business_id = $1 and created_at <= now() - make_interval(hours => $6)
          and (route, key) <> ($2, $3)
        order by created_at limit 10 for update skip locked
      )
      returning key
    )
    insert into idempotency_keys (business_id, route, key, fingerprint, body) values ($1, $2, $3, $4, $5)
    on conflict (business_id, route, key)
      do update set fingerprint = excluded.fingerprint, body = excluded.body, created_at = excluded.created_at
    returning key`,
  values: [businessId, key.route, key.key, key.fingerprint, body, lifetimeHours],
});
