import { Injectable } from '@nestjs/common';
import { limitTime, planByValues, type Statement } from '../../platform/database/statement.js';
import { KeyedSemaphore } from '../../platform/concurrency/keyed-semaphore.js';
import { Json } from '../../platform/database/wire/json.js';
import type { JsonRow } from '../../platform/database/wire/json-row.js';
import { ResponseBufferBudget } from '../../platform/http/response-buffer-budget.js';
import { Cursors } from './cursors.js';
import type { List, RowPosition } from './list-statements.js';
import type { ListQuery, Page } from './page.js';

/** Sends the statements of a page for an owner. */
export interface Reader {
  /** A business or a token: cursors hold for it alone, and large pages are made in turns with those of others. */
  readonly owner: string;
  /** In one transaction and one round trip: the rows of each. */
  read(statements: readonly Statement[]): Promise<readonly object[][]>;
  /** The same, possibly together with concurrent reads: for quick statements with few rows. */
  readTogether(statements: readonly Statement[]): Promise<readonly object[][]>;
}

/** Of a page that travels with others: they wait for each other. */
const maxSharedRows = 100;

/** In bytes: where the items of a page are more, it ends before its limit. One item it has in any case. */
const maxPageBytes = 8 * 1_048_576;

/** Pages of more rows than travel with others that are made at once, and how long one waits for its turn. */
const maxLargePages = 4;
const maxPerBusiness = 2;
const timeoutMs = 5_000;

/** Of items, the nearest first, those that fit into a page. */
function fitting<Item>(items: readonly JsonRow<Item>[]): readonly JsonRow<Item>[] {
  let room = maxPageBytes;
  const end = items.findIndex(({ size }, index) => (room -= size + 1) < 0 && index > 0);
  return end === -1 ? items : items.slice(0, end);
}

/** Reads pages by keyset: each begins at a place in the order, not at a number of rows. */
@Injectable()
export class Pages {
  /** Large pages are made in turns: each is held in memory more than once until it is sent. */
  private readonly largePages = new KeyedSemaphore(
    {
      name: 'slots for large pages',
      detail: `Too many pages of more than ${maxSharedRows} items are being read, please try again or lower limit`,
    },
    maxLargePages,
    maxPerBusiness,
    timeoutMs,
  );

  constructor(
    private readonly cursors: Cursors,
    private readonly responseBuffers: ResponseBufferBudget,
  ) {}

  /** @throws 422 for a cursor that is damaged, or of another list, AcquireTimeoutError, 503 where the business has too much to read yet */
  async page<Item>(reader: Reader, list: List<Item>, query: ListQuery): Promise<Json<Page<Item>>> {
    if (query.limit <= maxSharedRows) return this.make(reader, list, query);
    const slot = await this.largePages.acquire(reader.owner);
    try {
      this.responseBuffers.assertCapacity(reader.owner, maxPageBytes);
      return await this.make(reader, list, query);
    } finally {
      this.largePages.release(reader.owner, slot);
    }
  }

  private async make<Item>(reader: Reader, list: List<Item>, query: ListQuery): Promise<Json<Page<Item>>> {
    const { limit, direction, descending } = query;
    const identity = JSON.stringify([reader.owner, list.name, list.order(descending), list.filters]);
    const cursor = query.cursor === undefined ? undefined : this.cursors.decode(identity, query.cursor);
    const forward = direction === 'next';
    const precondition = list.precondition?.(cursor, forward !== descending);
    const statements = [
      { ...list.page({ cursor, limit: limit + 1, forward, descending }), maxBytes: maxPageBytes },
      ...(cursor === undefined ? [] : [list.exists({ cursor, forward, descending })]),
      ...(query.include_total_count ? [list.count()] : []),
      ...(precondition === undefined ? [] : [precondition.statement]),
    ];
    const isPrepared = statements.every(({ name }) => name !== undefined);
    const isShared = list.mayShareRoundTrip && limit <= maxSharedRows && isPrepared;
    const settings = [
      ...(list.timeLimitMs === undefined ? [] : [limitTime(list.timeLimitMs)]),
      ...(isPrepared ? [] : [planByValues]),
    ];
    const results = isShared
      ? await reader.readTogether(statements)
      : await reader.read([...settings, ...statements]);
    const [fetched = [], ...others] = (
      isShared ? results : results.slice(settings.length)
    ) as RowPosition[][];
    precondition?.assert(others.pop() ?? []);

    // One row more than the page holds says whether there is more on this side of it, and a separate question
    // whether there is any on the other side: the row at the cursor may be gone by now.
    const found = fetched.slice(0, limit);
    const read = await this.itemsOf(reader, list, found);
    const fitted = fitting(read);
    const isCut = fitted.length < read.length;
    const nearest = isCut ? found.slice(0, found.findIndex(({ id }) => id === fitted.at(-1)?.id) + 1) : found;
    const ahead = fetched.length > nearest.length;
    const [items, rows] = forward ? [fitted, nearest] : [fitted.toReversed(), nearest.toReversed()];
    const [behind] = cursor === undefined ? [] : (others.shift() as unknown as { exists: boolean }[]);
    const [count] = query.include_total_count ? (others.shift() as unknown as { total: number }[]) : [];
    const has_next = forward ? ahead : behind?.exists === true;
    const has_prev = forward ? behind?.exists === true : ahead;

    const first = rows[0];
    const last = rows.at(-1);
    const at = (row: RowPosition | undefined) => {
      if (row !== undefined && (row.sort_key !== null) !== list.hasKey) {
        throw new Error('The order and the keys that were selected are not the same');
      }
      const position =
        row === undefined
          ? cursor && { ...cursor, inclusive: !cursor.inclusive }
          : { key: row.sort_key, id: row.id, inclusive: false };
      return position === undefined ? null : this.cursors.encode(identity, position);
    };
    // More rows will follow the last row of a growing list.
    const isEnd = !has_next && list.isGrowing === true && forward && !descending;
    const end = last === undefined ? (query.cursor ?? null) : at(last);
    return Json.withItems(items, {
      total: count?.total ?? null,
      limit,
      next_cursor: isEnd ? end : has_next ? at(last) : null,
      prev_cursor: has_prev ? at(first) : null,
      has_next,
      has_prev,
    });
  }

  private async itemsOf<Item>(
    reader: Reader,
    list: List<Item>,
    rows: readonly RowPosition[],
  ): Promise<readonly JsonRow<Item>[]> {
    // Without a statement for the items, the page has answered with them.
    if (list.itemsAt === undefined) return rows as readonly JsonRow<Item>[];
    if (rows.length === 0) return [];
    const [items = []] = await reader.read([{ ...list.itemsAt(rows), maxBytes: maxPageBytes }]);
    return items as JsonRow<Item>[];
  }
}
