import { List } from '../list.js';
import {
  type CallOptions,
  type ChangeOptions,
  type Connection,
  pathOf,
  type PostOptions,
  send,
} from '../transport.js';
import type { Contact, ContactCreate, ContactQuery, ContactUpdate } from '../types.js';

/** The contacts of a customer: whom to call, and who is written to first. */
export class Contacts {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  create(customerId: string, contact: ContactCreate, options: PostOptions = {}): Promise<Contact> {
    const path = pathOf('customers', customerId, 'contacts');
    return send(this.#connection, { ...options, method: 'POST', path, json: contact, keyed: true });
  }

  list(customerId: string, query: ContactQuery = {}, options: CallOptions = {}): List<Contact> {
    return new List(this.#connection, pathOf('customers', customerId, 'contacts'), query, options);
  }

  get(customerId: string, id: string, options: CallOptions = {}): Promise<Contact> {
    const path = pathOf('customers', customerId, 'contacts', id);
    return send(this.#connection, { ...options, method: 'GET', path });
  }

  /** Changes the fields that are there, and no other; null clears one. */
  update(
    customerId: string,
    id: string,
    changes: ContactUpdate,
    options: ChangeOptions = {},
  ): Promise<Contact> {
    const path = pathOf('customers', customerId, 'contacts', id);
    return send(this.#connection, { ...options, method: 'PUT', path, json: changes });
  }

  remove(customerId: string, id: string, options: ChangeOptions = {}): Promise<void> {
    const path = pathOf('customers', customerId, 'contacts', id);
    return send(this.#connection, { ...options, method: 'DELETE', path });
  }
}
