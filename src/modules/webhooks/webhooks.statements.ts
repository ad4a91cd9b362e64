import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import { recordedWrite } from '../../resource/writes/recorded-write.js';
import { type Webhook, webhookColumns } from './webhook.js';

/** The fields that a client sets. */
export type WebhookFields = Pick<Webhook, 'url' | 'description' | 'event_types' | 'is_active'>;

/** How long a secret holds after another has taken its place. */
const previousSecretHours = 24;

const columns = webhookColumns('w');

/** Makes those who add endpoints to a business queue up, so that counting them and adding one is one step. */
export const lockWebhooks = (businessId: BusinessId): Statement => ({
  name: 'lock_webhooks',
  text: `select pg_advisory_xact_lock(hashtextextended('webhooks of ' || $1::text, 0))`,
  values: [businessId],
});

/** It receives events committed from now on. Returns no row if the business has the maximum number. */
export const insertWebhook = (
  businessId: BusinessId,
  id: string,
  createdAt: string,
  { url, description, event_types, is_active }: WebhookFields,
  most: number,
): Statement<Webhook> => ({
  name: 'insert_webhook',
  text: `
    with w as (
      insert into webhooks as n (
        business_id, id, url, description, event_types, is_active, last_position, created_at, updated_at
      )
      select $1::uuid, $2::uuid, $3, $4, $5::text[], $6::boolean,
        coalesce((select p.last_position from event_positions p where p.business_id = $1), 0), $7::timestamptz, $7::timestamptz
      where (select count(*) from webhooks o where o.business_id = $1) < $8
      returning n.*
    )
    select ${columns} from w`,
  values: [businessId, id, url, description, event_types, is_active, createdAt, most],
});

export const selectWebhook = (businessId: BusinessId, id: string): Statement<Webhook> => ({
  name: 'select_webhook',
  text: `select ${columns} from webhooks w where w.business_id = $1 and w.id = $2`,
  values: [businessId, id],
});

/**
 * Everything that changes an endpoint or its deliveries takes this lock first, so that later statements see earlier commits.
 */
export const lockWebhook = (businessId: BusinessId, id: string): Statement<{ id: string }> => ({
  name: 'lock_webhook',
  text: `select w.id from webhooks w where w.business_id = $1 and w.id = $2 for no key update`,
  values: [businessId, id],
});

/** A webhook that begins again is not failing yet; for one that is not active no process works. */
export const updateWebhook = (
  businessId: BusinessId,
  id: string,
  { url, description, event_types, is_active }: WebhookFields,
): Statement<Webhook> => ({
  name: 'update_webhook',
  text: `
    with changed as (
      update webhooks w set
        url = $3, description = $4, event_types = $5::text[], is_active = $6,
        failing_since = case when $6 and not w.is_active then null else w.failing_since end,
        disabled_at = case when $6 then null else w.disabled_at end,
        lease = case when $6 then w.lease end,
        updated_at = greatest(now(), w.updated_at)
      where w.business_id = $1 and w.id = $2
      returning w.*
    )
    select ${columns} from changed w`,
  values: [businessId, id, url, description, event_types, is_active],
});

/** @returns the statements that leave nothing of it, in their order */
export const deleteWebhook = (businessId: BusinessId, id: string): Statement[] =>
  ['webhook_deliveries', 'webhook_secrets', 'webhooks'].map((table) => ({
    name: `delete_from_${table}`,
    text: `delete from ${table} d where d.business_id = $1 and d.${table === 'webhooks' ? 'id' : 'webhook_id'} = $2`,
    values: [businessId, id],
  }));

/** Disables an endpoint that takes nothing, for the holder of its lease, and records the event. Returns a row if it did. */
export const disableWebhook = (
  businessId: BusinessId,
  id: string,
  lease: string,
): Statement<{ id: string }> =>
  recordedWrite(
    {
      name: 'disable_webhook',
      values: [businessId, id, lease],
      ctes: `
        before as materialized (
          select ${columns} from webhooks w where w.business_id = $1 and w.id = $2
        ), changed as (
          update webhooks w
          set is_active = false, lease = null, disabled_at = now(), updated_at = greatest(now(), w.updated_at)
          where w.business_id = $1 and w.id = $2 and w.lease = $3::uuid and w.is_active
          returning w.*
        ), after as (
          select ${columns} from changed w
        )`,
      changes: [{ type: 'webhook.disabled', rows: 'after c', before: 'before' }],
      select: 'select id from after',
    },
    JSON.stringify({ token_id: null, user_email: null, request_id: null, import_id: null }),
  );

export const insertSecret = (
  businessId: BusinessId,
  webhookId: string,
  id: string,
  secret: string,
): Statement => ({
  name: 'insert_webhook_secret',
  text: `
    insert into webhook_secrets as s (business_id, webhook_id, id, secret)
    select $1::uuid, $2::uuid, $3::uuid, $4
    where exists (select from webhooks w where w.business_id = $1 and w.id = $2)
    returning s.id`,
  values: [businessId, webhookId, id, secret],
});

/** The secret that holds gets an end, and those that have one already end now: at most two hold. */
export const expireSecrets = (
  businessId: BusinessId,
  webhookId: string,
): Statement<{ previous_expires_at: string }> => ({
  name: 'expire_webhook_secrets',
  text: `
    with gone as (
      delete from webhook_secrets g where g.business_id = $1 and g.webhook_id = $2 and g.expires_at is not null
      returning g.id
    )
    update webhook_secrets s set expires_at = now() + make_interval(hours => $3)
    where s.business_id = $1 and s.webhook_id = $2 and s.expires_at is null
    returning s.expires_at as previous_expires_at`,
  values: [businessId, webhookId, previousSecretHours],
});

/** Those that hold, the newest first. */
export const selectSecrets = (
  businessId: BusinessId,
  webhookId: string,
): Statement<{ id: string; secret: string }> => ({
  name: 'select_webhook_secrets',
  text: `
    select s.id, s.secret from webhook_secrets s
    where s.business_id = $1 and s.webhook_id = $2 and (s.expires_at is null or s.expires_at > now())
    order by s.expires_at is null desc, s.id desc`,
  values: [businessId, webhookId],
});
