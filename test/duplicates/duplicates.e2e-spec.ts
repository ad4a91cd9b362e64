import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';

interface Pair {
  readonly names: readonly unknown[];
  readonly score: number;
  readonly fields: readonly unknown[];
}

const itemsOf = (body: Json) => body['items'] as Json[];
const pairOf = (item: Json): Pair => ({
  names: (item['customers'] as Json[]).map(({ name }) => name),
  score: item['score'] as number,
  fields: (item['reasons'] as Json[]).map(({ field }) => field),
});

/** The last letters of the names of a pair, in their order. */
const endsOf = ({ names }: Pair) =>
  names
    .map((name) => String(name).slice(-1))
    .toSorted((a, b) => a.localeCompare(b))
    .join('');

describe('GET /customers/duplicates', () => {
  let service: SharedService;
  let api: ApiClient;
  let made = 0;

  beforeAll(async () => {
    service = await shareService();
  });
  beforeEach(async () => {
    api = await service.business();
  });
  afterAll(() => service.release());

  const make = async (name: string, fields: Json = {}) => {
    const { status, body } = await api.post('/customers', {
      name,
      email: `someone-${++made}@example.com`,
      ...fields,
    });
    expect(status).toBe(201);
    return String(body['id']);
  };
  const list = (query = '') => api.get(`/customers/duplicates${query}`);
  const pairs = async (query = '') => itemsOf((await list(query)).body).map(pairOf);

  /** The first reason of each pair. */
  const fieldsAt = async (threshold: string) =>
    (await pairs(`?threshold=${threshold}`)).map(({ fields: [field] }) => field);

  const walk = async (direction: 'next' | 'prev') => {
    const seen: Json[][] = [];
    let cursor = '';
    for (;;) {
      const { body } = await list(`?limit=7&direction=${direction}${cursor && `&cursor=${cursor}`}`);
      seen.push(itemsOf(body));
      if (body[`has_${direction}`] !== true) return seen;
      cursor = encodeURIComponent(String(body[`${direction}_cursor`]));
    }
  };

  it('pairs each name with the three that follow it in the order of names', async () => {
    for (const end of ['A', 'B', 'C', 'D']) await make(`Kestrel Logistics ${end}`);
    const found = (await pairs()).map(endsOf);
    expect(new Set(found)).toEqual(new Set(['AB', 'AC', 'AD', 'BC', 'BD', 'CD']));
    expect(found).toHaveLength(6);
  });

  it('lists nothing where all differ', async () => {
    await make('Northwind Traders');
    await make('Contoso Pharmaceuticals');
    expect((await list('?include_total_count=true')).body).toEqual({
      items: [],
      total: 0,
      limit: 50,
      next_cursor: null,
      prev_cursor: null,
      has_next: false,
      has_prev: false,
    });
  });

  it('lists two customers as they are, with the score and the reasons', async () => {
    const older = await make('Ada Lovelace', {
      email: 'Ada@example.com',
      phone: '+44 (20) 1',
      tax_id: 'GB-1 2',
    });
    const newer = await make('Byron Trading', { email: 'ada@example.com', phone: '+44-201', tax_id: 'gb12' });
    await api.post(`/customers/${older}/contacts`, { name: 'Charles' });

    const { status, body } = await list();

    expect(status).toBe(200);
    expect(itemsOf(body)).toEqual([
      {
        customers: [(await api.get(`/customers/${newer}`)).body, (await api.get(`/customers/${older}`)).body],
        score: 1,
        reasons: [
          { field: 'tax_id', similarity: 1 },
          { field: 'email', similarity: 1 },
          { field: 'phone', similarity: 1 },
        ],
      },
    ]);
  });

  const same: readonly (readonly [string, Json, Json, number])[] = [
    ['email', { email: 'Billing@Acme.example.com' }, { email: 'billing@acme.example.com' }, 0.9],
    ['phone', { phone: '+1 (555) 010-0' }, { phone: '15550100' }, 0.9],
    ['tax_id', { tax_id: 'DE 123.456' }, { tax_id: 'de123456' }, 0.95],
  ];
  it.each(same)('finds the same %s, however it is written', async (field, one, other, score) => {
    await make('Northwind Traders', one);
    await make('Contoso Pharmaceuticals', other);
    expect(await pairs()).toEqual([
      { names: ['Contoso Pharmaceuticals', 'Northwind Traders'], score, fields: [field] },
    ]);
  });

  it('takes a phone without digits, and a tax id without letters and digits, for none', async () => {
    await make('Northwind Traders', { phone: '-', tax_id: '?' });
    await make('Contoso Pharmaceuticals', { phone: '-', tax_id: '?' });
    expect(await pairs()).toEqual([]);
  });

  it.each([
    ['without its legal form', 'Northwind Traders', 'NORTHWIND TRADERS Ltd.'],
    ['in another order', 'Grace Hopper', 'Hopper, Grace'],
    ['with accents', 'Café Zürich', 'Cafe Zurich'],
    ['misspelt in the middle', 'Contoso Pharmaceuticals', 'Contoso Pharmaceutcals'],
    ['misspelt in its first letter', 'Wintertide Logistics', 'Vintertide Logistics'],
    ['misspelt at its end', 'Contoso Pharmaceuticals', 'Contoso Pharmaceuticalz'],
    ['with letters swapped', 'International Trading House', 'Internatoinal Trading House'],
    ['with a word more', 'Wintertide Logistics Hamburg', 'Wintertide Logistics'],
  ])('finds a name %s', async (_, one, other) => {
    await make(one);
    await make('Someone Else');
    await make(other);
    expect(await pairs()).toEqual([{ names: [other, one], score: expect.any(Number), fields: ['name'] }]);
  });

  it('takes names that differ in a number for those of two', async () => {
    for (const number of [11, 12, 13, 14]) await make(`Northwind Branch ${number}`);
    expect(await pairs()).toEqual([]);
  });

  it('lists the best first, each pair once', async () => {
    await make('Ada Lovelace', { email: 'one@example.com', phone: '100' });
    await make('Ada Lovelace', { email: 'one@example.com', phone: '100' });
    await make('Byron Trading', { phone: '2000' });
    await make('Contoso', { phone: '2000' });
    await make('Wintertide Logistics');
    await make('Wintertide Logistisc');

    const found = await pairs();

    expect(found.map(({ fields }) => fields)).toEqual([['email', 'phone', 'name'], ['phone'], ['name']]);
    const scores = found.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  it('compares all of few customers that have the same value', async () => {
    for (const name of ['Ada', 'Byron', 'Contoso', 'Wintertide']) await make(name, { phone: '77' });
    expect(await pairs()).toHaveLength(6);
  });

  it('leaves deleted and merged customers out', async () => {
    const [one, other] = [await make('Ada', { phone: '5' }), await make('Byron', { phone: '5' })];
    const third = await make('Contoso', { phone: '5' });
    expect(await pairs()).toHaveLength(3);
    await api.post(`/customers/${one}/merge`, { from: [other] });
    expect(await pairs()).toHaveLength(1);
    await api.delete(`/customers/${third}`);
    expect(await pairs()).toEqual([]);
  });

  it('shows nothing of another business', async () => {
    const shared = { email: 'same@example.com', name: 'Same Name' };
    await (await service.business()).post('/customers', shared);
    await api.post('/customers', shared);
    expect(await pairs()).toEqual([]);
  });

  it('leaves out what scores below the threshold, and names that are less alike', async () => {
    await make('Ada Lovelace', { phone: '1' });
    await make('Byron Trading', { phone: '1' });
    await make('Wintertide Logistics');
    await make('Wintertide Logistisc');
    expect(await fieldsAt('0')).toEqual(['phone', 'name']);
    expect(await fieldsAt('0.9')).toEqual(['phone']);
    expect(await fieldsAt('0.91')).toEqual([]);
    expect(await fieldsAt('1')).toEqual([]);
  });

  it.each([
    ['-0.01', { type: 'greater_than_equal', ctx: { ge: 0 } }],
    ['1.01', { type: 'less_than_equal', ctx: { le: 1 } }],
    ['much', { type: 'decimal_parsing' }],
  ])('refuses the threshold %s', async (threshold, error) => {
    const { status, body } = await list(`?threshold=${threshold}`);
    expect([status, body]).toMatchObject([
      422,
      { detail: [{ loc: ['query', 'threshold'], input: threshold, ...error }] },
    ]);
  });

  describe('of many pairs', () => {
    beforeEach(async () => {
      const rows = Array.from({ length: 40 }, (_, index) =>
        customerRow(1_700_000_000_000 + index, {
          name: createHash('sha1').update(String(index)).digest('hex'),
          email: `pair-${index >> 1}@example.com`,
        }),
      );
      await insertCustomerRows(service.database, api.businessId, rows);
    });

    it('goes through all of them page by page, in both directions', async () => {
      const all = itemsOf((await list('?include_total_count=true')).body);
      expect(all).toHaveLength(20);
      const forward = await walk('next');
      expect(forward.map(({ length }) => length)).toEqual([7, 7, 6]);
      expect(forward.flat()).toEqual(all);
      expect((await walk('prev')).toReversed().flat()).toEqual(all);
    });

    it('goes on where it was, although the pairs before were merged meanwhile', async () => {
      const all = itemsOf((await list()).body);
      const first = (await list('?limit=5')).body;
      for (const item of itemsOf(first)) {
        const [one, other] = item['customers'] as Json[];
        await api.post(`/customers/${String(one?.['id'])}/merge`, { from: [other?.['id']] });
      }
      const { body } = await list(`?limit=5&cursor=${encodeURIComponent(String(first['next_cursor']))}`);
      expect(itemsOf(body)).toEqual(all.slice(5, 10));
      expect(body['has_prev']).toBe(false);
    });

    it('refuses a cursor of another threshold', async () => {
      const cursor = encodeURIComponent(String((await list('?limit=5')).body['next_cursor']));
      const { status, body } = await list(`?limit=5&threshold=0.7&cursor=${cursor}`);
      expect([status, body]).toMatchObject([422, { detail: [{ loc: ['query', 'cursor'] }] }]);
    });
  });

  it('looks at a number of pairs that grows as the customers do, whatever they share', async () => {
    const count = 3_000;
    const rows = Array.from({ length: count }, (_, index) =>
      customerRow(1_700_000_000_000 + index, {
        name: index % 2 === 0 ? 'John Smith' : `Smith ${index}`,
        email: 'bookkeeper@example.com',
      }),
    );
    await insertCustomerRows(service.database, api.businessId, rows);
    const { body } = await list('?include_total_count=true&limit=1000');
    expect(body['total']).toBeGreaterThanOrEqual(count - 1);
    expect(body['total']).toBeLessThanOrEqual(4 * count);
    expect(itemsOf(body)).toHaveLength(1_000);
    expect(pairOf(itemsOf(body)[0] ?? {})).toMatchObject({ names: ['John Smith', 'John Smith'] });
  });
});
