import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { addRequests, deleteRequestsBefore } from './rate-limits.statements.js';

export const requestsPerMinute = Symbol('RATE_LIMIT_PER_MINUTE');

const minuteMs = 60_000;
const syncIntervalMs = 500;
/** The part of the limit that a replica admits on its own account before it asks the others. */
const unsyncedShare = 0.02;

/** The state of one token in the current minute. */
export interface RateLimit {
  readonly isExceeded: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the minute ends, at least 1. */
  readonly reset: number;
}

/** The requests of one token in one minute. */
interface Count {
  readonly tokenId: string;
  readonly minute: number;
  /** Those of all replicas at the last exchange. */
  shared: number;
  /** Those admitted here that are on their way to the database. */
  sent: number;
  /** Those admitted here since. */
  pending: number;
}

/**
 * A limit of requests per minute for each token, over all replicas. Counting is memory only: no request waits for
 * the database. The counts are exchanged in the background, all tokens in one statement, twice a second and as soon
 * as a token is new in its minute or has used 2 % of its limit here; docs/adr/0004 says what that bounds. While the
 * database is away each replica counts for itself.
 */
@Injectable()
export class RateLimiter implements OnApplicationShutdown {
  private readonly logger = new Logger(RateLimiter.name);
  private readonly counts = new Map<string, Count>();
  private readonly unsynced = new Set<Count>();
  private readonly maxUnsynced: number;
  private timer: NodeJS.Timeout | undefined;
  private syncing: Promise<void> | undefined;
  private isFailing = false;
  private cleanedMinute = 0;

  constructor(
    private readonly database: Database,
    @Inject(requestsPerMinute) private readonly limit: number,
  ) {
    this.maxUnsynced = Math.max(1, Math.floor(limit * unsyncedShare));
  }

  /** Counts a request; undefined where there is no limit. A request beyond the limit is not counted. */
  count(tokenId: string, now = Date.now()): RateLimit | undefined {
    const { limit } = this;
    if (limit === 0) return undefined;
    const minute = Math.floor(now / minuteMs);
    let count = this.counts.get(tokenId);
    const isNew = count?.minute !== minute;
    if (count === undefined || isNew) {
      count = { tokenId, minute, shared: 0, sent: 0, pending: 0 };
      this.counts.set(tokenId, count);
    }
    const isExceeded = count.shared + count.sent + count.pending >= limit;
    if (!isExceeded) {
      count.pending++;
      this.unsynced.add(count);
      this.schedule(isNew || count.pending >= this.maxUnsynced);
    }
    return {
      isExceeded,
      limit,
      remaining: Math.max(0, limit - count.shared - count.sent - count.pending),
      reset: Math.ceil(((minute + 1) * minuteMs - now) / 1000),
    };
  }

  /** Sends the remaining counts, so that the other replicas include them. */
  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    while (this.syncing !== undefined) await this.syncing;
    clearTimeout(this.timer);
    await this.sync();
  }

  private schedule(atOnce: boolean): void {
    if (this.syncing !== undefined) return;
    if (atOnce && !this.isFailing) this.start();
    else this.timer ??= setTimeout(() => this.start(), syncIntervalMs).unref();
  }

  /** One exchange at a time: requests counted in the meantime are in the next. */
  private start(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.syncing = this.sync().finally(() => {
      this.syncing = undefined;
      if (this.unsynced.size > 0) this.schedule([...this.unsynced].some((count) => this.isUrgent(count)));
    });
  }

  private readonly isUrgent = ({ pending }: Count) => pending >= this.maxUnsynced;

  private async sync(): Promise<void> {
    const minute = Math.floor(Date.now() / minuteMs);
    // Remaining counts of a past minute limit no request any more.
    const batch = [...this.unsynced].filter((count) => count.minute >= minute);
    this.unsynced.clear();
    for (const count of batch) {
      count.sent = count.pending;
      count.pending = 0;
    }
    try {
      if (batch.length > 0) await this.lifecycle(batch);
      if (this.cleanedMinute < minute) await this.clean(minute);
      this.isFailing = false;
    } catch (error) {
      for (const count of batch) {
        count.pending += count.sent;
        count.sent = 0;
        if (count.pending > 0) this.unsynced.add(count);
      }
      if (!this.isFailing) this.logger.warn({ err: error }, 'Rate limits are counted by each replica alone');
      this.isFailing = true;
    }
  }

  private async lifecycle(batch: readonly Count[]): Promise<void> {
    const rows = await this.database.query(
      addRequests(batch.map(({ tokenId, minute, sent }) => ({ tokenId, minute, requests: sent }))),
    );
    const shared = new Map(rows.map(({ token_id, requests }) => [token_id, requests]));
    for (const count of batch) {
      count.shared = shared.get(count.tokenId) ?? count.shared + count.sent;
      count.sent = 0;
    }
  }

  /** Once a minute: forgets, here and there, the minutes that have passed. */
  private async clean(minute: number): Promise<void> {
    this.cleanedMinute = minute;
    for (const [tokenId, count] of this.counts) {
      if (count.minute < minute) this.counts.delete(tokenId);
    }
    await this.database.query(deleteRequestsBefore(minute - 1));
  }
}
