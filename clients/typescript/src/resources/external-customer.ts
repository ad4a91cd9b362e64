import {
  type CallOptions,
  type ChangeOptions,
  type Connection,
  pathOf,
  send,
  type UpsertOptions,
} from '../transport.js';
import type { Customer, CustomerUpsert } from '../types.js';

/** The customer that has an id of your own system. */
export class ExternalCustomer {
  readonly #connection: Connection;
  readonly #path: string;

  constructor(connection: Connection, externalId: string) {
    this.#connection = connection;
    this.#path = pathOf('customers', 'external', externalId);
  }

  /** Of a customer that was merged, the one that remains. */
  get(options: CallOptions = {}): Promise<Customer> {
    return send(this.#connection, { ...options, method: 'GET', path: this.#path });
  }

  /**
   * Creates the customer, or changes the fields that are there. Any number of simultaneous calls create one customer.
   * @throws ValidationError for a new customer without `name` and `email`
   */
  upsert(customer: CustomerUpsert, options: UpsertOptions = {}): Promise<Customer> {
    return send(this.#connection, { ...options, method: 'PUT', path: this.#path, json: customer });
  }

  /** Takes it out of the lists; another customer can have the external id from then on. */
  remove(options: ChangeOptions = {}): Promise<void> {
    return send(this.#connection, { ...options, method: 'DELETE', path: this.#path });
  }
}
