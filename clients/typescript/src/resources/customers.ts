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
  Customer,
  CustomerCreate,
  CustomerQuery,
  CustomerUpdate,
  CustomerData,
  ErasureReceipt,
} from '../types.js';

export class Customers {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  create(customer: CustomerCreate, options: PostOptions = {}): Promise<Customer> {
    return send(this.#connection, {
      ...options,
      method: 'POST',
      path: '/customers',
      json: customer,
      keyed: true,
    });
  }

  list(query: CustomerQuery = {}, options: CallOptions = {}): List<Customer> {
    return new List(this.#connection, '/customers', query, options);
  }

  /** A deleted customer can be read, too. */
  get(id: string, options: CallOptions = {}): Promise<Customer> {
    return send(this.#connection, { ...options, method: 'GET', path: pathOf('customers', id) });
  }

  /**
   * Changes the fields that are there, and no other; null clears one.
   * @throws ConflictError if the customer is deleted
   */
  update(id: string, changes: CustomerUpdate, options: ChangeOptions = {}): Promise<Customer> {
    return send(this.#connection, {
      ...options,
      method: 'PUT',
      path: pathOf('customers', id),
      json: changes,
    });
  }

  /** Takes it out of the lists; `restore` brings it back. */
  remove(id: string, options: ChangeOptions = {}): Promise<void> {
    return send(this.#connection, { ...options, method: 'DELETE', path: pathOf('customers', id) });
  }

  restore(id: string, options: ChangeOptions & PostOptions = {}): Promise<Customer> {
    const path = pathOf('customers', id, 'restore');
    return send(this.#connection, { ...options, method: 'POST', path, keyed: true });
  }

  /** Replaces the personal data of the customer and its contacts for good, wherever the service holds any. */
  erase(id: string, options: PostOptions = {}): Promise<ErasureReceipt> {
    return send(this.#connection, {
      ...options,
      method: 'POST',
      path: pathOf('customers', id, 'erase'),
      keyed: true,
    });
  }

  /** All that the service holds about it. */
  data(id: string, options: CallOptions = {}): Promise<CustomerData> {
    return send(this.#connection, { ...options, method: 'GET', path: pathOf('customers', id, 'data') });
  }

  /** @throws ConflictError if another customer of the business is linked to it */
  linkStripe(id: string, stripeCustomerId: string, options: ChangeOptions = {}): Promise<Customer> {
    const json = { stripe_customer_id: stripeCustomerId };
    return send(this.#connection, {
      ...options,
      method: 'PUT',
      path: pathOf('customers', id, 'stripe-link'),
      json,
    });
  }

  unlinkStripe(id: string, options: ChangeOptions = {}): Promise<Customer> {
    return send(this.#connection, {
      ...options,
      method: 'DELETE',
      path: pathOf('customers', id, 'stripe-link'),
    });
  }
}
