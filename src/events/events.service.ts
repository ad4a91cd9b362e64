import { Inject, Injectable } from '@nestjs/common';
import type { MayStillRead } from '../auth/lasting-access.js';
import { BusinessTransaction } from '../database/business-transaction.js';
import type { Json } from '../database/wire/json.js';
import type { Caller } from '../http/caller.js';
import { conflict, notAuthenticated } from '../http/errors.js';
import type { Page } from '../lists/page.js';
import { Pagination } from '../lists/pagination.js';
import { reportDelivery } from './event-channel.js';
import { EventSignals } from './event-signals.js';
import { customerHistory, eventList } from './event-list.js';
import type { Event } from './event.js';
import { eventsAfter, selectGap, type StoredEvent } from './events.statements.js';
import type { EventListQuery, HistoryQuery } from './events.dto.js';

const eventsOfOneRead = 100;
/** In characters. A read ends at 8 MiB of the database's bytes: one that is shorter than this has not ended there. */
const surelyUncut = 1_048_576;
/** How often a stream shows that it is alive, for the proxies in between; a token that ends is noticed as soon. */
const heartbeatMs = 4_000;

/** The log of what has changed in a business. */
@Injectable()
export class EventsService {
  constructor(
    @Inject(BusinessTransaction) private readonly transaction: BusinessTransaction,
    @Inject(Pagination) private readonly pagination: Pagination,
    @Inject(EventSignals) private readonly signals: EventSignals,
  ) {}

  /**
   * A page; where it would be empty, after waiting for as long as the query says.
   *
   * @throws 409 as `assertKept`, 401 where the caller may not read any longer when the wait ends
   */
  async list(caller: Caller, query: EventListQuery, mayStillRead: MayStillRead): Promise<Json<Page<Event>>> {
    await this.assertKept(caller, query.after);
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

  /**
   * Whoever has seen events up to a position is not to go on behind it without those that were cleared away: it would
   * not know that it has missed any. Whoever has seen none begins with the first that is kept.
   *
   * @throws 409 where the next event is kept no longer
   */
  async assertKept({ businessId }: Caller, after: number | undefined): Promise<void> {
    if (after === undefined || after === 0) return;
    const [gap] = await this.transaction.query(businessId, selectGap(businessId, after));
    if (gap === undefined) return;
    throw conflict(
      `Events behind position ${after} are kept no longer; the first that is kept has position ${gap.first_position}`,
    );
  }

  /** The events of a customer and of its contacts. */
  history(caller: Caller, customerId: string, query: HistoryQuery): Promise<Json<Page<Event>>> {
    return this.pagination.page(caller, customerHistory(caller.businessId, customerId), query);
  }

  /**
   * Every event behind the position, those that are yet to come included, as a stream of server-sent events: until the
   * other end closes it, the process stops, or the caller may not read any longer.
   */
  async *stream(
    caller: Caller,
    filter: Pick<EventListQuery, 'type' | 'entity_id'>,
    after: number,
    mayStillRead: MayStillRead,
  ): AsyncGenerator<string> {
    const watch = this.signals.watch(caller.businessId);
    let position = after;
    let lastSign = performance.now();
    // Nobody has waited for events that were there before anybody asked for them.
    let isWaiting = false;
    try {
      // The head is sent at once: the client learns that it is connected before there is an event.
      yield 'retry: 1000\n\n';
      while (!this.signals.isClosed && (await mayStillRead())) {
        const events = await this.transaction.query(
          caller.businessId,
          eventsAfter(caller.businessId, position, eventsOfOneRead, filter),
        );
        for (const event of events) {
          if (isWaiting) reportDelivery(event.occurredAt);
          yield asMessage(event);
        }
        position = events.at(-1)?.position ?? position;
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

const asMessage = ({ position, type, json }: StoredEvent) =>
  `id: ${position}\nevent: ${type}\ndata: ${json}\n\n`;
