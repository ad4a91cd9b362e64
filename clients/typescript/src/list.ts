import { type CallOptions, type Connection, send } from './transport.js';

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** How many there are in all, if `include_total_count` was asked for. */
  readonly total: number | null;
  /** Pass it as `cursor` to go on. */
  readonly next_cursor: string | null;
  /** Pass it as `cursor`, with the `direction` `prev`, to go back. */
  readonly prev_cursor: string | null;
  readonly has_next: boolean;
  readonly has_prev: boolean;
}

interface PageQuery {
  readonly cursor?: string;
  readonly direction?: 'next' | 'prev';
}

/** A list that is short by nature comes as an array: that is its only page. */
function asPage<T>(answer: Page<T> | readonly T[]): Page<T> {
  if (!('length' in answer)) return answer;
  return {
    items: answer,
    total: answer.length,
    next_cursor: null,
    prev_cursor: null,
    has_next: false,
    has_prev: false,
  };
}

/** Nothing is asked for until it is iterated over, or until a page is taken. Each iteration starts again. */
export class List<T> implements AsyncIterable<T> {
  readonly #connection: Connection;
  readonly #path: string;
  readonly #query: object;
  readonly #options: CallOptions;

  constructor(connection: Connection, path: string, query: object, options: CallOptions) {
    this.#connection = connection;
    this.#path = path;
    this.#query = query;
    this.#options = options;
  }

  /** The page that the query asks for: the first one, without a cursor. */
  page(): Promise<Page<T>> {
    return this.#fetch(this.#query);
  }

  /** That page and all after it; with the `direction` `prev`, all before it. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    const { direction } = this.#query as PageQuery;
    let query = this.#query;
    for (;;) {
      const page = await this.#fetch(query);
      yield page;
      // The last page may have a cursor, too: to go on from there once there is more.
      const [hasMore, cursor] =
        direction === 'prev' ? [page.has_prev, page.prev_cursor] : [page.has_next, page.next_cursor];
      if (!hasMore || cursor === null) return;
      query = { ...this.#query, cursor };
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { items } of this.pages()) yield* items;
  }

  /** All of it at once, for lists that fit into memory. */
  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const item of this) all.push(item);
    return all;
  }

  async #fetch(query: object): Promise<Page<T>> {
    const call = { ...this.#options, method: 'GET', path: this.#path, query } as const;
    return asPage(await send<Page<T> | readonly T[]>(this.#connection, call));
  }
}
