import { Injectable } from '@nestjs/common';
import { TenantTransaction, type Run } from '../../platform/database/tenant-transaction.js';
import { type ResponseBody, Json } from '../../platform/database/wire/json.js';
import { Issue, locate } from '../../pydantic/issues.js';
import type { Caller } from '../../platform/http/caller.js';
import { conflict, notFound, unprocessable } from '../../platform/http/errors.js';
import { asReplayed, isReplayed } from '../../platform/http/idempotency-key.js';
import { assertMatches } from '../../platform/http/preconditions.js';
import type { Page } from '../../resource/lists/page.js';
import { Pagination } from '../../resource/lists/pagination.js';
import { newId, timeOfId } from '../../resource/lists/ids.js';
import { Idempotency } from '../../resource/writes/idempotency.js';
import { makeSecret } from './message.js';
import { enterQueue, leaveQueue } from './queue.statements.js';
import { Sender } from './sender.js';
import type { CreatedWebhook, RotatedSecret, Webhook } from './webhook.js';
import { webhookList } from './webhook-lists.js';
import type { WebhookListQuery, WebhookCreateRequest, WebhookUpdateRequest } from './webhooks.dto.js';
import {
  deleteWebhook,
  expireSecrets,
  insertSecret,
  insertWebhook,
  lockWebhook,
  lockWebhooks,
  selectSecrets,
  selectWebhook,
  updateWebhook,
  type WebhookFields,
} from './webhooks.statements.js';

const maxWebhooks = 50;

/** The webhooks of a business. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly transaction: TenantTransaction,
    private readonly pagination: Pagination,
    private readonly idempotency: Idempotency,
    private readonly sender: Sender,
  ) {}

  /** @throws 409 where the business has the most already, 422 for a URL that nothing can be sent to */
  async create(caller: Caller, request: WebhookCreateRequest): Promise<CreatedWebhook> {
    const { businessId } = caller;
    const fields = {
      ...request,
      url: this.readUrl(request.url),
      description: request.description ?? null,
      event_types: [...new Set(request.event_types)],
    };
    const id = newId();
    const secretId = newId();
    const answer = await this.idempotency.once<CreatedWebhook>(caller, async (run) => {
      const [, [created]] = await run(
        lockWebhooks(businessId),
        insertWebhook(businessId, id, timeOfId(id), fields, maxWebhooks),
        insertSecret(businessId, id, secretId, makeSecret()),
      );
      if (created === undefined)
        throw conflict(`The business has ${maxWebhooks} webhooks already; delete one first`);
      if (created.is_active) await run(enterQueue(businessId, id));
      return { ...created, secret: secretId };
    });
    return this.withSecret(caller, answer, (created) => created.id);
  }

  list(caller: Caller, query: WebhookListQuery): Promise<Json<Page<Webhook>>> {
    return this.pagination.page(caller, webhookList(caller.businessId), query);
  }

  /** @throws 404 */
  async get({ businessId }: Caller, id: string): Promise<Webhook> {
    const [webhook] = await this.transaction.query(businessId, selectWebhook(businessId, id));
    if (webhook === undefined) throw notFound('Webhook');
    return webhook;
  }

  /** Changes the fields that are present. @throws 404, 412, 422 as `create` */
  update(
    caller: Caller,
    id: string,
    request: WebhookUpdateRequest,
    ifMatch: string | undefined,
  ): Promise<Webhook> {
    const { businessId } = caller;
    return this.change(caller, id, ifMatch, async (run, current) => {
      const fields: WebhookFields = {
        url: request.url === undefined ? current.url : this.readUrl(request.url),
        description: request.description === undefined ? current.description : request.description,
        event_types:
          request.event_types === undefined ? current.event_types : [...new Set(request.event_types)],
        is_active: request.is_active ?? current.is_active,
      };
      if (isSame(fields, current)) return current;
      const [[changed]] = await run(
        updateWebhook(businessId, id, fields),
        fields.is_active ? enterQueue(businessId, id) : leaveQueue(businessId, id),
      );
      if (changed === undefined) throw new Error('A webhook that is locked is not there');
      return changed;
    });
  }

  /** Nothing of the webhook stays, and none of its deliveries. @throws 404, 412 */
  async remove(caller: Caller, id: string, ifMatch: string | undefined): Promise<void> {
    const { businessId } = caller;
    await this.change(caller, id, ifMatch, (run) =>
      run(...deleteWebhook(businessId, id), leaveQueue(businessId, id)),
    );
  }

  /** A new secret, in addition to which the one before holds for a day. @throws 404 */
  async rotateSecret(caller: Caller, id: string): Promise<RotatedSecret> {
    const { businessId } = caller;
    const secretId = newId();
    const answer = await this.idempotency.once<RotatedSecret>(caller, async (run) => {
      const [[locked], [expired]] = await run(
        lockWebhook(businessId, id),
        expireSecrets(businessId, id),
        insertSecret(businessId, id, secretId, makeSecret()),
      );
      if (locked === undefined || expired === undefined) throw notFound('Webhook');
      return { secret: secretId, previous_expires_at: expired.previous_expires_at };
    });
    return this.withSecret(caller, answer, () => id);
  }

  private change<T>(
    { businessId }: Caller,
    id: string,
    ifMatch: string | undefined,
    work: (run: Run, current: Webhook) => Promise<T>,
  ): Promise<T> {
    return this.transaction.run(businessId, async (run) => {
      const [, [current]] = await run(lockWebhook(businessId, id), selectWebhook(businessId, id));
      if (current === undefined) throw notFound('Webhook');
      assertMatches(ifMatch, current);
      return work(run, current);
    });
  }

  /**
   * The answer that is kept to be replayed names the secret by its id: it is stored in one place, and one that is gone
   * from there cannot be read in an answer of the day before.
   */
  private async withSecret<T extends { readonly secret: string | null }>(
    { businessId }: Caller,
    answer: ResponseBody<T>,
    idOf: (value: T) => string,
  ): Promise<T> {
    const value = answer instanceof Json ? answer.value : answer;
    const secrets = await this.transaction.query(businessId, selectSecrets(businessId, idOf(value)));
    const secret = secrets.find(({ id }) => id === value.secret)?.secret ?? null;
    const shown = { ...value, secret };
    return isReplayed(answer) ? asReplayed(shown) : shown;
  }

  /** The text is stored as it was sent, so it is refused where a URL parser reads less than was sent. @throws 422 */
  private readUrl(text: string): string {
    if (invisible.test(text)) throw unusable(text, 'it holds a control character or an invisible one');
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined) throw unusable(text, 'it is no URL');
    if (url.username !== '' || url.password !== '')
      throw unusable(text, 'it holds a user name or a password, which lists of webhooks would show');
    if (!this.sender.mayReach(url)) throw unusable(text, 'its address is not public');
    return text;
  }
}

/** Control characters, and format characters such as a soft hyphen or a zero-width space, which a host name loses. */
const invisible = /[\p{Cc}\p{Cf}]/u;

const isSame = (fields: WebhookFields, current: WebhookFields): boolean =>
  fields.url === current.url &&
  fields.description === current.description &&
  fields.is_active === current.is_active &&
  fields.event_types.join() === current.event_types.join();

const unusable = (url: string, error: string) =>
  unprocessable([locate(new Issue('value_error', `Value error, ${error}`, { error }), ['body', 'url'], url)]);
