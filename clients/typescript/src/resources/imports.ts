import { List } from '../list.js';
import { wait } from '../retries.js';
import { type CallOptions, type Connection, pathOf, type PostOptions, send } from '../transport.js';
import type { Import, ImportOptions, ImportQuery } from '../types.js';

export interface FinishedOptions extends CallOptions {
  /** How long to wait before the state is asked for again; a second by default. */
  readonly pollMs?: number;
}

/** Files of customers, which the service works on in the background. */
export class Imports {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param file in CSV; `new File([...], name)` gives it a name, and `openAsBlob` of `node:fs` reads it piece by piece */
  create(file: Blob, importOptions: ImportOptions = {}, options: PostOptions = {}): Promise<Import> {
    const form = new FormData();
    form.set('file', file, 'name' in file && typeof file.name === 'string' ? file.name : 'customers.csv');
    const path = '/customers/imports';
    const query = importOptions;
    return send(this.#connection, { ...options, method: 'POST', path, query, form, keyed: true });
  }

  list(query: ImportQuery = {}, options: CallOptions = {}): List<Import> {
    return new List(this.#connection, '/customers/imports', query, options);
  }

  get(id: string, options: CallOptions = {}): Promise<Import> {
    return send(this.#connection, { ...options, method: 'GET', path: pathOf('customers', 'imports', id) });
  }

  /** Cancels it; the rows that are stored stay. */
  remove(id: string, options: CallOptions = {}): Promise<void> {
    return send(this.#connection, { ...options, method: 'DELETE', path: pathOf('customers', 'imports', id) });
  }

  /** Resolves once the import is completed, failed or cancelled: `state` says which. */
  async finished(id: string, { pollMs = 1000, ...options }: FinishedOptions = {}): Promise<Import> {
    for (;;) {
      const found = await this.get(id, options);
      if (found.state !== 'queued' && found.state !== 'running') return found;
      await wait(pollMs, options.signal);
    }
  }
}
