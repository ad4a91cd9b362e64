import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type CustomerSort, customerSorts } from '../../src/modules/customers/customer-list.dto.js';
import type { ApiClient } from '../support/api-client.js';
import { type CustomerRow, customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';

interface Walked {
  readonly ids: readonly string[];
  readonly pages: number;
}

const untouchedRows = 1_500;
const restlessRows = 1_500;
const start = Date.UTC(2026, 0, 1);
const year = 365 * 86_400_000;
const statuses = ['active', 'inactive', 'blocked'] as const;

const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(Math.random() * values.length)];
const upTo = (limit: number) => Math.floor(Math.random() * limit);

/** Many rows share each key, so that a page often ends among equals. */
const randomRow = (name: string): CustomerRow =>
  customerRow(start + upTo(year), {
    name: `${name} ${upTo(40)}`,
    email: `${upTo(40)}@example.com`,
    credit_limit_cents: upTo(3) === 0 ? null : upTo(20),
    status: pick(statuses) ?? 'active',
    updated_at: new Date(start + upTo(50) * 1_000).toISOString(),
  });

/** The untouched rows among those that the walk met, in its order. */
const untouchedAmong = (ids: readonly string[], rows: readonly CustomerRow[]) => {
  const wanted = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => wanted.has(id));
};

describe('a walk over the customers while others write', () => {
  let service: SharedService;
  let api: ApiClient;
  let untouched: readonly CustomerRow[];
  let untouchedAndDeleted: readonly CustomerRow[];
  const writers: Promise<number>[] = [];
  const over = new AbortController();

  /**
   * Inserts, deletes, restores and changes, over a separate connection, until the end; counts what it did. Each has
   * separate rows, or two could wait for each other.
   */
  const write = async (rows: readonly CustomerRow[]): Promise<number> => {
    const client = new Client({ connectionString: service.database.url });
    await client.connect();
    const database = {
      sql: async <Row extends object>(text: string, values: unknown[] = []) =>
        (await client.query<Row>(text, values)).rows,
    };
    const ids = rows.map(({ id }) => id);
    let writes = 0;
    while (!over.signal.aborted) {
      const some = Array.from({ length: 10 }, () => pick(ids));
      await insertCustomerRows(database, api.businessId, [randomRow('Newcomer'), randomRow('Newcomer')]);
      await database.sql('update customers set deleted_at = now() where id = any($1::uuid[])', [
        some.slice(0, 3),
      ]);
      await database.sql('update customers set deleted_at = null where id = any($1::uuid[])', [
        some.slice(3, 6),
      ]);
      await database.sql(
        `update customers
         set name = $2, email = $3, credit_limit_cents = $4, status = $5, updated_at = greatest(now(), updated_at)
         where id = any($1::uuid[])`,
        [some.slice(6), `Moved ${upTo(40)}`, `${upTo(40)}@example.com`, upTo(20), pick(statuses)],
      );
      writes += 4;
    }
    await client.end();
    return writes;
  };

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    const deleted_at = new Date(start).toISOString();
    untouched = Array.from({ length: untouchedRows }, () => randomRow('Untouched'));
    untouchedAndDeleted = Array.from({ length: 200 }, () => ({ ...randomRow('Untouched'), deleted_at }));
    const restless = Array.from({ length: restlessRows }, () => randomRow('Restless'));
    await insertCustomerRows(service.database, api.businessId, [
      ...untouched,
      ...untouchedAndDeleted,
      ...restless,
    ]);
    const half = restlessRows / 2;
    writers.push(write(restless.slice(0, half)), write(restless.slice(half)));
  });

  afterAll(async () => {
    over.abort();
    await Promise.all(writers);
    await service.release();
  });

  /** Goes from one end of the list to the other, and keeps the ids in the order of the walk. */
  const walk = async (query: Readonly<Record<string, string>>, isForward: boolean): Promise<Walked> => {
    const ids: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const parameters = new URLSearchParams({
        ...query,
        limit: '211',
        direction: isForward ? 'next' : 'prev',
        ...(cursor === null ? {} : { cursor }),
      });
      const { status, body } = await api.get(`/customers?${parameters.toString()}`);
      expect(status).toBe(200);
      const page = (body['items'] as { id: string }[]).map(({ id }) => id);
      ids.push(...(isForward ? page : page.toReversed()));
      cursor = (isForward ? body['next_cursor'] : body['prev_cursor']) as string | null;
      pages += 1;
    } while (cursor !== null);
    return { ids, pages };
  };

  const inOrder = async (sort_by: CustomerSort, rows: readonly CustomerRow[]) => {
    const key = {
      created_at: 'id',
      updated_at: 'updated_at, id',
      name: 'lower(name) collate "C", id',
      email: 'lower(email) collate "C", id',
      credit_limit_cents: 'coalesce(credit_limit_cents, -1), id',
      status: 'status collate "C", id',
    }[sort_by];
    const sorted = await service.database.sql<{ id: string }>(
      `select id from customers where id = any($1::uuid[]) order by ${key}`,
      [rows.map(({ id }) => id)],
    );
    return sorted.map(({ id }) => id);
  };

  it.each(customerSorts)(
    'by %s meets every row that stayed as it was exactly once, in either direction',
    async (sort_by) => {
      const ascending = await inOrder(sort_by, untouched);
      const forth = await walk({ sort_by, descending: 'false' }, true);
      expect(forth.pages).toBeGreaterThan(untouchedRows / 211);
      expect(untouchedAmong(forth.ids, untouched)).toEqual(ascending);
      const back = await walk({ sort_by, descending: 'false' }, false);
      expect(untouchedAmong(back.ids, untouched)).toEqual(ascending.toReversed());
      const down = await walk({ sort_by, descending: 'true' }, true);
      expect(untouchedAmong(down.ids, untouched)).toEqual(ascending.toReversed());
    },
  );

  it.each(customerSorts)('by %s meets deleted rows too, where they are asked for', async (sort_by) => {
    const all = [...untouched, ...untouchedAndDeleted];
    const ascending = await inOrder(sort_by, all);
    const forth = await walk({ sort_by, descending: 'false', include_deleted: 'true' }, true);
    expect(untouchedAmong(forth.ids, all)).toEqual(ascending);
    const back = await walk({ sort_by, descending: 'false', include_deleted: 'true' }, false);
    expect(untouchedAmong(back.ids, all)).toEqual(ascending.toReversed());
  });

  it('was disturbed all the while', async () => {
    over.abort();
    for (const writes of await Promise.all(writers)) expect(writes).toBeGreaterThan(100);
  });
});
