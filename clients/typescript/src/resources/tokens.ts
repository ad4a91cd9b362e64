import { List } from '../list.js';
import { type CallOptions, type Connection, pathOf, send } from '../transport.js';
import type { Token, TokenCreate, TokenQuery, TokenWithSecret } from '../types.js';

export class Tokens {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** It takes no idempotency key, and so is sent again only after a 429. */
  create(token: TokenCreate, options: CallOptions = {}): Promise<TokenWithSecret> {
    return send(this.#connection, { ...options, method: 'POST', path: '/tokens', json: token });
  }

  list(query: TokenQuery = {}, options: CallOptions = {}): List<Token> {
    return new List(this.#connection, '/tokens', query, options);
  }

  get(id: string, options: CallOptions = {}): Promise<Token> {
    return send(this.#connection, { ...options, method: 'GET', path: pathOf('tokens', id) });
  }

  /** Revokes it. */
  remove(id: string, options: CallOptions = {}): Promise<void> {
    return send(this.#connection, { ...options, method: 'DELETE', path: pathOf('tokens', id) });
  }
}
