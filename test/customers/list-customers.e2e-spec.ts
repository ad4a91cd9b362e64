import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CustomerSort, customerSorts } from '../../src/modules/customers/customer-list.dto.js';
import type { ApiClient } from '../support/api-client.js';
import { type CustomerRow, customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';

type Query = Readonly<Record<string, string | number | boolean>>;

const firstDay = Date.UTC(2026, 0, 1);
const hour = 3_600_000;
const at = (hours: number) => new Date(firstDay + hours * hour).toISOString();

const names = ['Zoë', 'acme', 'ACME', 'Émile', 'Älpha', 'beta', '株式会社', '🏢 Tower', 'acme'];
const emails = ['a@example.com', 'A@example.com', 'JÖRG@example.com', 'jörg@example.com', 'z@example.com'];
const limits = [null, 0, 1, 250_000, Number.MAX_SAFE_INTEGER, null, 7];
const categories = [null, 'Retail', 'retail', 'Wholesale'];

/** Every value comes together with every other; some rows share a millisecond of creation, and some of change. */
const rows: readonly CustomerRow[] = Array.from({ length: 120 }, (_, n) =>
  customerRow(firstDay + Math.floor(n / 2) * hour, {
    name: names[n % names.length] ?? '',
    email: emails[n % emails.length] ?? '',
    credit_limit_cents: limits[n % limits.length] ?? null,
    status: (['active', 'inactive', 'blocked'] as const)[(n >> 1) % 3] ?? 'active',
    category: categories[n % categories.length] ?? null,
    updated_at: at(100 + ((n * 37) % 40)),
    deleted_at: n % 11 === 0 ? at(200) : null,
  }),
);

const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** As far as these names need it. */
const folded = (name: string) =>
  name
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase();

const compareBy: Readonly<Record<CustomerSort, (a: CustomerRow, b: CustomerRow) => number>> = {
  created_at: () => 0,
  updated_at: (a, b) => bytewise(a.updated_at, b.updated_at),
  name: (a, b) => bytewise(folded(a.name), folded(b.name)) || bytewise(a.name, b.name),
  email: (a, b) => bytewise(a.email.toLowerCase(), b.email.toLowerCase()),
  credit_limit_cents: (a, b) => (a.credit_limit_cents ?? -1) - (b.credit_limit_cents ?? -1),
  status: (a, b) => bytewise(a.status, b.status),
};

/** The contract's list, by hand. */
function expected(query: Query): string[] {
  const text = (name: string) => (name in query ? String(query[name]) : undefined);
  const [id, email, status, category] = ['id', 'email', 'status', 'category'].map(text);
  const [after, before] = [text('created_after'), text('created_before')];
  const [updatedAfter, updatedBefore] = [text('updated_after'), text('updated_before')];
  const compare = compareBy[(text('sort_by') ?? 'created_at') as CustomerSort];
  const those = rows
    .filter((row) => query['include_deleted'] === true || row.deleted_at === null)
    .filter((row) => id === undefined || row.id === id)
    .filter((row) => email === undefined || row.email.toLowerCase() === email.toLowerCase())
    .filter((row) => status === undefined || row.status === status)
    .filter((row) => category === undefined || row.category === category)
    .filter((row) => after === undefined || row.created_at > after)
    .filter((row) => before === undefined || row.created_at < before)
    .filter((row) => updatedAfter === undefined || row.updated_at > updatedAfter)
    .filter((row) => updatedBefore === undefined || row.updated_at < updatedBefore)
    .toSorted((a, b) => compare(a, b) || bytewise(a.id, b.id));
  return (query['descending'] === false ? those : those.toReversed()).map(({ id: rowId }) => rowId);
}

const answerOf = (query: Query) => ({ query, ids: expected(query) });

/** Of another business. */
const foreign = customerRow(firstDay, { name: 'Foreign' });

const idsOf = (body: Readonly<Record<string, unknown>>) =>
  (body['items'] as { id: string }[]).map(({ id }) => id);

describe('GET /customers', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    await insertCustomerRows(service.database, api.businessId, rows);
    const other = await service.business();
    await insertCustomerRows(service.database, other.businessId, [foreign]);
  });
  afterAll(() => service.release());

  const list = async (query: Query = {}) => {
    const parameters = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)]),
    );
    return api.get(`/customers?${parameters.toString()}`);
  };

  /** All matches on one page, for a comparison. */
  const matching = async (query: Query) => {
    const { status, body } = await list({ limit: 1_000, include_total_count: true, ...query });
    expect({ query, status }).toEqual({ query, status: 200 });
    const ids = idsOf(body);
    expect(body).toMatchObject({ total: ids.length, has_next: false, has_prev: false });
    expect(body).toMatchObject({ next_cursor: null, prev_cursor: null });
    return { query, ids };
  };

  it('answers with exactly the seven fields of a page, and the twenty of each customer', async () => {
    const created = await api.post('/customers', { name: 'Newest', email: 'newest@example.com' });
    try {
      const { status, headers, body } = await list({ limit: 1 });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(body).toStrictEqual({
        items: [created.body],
        total: null,
        limit: 1,
        next_cursor: expect.stringMatching(/^\S+$/),
        prev_cursor: null,
        has_next: true,
        has_prev: false,
      });
    } finally {
      await service.database.sql('delete from customers where id = $1', [created.body['id']]);
    }
  });

  it('lists 50 customers by default, the newest first, without a count', async () => {
    const { body } = await list();
    expect(idsOf(body)).toEqual(expected({}).slice(0, 50));
    expect(body).toMatchObject({ limit: 50, total: null, has_next: true, has_prev: false });
  });

  it('counts all that match, not those of the page', async () => {
    const { body } = await list({ limit: 3, include_total_count: true, status: 'active' });
    expect(body).toMatchObject({ total: expected({ status: 'active' }).length, limit: 3, has_next: true });
  });

  it.each(customerSorts)(
    'sorts by %s in both directions, the id deciding between equals',
    async (sort_by) => {
      for (const descending of [true, false]) {
        for (const include_deleted of [false, true]) {
          expect(await matching({ sort_by, descending, include_deleted })).toEqual(
            answerOf({ sort_by, descending, include_deleted }),
          );
        }
      }
    },
  );

  it('takes customers without a credit limit for less than a limit of 0', async () => {
    const { body } = await list({ sort_by: 'credit_limit_cents', descending: false, limit: 1_000 });
    const values = (body['items'] as CustomerRow[]).map(({ credit_limit_cents }) => credit_limit_cents);
    const without = values.filter((value) => value === null).length;
    expect(without).toBeGreaterThan(0);
    expect(values.slice(0, without).every((value) => value === null)).toBe(true);
    expect(values[without]).toBe(0);
    expect(values.at(-1)).toBe(Number.MAX_SAFE_INTEGER);
  });

  const someId = rows[5]?.id ?? '';
  const deletedId = rows[11]?.id ?? '';
  const filters: readonly Query[] = [
    { id: someId },
    { id: deletedId },
    { id: crypto.randomUUID() },
    { email: 'a@example.com' },
    { email: 'A@EXAMPLE.COM' },
    { email: 'jÖrg@Example.com' },
    { email: 'JÖRG@EXAMPLE.COM' },
    { email: 'a@example.co' },
    { email: '%@example.com' },
    { email: '' },
    { status: 'inactive' },
    { category: 'Retail' },
    { category: 'RETAIL' },
    { created_after: at(10) },
    { created_before: at(10) },
    { created_after: at(10), created_before: at(11) },
    { created_after: at(10), created_before: at(12) },
    { created_after: '0001-01-01T00:00:00.000Z' },
    { created_after: '9999-12-31T23:59:59.999Z' },
    { created_before: '0001-01-01T00:00:00.000Z' },
    { created_before: '9999-12-31T23:59:59.999Z' },
    { updated_after: at(110) },
    { updated_before: at(110) },
    { updated_after: at(110), updated_before: at(111) },
    { updated_after: '0001-01-01T00:00:00.000Z' },
    { updated_before: '9999-12-31T23:59:59.999Z' },
  ];

  it.each(filters)('filters by %j', async (filter) => {
    expect(await matching(filter)).toEqual(answerOf(filter));
    expect(await matching({ ...filter, include_deleted: true })).toEqual(
      answerOf({ ...filter, include_deleted: true }),
    );
  });

  it('combines any two filters with any order', async () => {
    for (const [index, filter] of filters.entries()) {
      for (const [offset, another] of filters.slice(index + 1).entries()) {
        const query = {
          ...another,
          ...filter,
          include_deleted: offset % 2 === 0,
          sort_by: customerSorts[(index + offset) % customerSorts.length] ?? 'name',
          descending: offset % 3 === 0,
        };
        expect(await matching(query)).toEqual(answerOf(query));
      }
    }
  });

  it('combines all filters at once', async () => {
    const row = rows[6];
    if (row === undefined) throw new Error('There are fewer rows than that');
    const all = {
      id: row.id,
      email: row.email.toUpperCase(),
      status: row.status,
      category: String(row.category),
      created_after: new Date(Date.parse(row.created_at) - 1).toISOString(),
      created_before: new Date(Date.parse(row.created_at) + 1).toISOString(),
      updated_after: new Date(Date.parse(row.updated_at) - 1).toISOString(),
      updated_before: new Date(Date.parse(row.updated_at) + 1).toISOString(),
    };
    expect(expected(all)).toEqual([row.id]);
    for (const sort_by of customerSorts)
      expect(await matching({ ...all, sort_by })).toEqual(answerOf({ ...all, sort_by }));
    for (const bound of ['created_after', 'created_before', 'updated_after', 'updated_before'] as const) {
      const exact = bound.startsWith('created') ? row.created_at : row.updated_at;
      expect(await matching({ ...all, [bound]: exact })).toEqual(answerOf({ ...all, [bound]: exact }));
      expect(expected({ ...all, [bound]: exact })).toEqual([]);
    }
  });

  it('takes the same time in another offset, as a date, and as a Unix time', async () => {
    const same = ['2026-01-02T01:00:00+01:00', '2026-01-02', String(Date.UTC(2026, 0, 2) / 1_000)];
    for (const created_before of same) {
      const { body } = await list({ created_before, limit: 1_000 });
      expect(idsOf(body)).toEqual(expected({ created_before: '2026-01-02T00:00:00.000Z' }));
    }
  });

  it.each(['created', 'updated'] as const)('takes a bound of %s between two milliseconds', async (name) => {
    const row = rows[6];
    if (row === undefined) throw new Error('There are fewer rows than that');
    const time = row[`${name}_at`].slice(0, -1);
    const earlier = new Date(Date.parse(row[`${name}_at`]) - 1).toISOString().slice(0, -1);
    const answers = async (query: Query) => idsOf((await list({ id: row.id, ...query })).body);
    expect(await answers({ [`${name}_before`]: `${time}500Z` })).toEqual([row.id]);
    expect(await answers({ [`${name}_before`]: `${time}000001Z` })).toEqual([row.id]);
    expect(await answers({ [`${name}_before`]: `${time}000Z` })).toEqual([]);
    expect(await answers({ [`${name}_after`]: `${earlier}500Z` })).toEqual([row.id]);
    expect(await answers({ [`${name}_after`]: `${time}500Z` })).toEqual([]);
    expect(await answers({ [`${name}_before`]: '9999-12-31T23:59:59.999999Z' })).toEqual([row.id]);
  });

  it('takes an id in any of its forms', async () => {
    for (const id of [
      someId.toUpperCase(),
      someId.replaceAll('-', ''),
      `urn:uuid:${someId}`,
      `{${someId}}`,
    ]) {
      const { body } = await list({ id });
      expect(idsOf(body)).toEqual([someId]);
    }
  });

  it('lists no customer of another business, not even by its id', async () => {
    const { body } = await list({ id: foreign.id, include_deleted: true, include_total_count: true });
    expect(body).toMatchObject({ items: [], total: 0, has_next: false, has_prev: false });
  });

  it('answers without an ETag, because a list is not a single resource', async () => {
    const { headers } = await list({ limit: 1 });
    expect(headers.get('etag')).toBeNull();
  });
});
