import { Injectable } from '@nestjs/common';
import { newId } from '../../resource/lists/ids.js';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import type { ResponseBody, Json } from '../../platform/database/wire/json.js';
import type { Caller } from '../../platform/http/caller.js';
import { conflict, notFound } from '../../platform/http/errors.js';
import type { Page } from '../../resource/lists/page.js';
import { Pagination } from '../../resource/lists/pagination.js';
import { Idempotency } from '../../resource/writes/idempotency.js';
import { insertTest, redeliver, redeliverSince, selectDelivery } from './redelivery.statements.js';
import type { Delivery, Redelivered } from './delivery.js';
import { wakeWebhook } from './queue.statements.js';
import { deliveryList } from './webhook-lists.js';
import { WebhookWorker } from './webhook-worker.js';
import type { DeliveryListQuery, RedeliverRequest } from './webhooks.dto.js';
import { lockWebhook, selectWebhook } from './webhooks.statements.js';

/** Pending and past deliveries. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly transaction: TenantTransaction,
    private readonly pagination: Pagination,
    private readonly idempotency: Idempotency,
    private readonly worker: WebhookWorker,
  ) {}

  /** @throws 404 for the webhook */
  async list(caller: Caller, webhookId: string, query: DeliveryListQuery): Promise<Json<Page<Delivery>>> {
    const { businessId } = caller;
    const [webhook] = await this.transaction.query(businessId, selectWebhook(businessId, webhookId));
    if (webhook === undefined) throw notFound('Webhook');
    return this.pagination.page(caller, deliveryList(businessId, webhookId, query), query);
  }

  /** Sends a message that reports no change. @throws 404, 409 where the webhook is not active */
  async test(caller: Caller, webhookId: string): Promise<ResponseBody<Delivery>> {
    const { businessId } = caller;
    const answer = await this.idempotency.once<Delivery>(caller, async (run) => {
      const [, [webhook]] = await run(
        lockWebhook(businessId, webhookId),
        selectWebhook(businessId, webhookId),
      );
      if (webhook === undefined) throw notFound('Webhook');
      if (!webhook.is_active) throw conflict('The webhook is not active');
      const [[delivery]] = await run(
        insertTest(businessId, webhookId, newId()),
        wakeWebhook(businessId, webhookId),
      );
      if (delivery === undefined) throw new Error('An insert has returned no row');
      return delivery;
    });
    this.worker.poll();
    return answer;
  }

  /** @throws 404 for the webhook or the delivery */
  async redeliver(caller: Caller, webhookId: string, id: string): Promise<ResponseBody<Delivery>> {
    const { businessId } = caller;
    const answer = await this.idempotency.once<Delivery>(caller, async (run) => {
      const [[webhook], , [delivery]] = await run(
        lockWebhook(businessId, webhookId),
        redeliver(businessId, webhookId, id),
        selectDelivery(businessId, webhookId, id),
        wakeWebhook(businessId, webhookId),
      );
      if (webhook === undefined) throw notFound('Webhook');
      if (delivery === undefined) throw notFound('Delivery');
      return delivery;
    });
    this.worker.poll();
    return answer;
  }

  /** @throws 404 for the webhook */
  async redeliverSince(
    caller: Caller,
    webhookId: string,
    request: RedeliverRequest,
  ): Promise<ResponseBody<Redelivered>> {
    const { businessId } = caller;
    const answer = await this.idempotency.once<Redelivered>(caller, async (run) => {
      const [[webhook], [redelivered]] = await run(
        lockWebhook(businessId, webhookId),
        redeliverSince(businessId, webhookId, request),
        wakeWebhook(businessId, webhookId),
      );
      if (webhook === undefined) throw notFound('Webhook');
      return redelivered ?? { redelivered: 0 };
    });
    this.worker.poll();
    return answer;
  }
}
