import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { BusinessId } from '../../platform/database/business-id.js';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { Database } from '../../platform/database/database.js';
import type { Notifications } from '../../platform/database/notifications.js';

const channel = 'events';
/**
 * How often a process that writes all the time tells the others, in milliseconds: most of the time that an event waits
 * is this.
 */
const announcementIntervalMs = 25;
/** A process may die between its commit and its announcement. */
const pollAfterMs = 2_000;

/** Waits for events of one business, from the moment when it was made: none is missed between two waits. */
export interface EventWatch {
  /** Until there may be new events, at most this long, and never longer than the poll interval of a reader. */
  next(maxMs: number): Promise<void>;
  end(): void;
}

/** Who waits for events, on this replica, is notified of those that any replica has recorded. */
@Injectable()
export class EventSignals implements OnModuleInit, OnModuleDestroy {
  private readonly watches = new Map<string, Set<() => void>>();
  private readonly toAnnounce = new Set<BusinessId>();
  private isAnnouncing = false;
  private notifications: Notifications | undefined;
  /** The process is about to stop: all waits end. */
  isClosed = false;

  constructor(
    private readonly transaction: TenantTransaction,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.transaction.onRecorded((businessId) => {
      this.wake(businessId);
      this.toAnnounce.add(businessId);
      if (!this.isAnnouncing) void this.announce();
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.isClosed = true;
    for (const businessId of this.watches.keys()) this.wake(businessId);
    await this.notifications?.close();
  }

  watch(businessId: BusinessId): EventWatch {
    this.notifications ??= this.database.listen(channel, (payload) => this.wake(payload));
    let isWoken = false;
    let wakeWaiter: (() => void) | undefined;
    const wake = () => {
      isWoken = true;
      wakeWaiter?.();
    };
    const ofBusiness = this.watches.get(businessId) ?? new Set();
    this.watches.set(businessId, ofBusiness.add(wake));
    return {
      next: async (maxMs) => {
        if (!isWoken && !this.isClosed) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, Math.max(0, Math.min(maxMs, pollAfterMs)));
            wakeWaiter = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
        isWoken = false;
      },
      end: () => {
        ofBusiness.delete(wake);
        if (ofBusiness.size === 0) this.watches.delete(businessId);
      },
    };
  }

  /** Who waits at the moment. */
  get watchers(): number {
    return [...this.watches.values()].reduce((sum, { size }) => sum + size, 0);
  }

  private wake(businessId: string): void {
    for (const wake of this.watches.get(businessId) ?? []) wake();
  }

  /** One message reports all that was recorded meanwhile. A process that misses it asks by itself, a little later. */
  private async announce(): Promise<void> {
    this.isAnnouncing = true;
    while (this.toAnnounce.size > 0 && !this.isClosed) {
      const businessIds = [...this.toAnnounce];
      this.toAnnounce.clear();
      await this.database
        .query({
          name: 'announce_events',
          text: `select pg_notify('${channel}', b.id) from unnest($1::text[]) as b(id)`,
          values: [businessIds],
          rowOf: () => ({}),
        })
        .catch(() => undefined);
      await new Promise((resolve) => {
        setTimeout(resolve, announcementIntervalMs).unref();
      });
    }
    this.isAnnouncing = false;
  }
}
