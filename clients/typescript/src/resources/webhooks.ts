import { List } from '../list.js';
import {
  type CallOptions,
  type ChangeOptions,
  type Connection,
  pathOf,
  type PostOptions,
  send,
} from '../transport.js';
import type {
  Redeliver,
  Redelivered,
  Webhook,
  WebhookCreate,
  WebhookDelivery,
  WebhookDeliveryQuery,
  WebhookQuery,
  WebhookSecret,
  WebhookUpdate,
  WebhookWithSecret,
} from '../types.js';

/** Endpoints that receive events; `verifyWebhook` verifies the signature of a message. */
export class Webhooks {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The secret is shown this one time. */
  create(webhook: WebhookCreate, options: PostOptions = {}): Promise<WebhookWithSecret> {
    return this.#post('/webhooks', options, webhook);
  }

  list(query: WebhookQuery = {}, options: CallOptions = {}): List<Webhook> {
    return new List(this.#connection, '/webhooks', query, options);
  }

  get(id: string, options: CallOptions = {}): Promise<Webhook> {
    return send(this.#connection, { ...options, method: 'GET', path: pathOf('webhooks', id) });
  }

  /** Changes the fields that are there, and no other. */
  update(id: string, changes: WebhookUpdate, options: ChangeOptions = {}): Promise<Webhook> {
    const path = pathOf('webhooks', id);
    return send(this.#connection, { ...options, method: 'PUT', path, json: changes });
  }

  /** Its deliveries are gone too. */
  remove(id: string, options: ChangeOptions = {}): Promise<void> {
    return send(this.#connection, { ...options, method: 'DELETE', path: pathOf('webhooks', id) });
  }

  /** A new secret; for a day, messages carry the signature of the one before as well. */
  rotateSecret(id: string, options: PostOptions = {}): Promise<WebhookSecret> {
    return this.#post(pathOf('webhooks', id, 'rotate-secret'), options);
  }

  /** Sends a message of type `webhook.test`, which reports no change. */
  test(id: string, options: PostOptions = {}): Promise<WebhookDelivery> {
    return this.#post(pathOf('webhooks', id, 'test'), options);
  }

  deliveries(id: string, query: WebhookDeliveryQuery = {}, options: CallOptions = {}): List<WebhookDelivery> {
    return new List(this.#connection, pathOf('webhooks', id, 'deliveries'), query, options);
  }

  /** Sends one event again, with the same `webhook-id`. */
  redeliver(id: string, deliveryId: string, options: PostOptions = {}): Promise<WebhookDelivery> {
    return this.#post(pathOf('webhooks', id, 'deliveries', deliveryId, 'redeliver'), options);
  }

  /** Sends again what occurred from a time on. */
  redeliverSince(id: string, which: Redeliver, options: PostOptions = {}): Promise<Redelivered> {
    return this.#post(pathOf('webhooks', id, 'redeliver'), options, which);
  }

  #post<T>(path: string, options: PostOptions, json?: unknown): Promise<T> {
    const body = json === undefined ? {} : { json };
    return send(this.#connection, { ...options, ...body, method: 'POST', path, keyed: true });
  }
}
