import { Injectable } from '@nestjs/common';
import type { MayStillRead } from '../tokens/access-revalidator.js';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import type { Json } from '../../platform/database/wire/json.js';
import type { Caller } from '../../platform/http/caller.js';
import { notAuthenticated } from '../../platform/http/errors.js';
import type { Page } from '../../resource/lists/page.js';
import { Pagination } from '../../resource/lists/pagination.js';
import { reportDelivery } from './event-channel.js';
import { EventSignals } from './event-signals.js';
import { customerHistory, eventList } from './event-list.js';
import type { Event } from './event.js';
import { assertContinues, discontinuity, type ReadPosition, selectContinuity } from './continuity.js';
import { eventsAfter, type StoredEvent } from './events.statements.js';
import type { EventListQuery, HistoryQuery } from './events.dto.js';

const eventsOfOneRead = 100;
/** In characters. A read ends at 8 MiB of the database's bytes: one that is shorter than this has not ended there. */
const surelyUncut = 1_048_576;
/** How often a stream shows that it is alive, for the proxies in between; a token that ends is noticed as soon. */
const heartbeatMs = 4_000;

/** The event log of a business. */
@Injectable()
export class EventsService {
  constructor(
    private readonly transaction: TenantTransaction,
    private readonly pagination: Pagination,
    private readonly signals: EventSignals,
  ) {}

  /**
   * A page; where it would be empty, after waiting for as long as the query says.
   *
   * @throws 409 where the history does not continue from the cursor or from `after`, 401 where the caller may not read any longer when the wait ends
   */
  async list(caller: Caller, query: EventListQuery, mayStillRead: MayStillRead): Promise<Json<Page<Event>>> {
    const read = () => this.pagination.page(caller, eventList(caller.businessId, query), query);
    if (query.wait === 0) return read();
    const end = performance.now() + query.wait * 1_000;
    const watch = this.signals.watch(caller.businessId);
    try {
      for (;;) {
        const page = await read();
        const left = end - performance.now();
        if (page.value.items.length > 0 || left <= 0 || this.signals.isClosed) return page;
        await watch.next(left);
        if (!(await mayStillRead())) throw notAuthenticated();
      }
    } finally {
      watch.end();
    }
  }

  /** @throws 409 where the history does not continue from the position */
  async assertContinues({ businessId }: Caller, read: ReadPosition): Promise<void> {
    if (read.position === 0) return;
    const [found] = await this.transaction.query(businessId, selectContinuity(businessId, read));
    assertContinues(read, found);
  }

  /** The events of a customer and of its contacts. */
  history(caller: Caller, customerId: string, query: HistoryQuery): Promise<Json<Page<Event>>> {
    return this.pagination.page(caller, customerHistory(caller.businessId, customerId), query);
  }

  /**
   * Every event after the position, future ones included, as a stream of server-sent events: until the client closes it,
   * the process stops, the caller may no longer read, or the history does not continue from the last event that was sent
   * (the database has failed over to one that lacks it). The client then reconnects with its `Last-Event-ID`.
   */
  async *stream(
    caller: Caller,
    filter: Pick<EventListQuery, 'type' | 'entity_id'>,
    after: ReadPosition,
    mayStillRead: MayStillRead,
  ): AsyncGenerator<string> {
    const watch = this.signals.watch(caller.businessId);
    const { businessId } = caller;
    let read = after;
    let lastSign = performance.now();
    // Events that existed before the request were not waited for.
    let isWaiting = false;
    try {
      // The head is sent at once: the client learns that it is connected before there is an event.
      yield 'retry: 1000\n\n';
      while (!this.signals.isClosed && (await mayStillRead())) {
        const [[found], events] = await this.transaction.queryAll(businessId, [
          selectContinuity(businessId, read),
          eventsAfter(businessId, read.position, eventsOfOneRead, filter),
        ]);
        // What retention removes meanwhile is nothing that the stream has missed.
        if (discontinuity(read, found, false) !== undefined) return;
        for (const event of events) {
          if (isWaiting) reportDelivery(event.occurredAt);
          yield asMessage(event);
        }
        const last = events.at(-1);
        if (last !== undefined) read = { position: last.position, eventId: last.id };
        if (events.length > 0) lastSign = performance.now();
        else if (performance.now() - lastSign > heartbeatMs) {
          lastSign = performance.now();
          yield ':\n\n';
        }
        const length = events.reduce((sum, { json }) => sum + json.length, 0);
        isWaiting = events.length < eventsOfOneRead && length < surelyUncut;
        if (isWaiting) await watch.next(heartbeatMs);
      }
    } finally {
      watch.end();
    }
  }
}

/** The id says which event it was, and not its position alone: see `ReadPosition`. */
const asMessage = ({ id, position, type, json }: StoredEvent) =>
  `id: ${position}.${id}\nevent: ${type}\ndata: ${json}\n\n`;
