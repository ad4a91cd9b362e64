import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CustomerSort, customerSorts } from '../../src/modules/customers/customer-list.dto.js';
import type { ApiClient } from '../support/api-client.js';
import { type CustomerRow, customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';

type Query = Readonly<Record<string, string | number | boolean | null>>;

interface PageBody {
  readonly items: readonly { readonly id: string; readonly name: string }[];
  readonly total: number | null;
  readonly next_cursor: string | null;
  readonly prev_cursor: string | null;
  readonly has_next: boolean;
  readonly has_prev: boolean;
}

const firstDay = Date.UTC(2026, 0, 1);
const at = (hours: number) => new Date(firstDay + hours * 3_600_000).toISOString();

/** Matches of "acme" in every tier, many of them by the same name, and as many customers that are none. */
const names = [
  'Acme',
  'ACME',
  'Acme Trading',
  'The Acme Group',
  'Group of Acme',
  'Acmeon Ltd',
  'New Acmeon',
  'Pacmen',
  'Acmy Holding',
  'Old Akme',
  'Ac-Me',
  'Zebra',
  'Globex',
  'Initech',
  'Umbrella',
  'Hooli',
  'Stark',
  'Wayne',
];
const matching = 11;

const rows: readonly CustomerRow[] = Array.from({ length: 360 }, (_, n) =>
  customerRow(firstDay + n * 3_600_000, {
    name: `${names[n % names.length] ?? ''}${n % 5 === 0 ? '' : ` ${n % 7}`}`,
    email: `e${n % 13}@example.com`,
    credit_limit_cents: n % 4 === 0 ? null : n % 50,
    status: (['active', 'inactive', 'blocked'] as const)[n % 3] ?? 'active',
    category: n % 2 === 0 ? 'Retail' : null,
    updated_at: at(600 + ((n * 37) % 200)),
    deleted_at: n % 10 === 9 ? at(900) : null,
  }),
);

const idsOf = ({ items }: PageBody) => items.map(({ id }) => id);

describe('the pages of GET /customers?search=', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    await insertCustomerRows(service.database, api.businessId, rows);
  });
  afterAll(() => service.release());

  const request = (query: Query, client = api) => {
    const given: Query = { search: 'acme', ...query };
    const parameters = Object.entries(given).flatMap(([name, value]) =>
      value === null ? [] : [[name, String(value)]],
    );
    return client.get(`/customers?${new URLSearchParams(parameters).toString()}`);
  };

  const page = async (query: Query = {}, client = api): Promise<PageBody> => {
    const { status, body } = await request(query, client);
    expect({ query, status }).toEqual({ query, status: 200 });
    return body as unknown as PageBody;
  };

  const all = async (query: Query = {}, client = api) =>
    idsOf(await page({ limit: 1_000, ...query }, client));

  /** All the pages one way, each as it was answered. */
  const walk = async (query: Query, client = api): Promise<PageBody[]> => {
    const pages = [await page(query, client)];
    for (;;) {
      const last = pages.at(-1);
      const cursor = query['direction'] === 'prev' ? last?.prev_cursor : last?.next_cursor;
      if (cursor === undefined || cursor === null) return pages;
      pages.push(await page({ ...query, cursor }, client));
    }
  };

  const bothWays = async (query: Query, client = api): Promise<[string[], string[]]> => {
    const forward = await walk(query, client);
    const backward = await walk({ ...query, direction: 'prev' }, client);
    return [forward.flatMap(idsOf), backward.toReversed().flatMap(idsOf)];
  };

  it('finds all the matches, and no others', async () => {
    const expected = rows.filter((row, n) => n % names.length < matching && row.deleted_at === null);
    expect(new Set(await all())).toEqual(new Set(expected.map(({ id }) => id)));
  });

  it.each([
    { limit: 1, status: 'blocked' },
    { limit: 7, status: null },
    { limit: 50, status: null },
  ])('walks them in the order of one page, forward and back, by $limit', async ({ limit, status }) => {
    const expected = await all({ status });
    expect(await bothWays({ limit, status })).toEqual([expected, expected]);
  });

  it('walks deleted ones along with the others', async () => {
    const expected = await all({ include_deleted: true });
    expect(expected.length).toBeGreaterThan((await all()).length);
    expect(await bothWays({ limit: 11, include_deleted: true })).toEqual([expected, expected]);
  });

  it('says on each page whether there is a page on either side', async () => {
    const pages = await walk({ limit: 20 });
    for (const [index, { has_next, has_prev, next_cursor, prev_cursor }] of pages.entries()) {
      expect({ index, has_next, has_prev }).toEqual({
        index,
        has_next: index < pages.length - 1,
        has_prev: index > 0,
      });
      expect([next_cursor !== null, prev_cursor !== null]).toEqual([has_next, has_prev]);
    }
    const [first, second] = pages;
    expect(await page({ limit: 20, direction: 'prev', cursor: second?.prev_cursor ?? '' })).toEqual(first);
  });

  it('neither skips nor repeats a match that stays, while others come and go', async () => {
    const business = await service.business();
    const staying = rows.filter((row) => row.deleted_at === null).slice(0, 150);
    await insertCustomerRows(service.database, business.businessId, staying);
    const expected = await all({}, business);
    const stays = new Set(expected);
    const over = new AbortController();
    let changes = 0;
    const change = async (name: string) => {
      while (!over.signal.aborted) {
        const { body } = await business.post('/customers', { name, email: 'guest@example.com' });
        await business.put(`/customers/${String(body['id'])}`, { name: `Guest of ${name}` });
        await business.delete(`/customers/${String(body['id'])}`);
        changes += 1;
      }
    };
    const others = ['Acme', 'Acme 3', 'Acme Trading 2', 'The Acme Group 1', 'Acmeon Ltd 1', 'Old Akme'].map(
      change,
    );
    try {
      const before = changes;
      for (const limit of [3, 10]) {
        const [forward, backward] = await bothWays({ limit }, business);
        expect(forward.filter((id) => stays.has(id))).toEqual(expected);
        expect(backward.filter((id) => stays.has(id))).toEqual(expected);
      }
      expect(changes).toBeGreaterThan(before + 10);
    } finally {
      over.abort();
      await Promise.all(others);
    }
  });

  it('leads back from a page that became empty, to all that is left, in either direction', async () => {
    const business = await service.business();
    const few = ['Acme', 'Acme One', 'Acme Two', 'The Acme'].map((name, n) =>
      customerRow(firstDay + n, { name }),
    );
    await insertCustomerRows(service.database, business.businessId, few);
    const ids = few.map(({ id }) => id);
    const setDeleted = (which: readonly string[], isDeleted: boolean) =>
      service.database.sql(
        `update customers set deleted_at = ${isDeleted ? 'now()' : 'null'} where id = any($1::uuid[])`,
        [which],
      );
    const first = await page({ limit: 2 }, business);
    expect(idsOf(first)).toEqual(ids.slice(0, 2));
    await setDeleted(ids.slice(2), true);
    const empty = await page({ limit: 2, cursor: first.next_cursor }, business);
    expect(empty).toMatchObject({ items: [], has_next: false, has_prev: true });
    const back = await page({ limit: 2, direction: 'prev', cursor: empty.prev_cursor }, business);
    expect(idsOf(back)).toEqual(ids.slice(0, 2));

    await setDeleted(ids, false);
    const last = await page({ limit: 2, direction: 'prev' }, business);
    expect(idsOf(last)).toEqual(ids.slice(2));
    await setDeleted(ids.slice(0, 2), true);
    const none = await page({ limit: 2, direction: 'prev', cursor: last.prev_cursor }, business);
    expect(none).toMatchObject({ items: [], has_next: true, has_prev: false });
    const forth = await page({ limit: 2, cursor: none.next_cursor }, business);
    expect(idsOf(forth)).toEqual(ids.slice(2));
  });

  const filters: readonly (readonly [Query, (row: CustomerRow) => boolean])[] = [
    [{ status: 'blocked' }, (row) => row.status === 'blocked'],
    [{ category: 'Retail' }, (row) => row.category === 'Retail'],
    [{ category: 'retail' }, () => false],
    [{ email: 'E3@EXAMPLE.com' }, (row) => row.email === 'e3@example.com'],
    [{ id: rows[20]?.id ?? '' }, (row) => row.id === rows[20]?.id],
    [{ created_after: at(100) }, (row) => row.created_at > at(100)],
    [{ created_before: at(100) }, (row) => row.created_at < at(100)],
    [{ updated_after: at(700) }, (row) => row.updated_at > at(700)],
    [{ updated_before: at(700) }, (row) => row.updated_at < at(700)],
  ];

  it('combines with any two filters, in the order of the best match', async () => {
    for (const include_deleted of [false, true]) {
      const order = await all({ include_deleted });
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const [index, [one, isOne]] of filters.entries()) {
        for (const [another, isAnother] of filters.slice(index)) {
          const query = { ...one, ...another, include_deleted };
          const holds = Object.keys(one)[0] === Object.keys(another)[0] ? isAnother : isOne;
          const expected = order.filter((id) => {
            const row = byId.get(id);
            return row !== undefined && holds(row) && isAnother(row);
          });
          expect({ query, ids: await all(query) }).toEqual({ query, ids: expected });
        }
      }
    }
  });

  it('walks the pages of a filter both ways', async () => {
    const query = { status: 'active', category: 'Retail' };
    const expected = await all(query);
    expect(expected.length).toBeGreaterThan(30);
    expect(await bothWays({ ...query, limit: 4 })).toEqual([expected, expected]);
  });

  it.each(customerSorts)(
    'takes the order of %s instead, both ways and in both directions',
    async (sort_by) => {
      for (const descending of [true, false]) {
        const include_deleted = descending;
        const query = { sort_by, descending, include_deleted };
        const matches = new Set(await all({ include_deleted }));
        const expected = (await all({ ...query, search: null })).filter((id) => matches.has(id));
        expect(expected).toHaveLength(matches.size);
        expect(await all(query)).toEqual(expected);
        expect(await bothWays({ ...query, limit: 60 })).toEqual([expected, expected]);
      }
    },
  );

  it('filters, sorts and counts at once', async () => {
    const query = { status: 'active', updated_after: at(650), created_before: at(250) };
    const matches = await all(query);
    const sorts: (CustomerSort | null)[] = [null, 'name', 'updated_at'];
    for (const sort_by of sorts) {
      const { items, total } = await page({ ...query, sort_by, limit: 2, include_total_count: true });
      expect(items).toHaveLength(2);
      expect(total).toBe(matches.length);
    }
  });

  it('counts no more than 1000 matches, and finds all of them', async () => {
    const business = await service.business();
    const many = Array.from({ length: 1_203 }, (_, n) =>
      customerRow(firstDay + n, { name: `Acme ${n % 600}` }),
    );
    await insertCustomerRows(service.database, business.businessId, many);
    const first = await page({ limit: 1_000, include_total_count: true }, business);
    expect(first).toMatchObject({ total: 1_000, has_next: true, has_prev: false });
    const rest = await page({ limit: 1_000, cursor: first.next_cursor, include_total_count: true }, business);
    expect(rest).toMatchObject({ total: 1_000, has_next: false, has_prev: true });
    expect(new Set([...idsOf(first), ...idsOf(rest)]).size).toBe(many.length);
    expect(await all({ sort_by: 'name', limit: 1_000 }, business)).toHaveLength(1_000);
  });

  it('compares no more than 200 misspelt names', async () => {
    const many = await service.business();
    const anders = Array.from({ length: 250 }, (_, n) =>
      customerRow(firstDay + n, { name: `Anderson ${n}` }),
    );
    await insertCustomerRows(service.database, many.businessId, anders);
    const pageOf = async (search: string) =>
      (await many.get(`/customers?search=${search}&limit=1000`)).body as unknown as PageBody;

    expect((await pageOf('andresno')).items).toHaveLength(200);
    expect((await pageOf('anderson')).items).toHaveLength(250);
  });

  it('refuses a cursor with another search, another filter, or in another order', async () => {
    const { next_cursor: cursor } = await page({ limit: 2 });
    expect((await request({ cursor, limit: 5, descending: false, direction: 'prev' })).status).toBe(200);
    const changes: readonly Query[] = [
      { search: 'acmee' },
      { search: 'Acme' },
      { search: 'acme ' },
      { search: null },
      { status: 'active' },
      { include_deleted: true },
      { sort_by: 'created_at' },
      { sort_by: 'name' },
    ];
    for (const change of changes) {
      const { status, body } = await request({ cursor, ...change });
      expect({ change, status, body }).toMatchObject({
        status: 422,
        body: { detail: [{ type: 'value_error', loc: ['query', 'cursor'] }] },
      });
    }
    const sorted = await page({ limit: 2, sort_by: 'name' });
    expect((await request({ cursor: sorted.next_cursor })).status).toBe(422);
    expect((await request({ cursor: sorted.next_cursor, sort_by: 'name', search: 'globex' })).status).toBe(
      422,
    );
  });
});
