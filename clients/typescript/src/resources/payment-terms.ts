import { List } from '../list.js';
import {
  type CallOptions,
  type ChangeOptions,
  type Connection,
  pathOf,
  type PostOptions,
  send,
} from '../transport.js';
import type { PaymentTerm, PaymentTermCreate, PaymentTermQuery, PaymentTermUpdate } from '../types.js';

export class PaymentTerms {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A new default takes the place of the one before it. */
  create(term: PaymentTermCreate, options: PostOptions = {}): Promise<PaymentTerm> {
    const path = '/payment-terms';
    return send(this.#connection, { ...options, method: 'POST', path, json: term, keyed: true });
  }

  /** Makes the usual terms, as far as they are missing. */
  seedDefaults(options: PostOptions = {}): Promise<PaymentTerm[]> {
    const path = '/payment-terms/seed-defaults';
    return send(this.#connection, { ...options, method: 'POST', path, keyed: true });
  }

  list(query: PaymentTermQuery = {}, options: CallOptions = {}): List<PaymentTerm> {
    return new List(this.#connection, '/payment-terms', query, options);
  }

  get(id: string, options: CallOptions = {}): Promise<PaymentTerm> {
    return send(this.#connection, { ...options, method: 'GET', path: pathOf('payment-terms', id) });
  }

  /** @throws NotFoundError if the business has no default */
  getDefault(options: CallOptions = {}): Promise<PaymentTerm> {
    return send(this.#connection, { ...options, method: 'GET', path: '/payment-terms/default' });
  }

  /** Changes the fields that are there, and no other; null clears one. */
  update(id: string, changes: PaymentTermUpdate, options: ChangeOptions = {}): Promise<PaymentTerm> {
    const path = pathOf('payment-terms', id);
    return send(this.#connection, { ...options, method: 'PUT', path, json: changes });
  }

  /** Deactivates it: customers that have it keep it. */
  remove(id: string, options: ChangeOptions = {}): Promise<void> {
    return send(this.#connection, { ...options, method: 'DELETE', path: pathOf('payment-terms', id) });
  }
}
