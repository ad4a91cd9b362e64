import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { BusinessId } from '../../platform/database/business-id.js';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import type { Statement } from '../../platform/database/statement.js';
import type { Json } from '../../platform/database/wire/json.js';
import type { Customer } from '../customers/customer.entity.js';
import { CustomerListQuery } from '../customers/customer-list.dto.js';
import { searchAll } from '../customers/search/customer-search.js';
import { customerList } from '../customers/customer-list.js';
import { unavailable } from '../../platform/http/errors.js';
import type { ExportQuery } from './export-query.js';
import type { Lines } from './export-lines.js';

/** Number of rows of an export that are held in memory. */
const maxFetched = 200;
/** In rows: they tell how large the next ones are. A customer with all of its contacts may have two megabytes. */
const firstFetched = 10;
/** In bytes: what the next rows come to if they are as large as the largest of those before. */
const maxFetchBytes = 16 * 1_048_576;

/** How many rows are fetched after these. */
const rowsAfter = (rows: readonly Json<Customer>[]): number => {
  const maxSize = rows.reduce((max, { size }) => Math.max(max, size), 1);
  return Math.max(1, Math.min(maxFetched, 2 * rows.length, Math.floor(maxFetchBytes / maxSize)));
};

/** The most exports in flight in this process: each holds a connection to its end. */
const maxConcurrent = 3;
/** Of one business: its readers take as long as they like, and another business is to have its export meanwhile. */
const maxPerBusiness = 2;

/** How long a client may take to read a batch; the database's own limit would be shorter. */
const idleTimeout: Statement = {
  text: `set local idle_in_transaction_session_timeout = '120s'`,
  values: [],
  rowOf: () => ({}),
};

/** Waits until the client has read the written bytes or disconnected; removes its listeners. */
async function drained(out: PassThrough, closed: Promise<unknown>): Promise<void> {
  const waiting = new AbortController();
  const drain = once(out, 'drain', { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([drain, closed]);
  waiting.abort();
}

/** Streams customers from one snapshot, as fast as the client takes them. */
@Injectable()
export class ExportsService {
  /** The business of each export in flight. */
  private readonly inFlight: BusinessId[] = [];

  constructor(private readonly transaction: TenantTransaction) {}

  /**
   * @returns the export once its first rows are there
   * @throws 503 where too many are in flight, and what the database does until then
   */
  start(businessId: BusinessId, query: ExportQuery, lines: Lines): Promise<Readable> {
    this.enter(businessId);
    // An export may fail before its caller has the stream: the caller learns of it by the promise.
    const out = new PassThrough().on('error', () => undefined);
    const closed = new Promise((resolve) => out.once('close', resolve));
    return new Promise((resolve, reject) => {
      this.transaction
        .run(businessId, async (run) => {
          const requested = Object.assign(new CustomerListQuery(), query);
          const [matches] = query.search === undefined ? [] : await run(searchAll(businessId, requested));
          const found = matches?.map(({ id }) => id);
          const all = customerList(businessId, requested, found).page({
            cursor: undefined,
            limit: Number.MAX_SAFE_INTEGER,
            forward: true,
            descending: query.descending,
          });
          const declare: Statement = {
            text: `declare exported no scroll cursor for ${all.text}`,
            values: all.values,
            rowOf: () => ({}),
          };
          const { rowOf } = all;
          const fetch = (count: number): typeof all => ({
            text: `fetch ${count} from exported`,
            values: [],
            ...(rowOf === undefined ? {} : { rowOf }),
          });
          let [, , rows] = await run(idleTimeout, declare, fetch(firstFetched));
          out.write(lines.head);
          resolve(out);
          while (rows.length > 0) {
            const text = lines.of(rows.map((row) => row.value));
            if (out.destroyed) return;
            if (!out.write(text)) await drained(out, closed);
            [rows] = await run(fetch(rowsAfter(rows)));
          }
        })
        .then(() => out.end())
        .catch((error: unknown) => {
          reject(error instanceof Error ? error : new Error(String(error)));
          out.destroy(error instanceof Error ? error : undefined);
        })
        .finally(() => this.leave(businessId));
    });
  }

  private enter(businessId: BusinessId): void {
    const { inFlight } = this;
    const ofBusiness = inFlight.filter((id) => id === businessId).length;
    if (inFlight.length >= maxConcurrent || ofBusiness >= maxPerBusiness)
      throw unavailable('Too many exports are in flight, please try again', 5);
    inFlight.push(businessId);
  }

  private leave(businessId: BusinessId): void {
    this.inFlight.splice(this.inFlight.indexOf(businessId), 1);
  }
}
