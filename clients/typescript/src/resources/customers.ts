import { List } from '../list.js';
import {
  type CallOptions,
  type ChangeOptions,
  type Connection,
  open,
  pathOf,
  type PostOptions,
  send,
} from '../transport.js';
import { ExternalCustomer } from './external-customer.js';
import { fileForm } from '../file-form.js';
import type {
  BulkUpload,
  Customer,
  CustomerCreate,
  CustomerQuery,
  CustomerUpdate,
  CustomerData,
  CustomerMerge,
  DuplicatePair,
  DuplicateQuery,
  ErasureReceipt,
  ExportQuery,
  ImportOptions,
} from '../types.js';

export interface GetCustomerOptions extends CallOptions {
  /** The customer as it was at this time, with its contacts of then: RFC 3339, such as `2026-11-22T09:22:02.710Z`. */
  readonly asOf?: string;
}

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
  get(id: string, { asOf, ...options }: GetCustomerOptions = {}): Promise<Customer> {
    const query = { as_of: asOf };
    return send(this.#connection, { ...options, method: 'GET', path: pathOf('customers', id), query });
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

  /** The customer with an id of your own system. */
  external(externalId: string): ExternalCustomer {
    return new ExternalCustomer(this.#connection, externalId);
  }

  restore(id: string, options: ChangeOptions & PostOptions = {}): Promise<Customer> {
    const path = pathOf('customers', id, 'restore');
    return send(this.#connection, { ...options, method: 'POST', path, keyed: true });
  }

  /** Pairs that are likely the same customer, the best first. */
  duplicates(query: DuplicateQuery = {}, options: CallOptions = {}): List<DuplicatePair> {
    return new List(this.#connection, '/customers/duplicates', query, options);
  }

  /**
   * Makes one customer of several: those of `from` are merged into this one; `restore` brings one of them back.
   * @throws ConflictError if one of them is deleted, or was merged already
   */
  merge(id: string, request: CustomerMerge, options: ChangeOptions & PostOptions = {}): Promise<Customer> {
    const path = pathOf('customers', id, 'merge');
    return send(this.#connection, { ...options, method: 'POST', path, json: request, keyed: true });
  }

  /** Resolves when the file is worked through, within the time limit: larger ones are for `imports.create`. */
  upload(file: Blob, importOptions: ImportOptions = {}, options: PostOptions = {}): Promise<BulkUpload> {
    const path = '/customers/bulk-upload';
    const query = importOptions;
    return send(this.#connection, {
      ...options,
      method: 'POST',
      path,
      query,
      form: fileForm(file),
      keyed: true,
    });
  }

  /** The bytes of an empty file with the columns that `upload` and `imports.create` know. */
  uploadTemplate(options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
    return open(this.#connection, { ...options, method: 'GET', path: '/customers/bulk-upload/template' });
  }

  /** The bytes of the file, as they come: CSV, or with the `format` `ndjson` JSON by lines. */
  export(query: ExportQuery = {}, options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
    return open(this.#connection, { ...options, method: 'GET', path: '/customers/export', query });
  }

  /** Replaces the personal data of the customer and its contacts for good, wherever the service holds any. */
  erase(id: string, options: ChangeOptions & PostOptions = {}): Promise<ErasureReceipt> {
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
