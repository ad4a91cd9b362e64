import { List } from '../list.js';
import { type CallOptions, type Connection, pathOf } from '../transport.js';
import type { Event, EventQuery, HistoryQuery } from '../types.js';

/** How long the service waits for the next event before it returns an empty page. */
const longestWaitSeconds = 25;

export interface FollowQuery {
  /** The position of the last event that was dealt with; 0, the default, for all from the first one. */
  readonly after?: number;
  readonly type?: Event['type'];
  readonly entity_id?: string;
}

/** The changes of the business, in commit order. The token needs the scope `events:read`. */
export class Events {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Those that are there. */
  list(query: EventQuery = {}, options: CallOptions = {}): List<Event> {
    return new List(this.#connection, '/events', query, options);
  }

  /** Those of one customer. */
  history(customerId: string, query: HistoryQuery = {}, options: CallOptions = {}): List<Event> {
    return new List(this.#connection, pathOf('customers', customerId, 'history'), query, options);
  }

  /**
   * Those that are there, and then each new one as it comes. It has no end: leave the loop, or abort the signal. Store
   * `position` once an event is dealt with, and go on `after` it: none is missed.
   */
  async *follow(query: FollowQuery = {}, options: CallOptions = {}): AsyncGenerator<Event, never, undefined> {
    // Half of the time limit, so that the answer comes within it.
    const wait = Math.min(longestWaitSeconds, Math.floor(this.#connection.timeoutMs / 2000));
    let { after = 0 } = query;
    for (;;) {
      const { items } = await this.list({ ...query, after, wait }, options).page();
      for (const event of items) {
        yield event;
        after = event.position;
      }
    }
  }
}
