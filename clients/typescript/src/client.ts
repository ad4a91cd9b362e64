import { Businesses } from './resources/businesses.js';
import { Contacts } from './resources/contacts.js';
import { Customers } from './resources/customers.js';
import { Events } from './resources/events.js';
import { Imports } from './resources/imports.js';
import { PaymentTerms } from './resources/payment-terms.js';
import { Tokens } from './resources/tokens.js';
import { Webhooks } from './resources/webhooks.js';
import type { Connection } from './transport.js';

export interface ClientOptions {
  /** Where the service is, such as `https://customers.example.com`. */
  readonly baseUrl: string;
  /** `dz_…` */
  readonly token: string;
  /** The business to act in; only businesses and tokens can do without. */
  readonly businessId?: string;
  /** Who acts, for the audit trail. */
  readonly userEmail?: string;
  /** How often a request is sent again that was answered 429, 502, 503 or 504, or not at all; 4 by default, 0 for never. */
  readonly maxRetries?: number;
  /** The first wait before that, doubled for each next one; 250 by default. */
  readonly firstDelayMs?: number;
  /** The longest wait. A `Retry-After` beyond it is not waited for, but thrown; 30,000 by default. */
  readonly maxDelayMs?: number;
  /** How long to wait for an answer, each time; 60,000 by default. */
  readonly timeoutMs?: number;
  /** In place of the global one, such as one that goes through a proxy. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Calls the customers service. A call resolves to what the service has answered, or throws an `ApiError` by its status, a
 * `ConnectionError`, or the reason of an aborted signal.
 */
export class CustomersClient {
  readonly customers: Customers;
  readonly contacts: Contacts;
  readonly paymentTerms: PaymentTerms;
  readonly businesses: Businesses;
  readonly tokens: Tokens;
  readonly imports: Imports;
  readonly events: Events;
  readonly webhooks: Webhooks;
  readonly #options: ClientOptions;

  /** @throws TypeError if `baseUrl` is not a URL */
  constructor(options: ClientOptions) {
    const { baseUrl, token, businessId, userEmail } = options;
    const connection: Connection = {
      baseUrl: new URL(baseUrl).href.replace(/\/+$/, ''),
      headers: {
        authorization: `Bearer ${token}`,
        ...(businessId === undefined ? {} : { 'x-business-id': businessId }),
        ...(userEmail === undefined ? {} : { 'x-user-email': userEmail }),
      },
      maxRetries: options.maxRetries ?? 4,
      firstDelayMs: options.firstDelayMs ?? 250,
      maxDelayMs: options.maxDelayMs ?? 30_000,
      timeoutMs: options.timeoutMs ?? 60_000,
      fetch: options.fetch ?? globalThis.fetch,
    };
    this.#options = options;
    this.customers = new Customers(connection);
    this.contacts = new Contacts(connection);
    this.paymentTerms = new PaymentTerms(connection);
    this.businesses = new Businesses(connection);
    this.tokens = new Tokens(connection);
    this.events = new Events(connection);
    this.webhooks = new Webhooks(connection);
    this.imports = new Imports(connection);
  }

  /** A client that acts in another business with the same token. */
  inBusiness(businessId: string): CustomersClient {
    return new CustomersClient({ ...this.#options, businessId });
  }
}
