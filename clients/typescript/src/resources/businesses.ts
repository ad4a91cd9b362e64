import { List } from '../list.js';
import { type CallOptions, type Connection, pathOf, send } from '../transport.js';
import type { Business, BusinessCreate, BusinessQuery } from '../types.js';

/** The businesses granted to the token. */
export class Businesses {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Makes one and grants it to the token. It takes no idempotency key, and so is sent again only after a 429. */
  create(business: BusinessCreate, options: CallOptions = {}): Promise<Business> {
    return send(this.#connection, { ...options, method: 'POST', path: '/businesses', json: business });
  }

  list(query: BusinessQuery = {}, options: CallOptions = {}): List<Business> {
    return new List(this.#connection, '/businesses', query, options);
  }

  get(id: string, options: CallOptions = {}): Promise<Business> {
    return send(this.#connection, { ...options, method: 'GET', path: pathOf('businesses', id) });
  }
}
