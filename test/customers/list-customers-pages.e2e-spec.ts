import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';

interface PageBody {
  readonly items: readonly { readonly id: string; readonly name: string }[];
  readonly next_cursor: string | null;
  readonly prev_cursor: string | null;
  readonly has_next: boolean;
  readonly has_prev: boolean;
}

type Query = Readonly<Record<string, string | number | boolean | null>>;

const namesOf = ({ items }: PageBody) => items.map(({ name }) => name).join(' ');

const ends = ({ has_prev, has_next }: PageBody) => ({ has_prev, has_next });

/** Who is on the page, and whether it says that there is more: exactly where it says how to get there. */
const seen = (body: PageBody) => {
  expect(body.next_cursor !== null).toBe(body.has_next);
  expect(body.prev_cursor !== null).toBe(body.has_prev);
  return { names: namesOf(body), ...ends(body) };
};

describe('the pages of GET /customers', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
  });
  afterAll(() => service.release());

  /** A new business with this many customers, named 1, 2, 3 … in the order of their creation. */
  const withCustomers = async (count: number) => {
    api = await service.business();
    const rows = Array.from({ length: count }, (_, n) =>
      customerRow(Date.UTC(2026, 0, 1) + n, { name: String(n + 1) }),
    );
    await insertCustomerRows(service.database, api.businessId, rows);
    return rows.map(({ id }) => id);
  };

  const page = async (query: Query = {}): Promise<PageBody> => {
    const parameters = new URLSearchParams(
      Object.entries({ descending: false, ...query }).flatMap(([name, value]) =>
        value === null ? [] : [[name, String(value)]],
      ),
    );
    const { status, body } = await api.get(`/customers?${parameters.toString()}`);
    expect({ query, status }).toEqual({ query, status: 200 });
    return body as unknown as PageBody;
  };

  const next = (from: PageBody, query: Query = {}) => page({ limit: 2, cursor: from.next_cursor, ...query });
  const prev = (from: PageBody, query: Query = {}) =>
    page({ limit: 2, cursor: from.prev_cursor, direction: 'prev', ...query });

  const softDelete = (ids: readonly (string | undefined)[]) =>
    service.database.sql('update customers set deleted_at = now() where id = any($1::uuid[])', [ids]);

  it('has no page before the only one, and none after it', async () => {
    await withCustomers(0);
    expect(seen(await page())).toEqual({ names: '', has_prev: false, has_next: false });
    expect(seen(await page({ direction: 'prev' }))).toEqual({ names: '', has_prev: false, has_next: false });
    await withCustomers(1);
    expect(seen(await page({ limit: 1 }))).toEqual({ names: '1', has_prev: false, has_next: false });
    expect(seen(await page({ limit: 1, direction: 'prev' }))).toEqual({
      names: '1',
      has_prev: false,
      has_next: false,
    });
  });

  it('ends with a full page where their number is a multiple of the limit', async () => {
    await withCustomers(4);
    const first = await page({ limit: 2 });
    expect(seen(first)).toEqual({ names: '1 2', has_prev: false, has_next: true });
    const last = await next(first);
    expect(seen(last)).toEqual({ names: '3 4', has_prev: true, has_next: false });
    expect(seen(await prev(last))).toEqual({ names: '1 2', has_prev: false, has_next: true });
  });

  it('walks back over the same pages as forward', async () => {
    await withCustomers(7);
    const first = await page({ limit: 3 });
    const second = await next(first, { limit: 3 });
    const third = await next(second, { limit: 3 });
    expect(seen(third)).toEqual({ names: '7', has_prev: true, has_next: false });
    const secondAgain = await prev(third, { limit: 3 });
    expect(secondAgain).toEqual(second);
    expect(await prev(secondAgain, { limit: 3 })).toEqual(first);
  });

  it('begins with the last page where direction is prev and there is no cursor', async () => {
    await withCustomers(5);
    const last = await page({ limit: 2, direction: 'prev' });
    expect(seen(last)).toEqual({ names: '4 5', has_prev: true, has_next: false });
    const middle = await prev(last);
    expect(seen(middle)).toEqual({ names: '2 3', has_prev: true, has_next: true });
    const first = await prev(middle);
    expect(seen(first)).toEqual({ names: '1', has_prev: false, has_next: true });
    expect(seen(await next(first))).toEqual({ names: '2 3', has_prev: true, has_next: true });
  });

  it('walks the same in descending order', async () => {
    await withCustomers(5);
    const first = await page({ limit: 2, descending: true });
    expect(seen(first)).toEqual({ names: '5 4', has_prev: false, has_next: true });
    const second = await next(first, { descending: true });
    expect(seen(second)).toEqual({ names: '3 2', has_prev: true, has_next: true });
    expect(await prev(second, { descending: true })).toEqual(first);
    const last = await page({ limit: 2, descending: true, direction: 'prev' });
    expect(seen(last)).toEqual({ names: '2 1', has_prev: true, has_next: false });
  });

  it('takes another limit in the middle of a walk', async () => {
    await withCustomers(10);
    const first = await page({ limit: 2 });
    const rest = await next(first, { limit: 1_000 });
    expect(seen(rest)).toEqual({ names: '3 4 5 6 7 8 9 10', has_prev: true, has_next: false });
    expect(seen(await prev(rest, { limit: 1 }))).toEqual({ names: '2', has_prev: true, has_next: true });
  });

  it('goes on after a row that was deleted at the edge of the page', async () => {
    const ids = await withCustomers(6);
    const first = await page({ limit: 2 });
    await softDelete([ids[1], ids[2]]);
    const second = await next(first);
    expect(seen(second)).toEqual({ names: '4 5', has_prev: true, has_next: true });
    expect(seen(await prev(second))).toEqual({ names: '1', has_prev: false, has_next: true });
  });

  it('says that nothing comes before where all of it was deleted', async () => {
    const ids = await withCustomers(4);
    const first = await page({ limit: 2 });
    await softDelete(ids.slice(0, 2));
    expect(seen(await next(first))).toEqual({ names: '3 4', has_prev: false, has_next: false });
  });

  it('leads back from a page that became empty, to all that is left', async () => {
    const ids = await withCustomers(4);
    const first = await page({ limit: 2 });
    await softDelete(ids.slice(2));
    const empty = await next(first);
    expect(seen(empty)).toEqual({ names: '', has_prev: true, has_next: false });
    const back = await prev(empty);
    expect(seen(back)).toEqual({ names: '1 2', has_prev: false, has_next: false });
  });

  it('leads forward from an empty page before the first, to all that is left', async () => {
    const ids = await withCustomers(4);
    const last = await page({ limit: 2, direction: 'prev' });
    await softDelete(ids.slice(0, 2));
    const empty = await prev(last);
    expect(seen(empty)).toEqual({ names: '', has_prev: false, has_next: true });
    const forth = await next(empty);
    expect(seen(forth)).toEqual({ names: '3 4', has_prev: false, has_next: false });
  });

  it('finds rows created in the meantime on the way back from an empty page', async () => {
    const ids = await withCustomers(4);
    const first = await page({ limit: 2 });
    await softDelete(ids.slice(2));
    const empty = await next(first);
    await service.database.sql('update customers set deleted_at = null where id = any($1::uuid[])', [ids]);
    const back = await prev(empty);
    expect(seen(back)).toEqual({ names: '1 2', has_prev: false, has_next: true });
    expect(seen(await next(back))).toEqual({ names: '3 4', has_prev: true, has_next: false });
  });

  it('leads nowhere from an empty page where nothing is left at all', async () => {
    const ids = await withCustomers(4);
    const first = await page({ limit: 2 });
    await softDelete(ids);
    expect(seen(await next(first))).toEqual({ names: '', has_prev: false, has_next: false });
    expect(seen(await page({ limit: 2 }))).toEqual({ names: '', has_prev: false, has_next: false });
  });

  it('shows a customer that was created after the cursor on the way back only', async () => {
    await withCustomers(4);
    const first = await page({ limit: 2 });
    await insertCustomerRows(service.database, api.businessId, [
      customerRow(Date.UTC(2025, 0, 1), { name: 'earlier' }),
    ]);
    const second = await next(first);
    expect(seen(second)).toEqual({ names: '3 4', has_prev: true, has_next: false });
    const back = await prev(second);
    expect(seen(back)).toEqual({ names: '1 2', has_prev: true, has_next: true });
    expect(seen(await prev(back))).toEqual({ names: 'earlier', has_prev: false, has_next: true });
  });

  it('takes a limit of 1 and one of 1000', async () => {
    await withCustomers(1_001);
    const one = await page({ limit: 1 });
    expect(seen(one)).toEqual({ names: '1', has_prev: false, has_next: true });
    const thousand = await page({ limit: 1_000 });
    expect(thousand.items).toHaveLength(1_000);
    expect(ends(thousand)).toEqual({ has_prev: false, has_next: true });
    expect(seen(await next(thousand, { limit: 1_000 }))).toEqual({
      names: '1001',
      has_prev: true,
      has_next: false,
    });
    const rest = await next(one, { limit: 1_000 });
    expect(rest.items).toHaveLength(1_000);
    expect(ends(rest)).toEqual({ has_prev: true, has_next: false });
  });

  it('tells deleted customers apart in one walk with include_deleted', async () => {
    const ids = await withCustomers(5);
    await softDelete([ids[1], ids[2]]);
    const first = await page({ limit: 2, include_deleted: true });
    expect(seen(first)).toEqual({ names: '1 2', has_prev: false, has_next: true });
    const second = await next(first, { include_deleted: true });
    expect(seen(second)).toEqual({ names: '3 4', has_prev: true, has_next: true });
    expect(seen(await next(second, { include_deleted: true }))).toEqual({
      names: '5',
      has_prev: true,
      has_next: false,
    });
    expect(seen(await prev(second, { include_deleted: true }))).toEqual({
      names: '1 2',
      has_prev: false,
      has_next: true,
    });
  });

  it('looks on the other side of the cursor among the rows of the filter only', async () => {
    const ids = await withCustomers(4);
    await service.database.sql(`update customers set status = 'blocked' where id = any($1::uuid[])`, [
      ids.slice(2),
    ]);
    const first = await page({ limit: 1, status: 'blocked' });
    expect(seen(first)).toEqual({ names: '3', has_prev: false, has_next: true });
    const second = await next(first, { status: 'blocked', limit: 1 });
    expect(seen(second)).toEqual({ names: '4', has_prev: true, has_next: false });
    expect(seen(await prev(second, { status: 'blocked' }))).toEqual({
      names: '3',
      has_prev: false,
      has_next: true,
    });
  });

  it('answers each of many requests at once as if it were alone', async () => {
    await withCustomers(40);
    const first = await page({ limit: 10 });
    const pages = ['created_at', 'name', 'email', 'status'].flatMap((sort_by) =>
      [10, 25, 100, 101].flatMap((limit) => [
        { limit, sort_by },
        { limit, sort_by, descending: true },
        { limit, sort_by, include_total_count: true },
        { limit, sort_by, status: 'blocked' },
      ]),
    );
    const onwards = [10, 20, 50].map((limit) => ({ limit, cursor: first.next_cursor }));
    const queries: Query[] = [...pages, ...onwards, { limit: 10, search: '1' }, { limit: 20, search: '2' }];
    const alone: PageBody[] = [];
    for (const query of queries) alone.push(await page(query));
    expect(await Promise.all(queries.map((query) => page(query)))).toEqual(alone);
  });
});
