import { fileForm } from '../file-form.js';
import { List } from '../list.js';
import { wait } from '../retries.js';
import { type CallOptions, type Connection, open, pathOf, type PostOptions, send } from '../transport.js';
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
    const path = '/customers/imports';
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
  async finished(id: string, options: FinishedOptions = {}): Promise<Import> {
    for await (const progress of this.follow(id, options)) if (hasEnded(progress)) return progress;
    throw new Error('An import that is followed comes to its end');
  }

  /** How far it is, each time that it is further, until it is completed, failed or cancelled. */
  async *follow(
    id: string,
    { pollMs = 1000, ...options }: FinishedOptions = {},
  ): AsyncGenerator<Import, void, undefined> {
    let seen = '';
    for (;;) {
      const progress = await this.get(id, options);
      const text = JSON.stringify(progress);
      if (text !== seen) yield progress;
      seen = text;
      if (hasEnded(progress)) return;
      await wait(pollMs, options.signal);
    }
  }

  /** The rows that were not stored, with the reason: a file to be corrected and sent again. */
  rejects(id: string, options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
    const path = pathOf('customers', 'imports', id, 'rejects');
    return open(this.#connection, { ...options, method: 'GET', path });
  }
}

const hasEnded = ({ state }: Import) => state !== 'queued' && state !== 'running';
