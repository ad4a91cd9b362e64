import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { serviceRole } from '../../src/platform/database/rls.js';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { describeOnOneNode } from '../support/one-node.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** Names of made-up words: some in most names, some in a few, some in one. */
const nameOf = (n: string) => `
  initcap(translate(left(md5('a' || ${n} % 20000), 7), '0123456789', 'aeioulnrst')) || ' ' ||
  initcap(translate(left(md5('b' || ${n} % 700), 6), '0123456789', 'aeioulnrst')) || ' ' ||
  (array['Inc', 'Trading Inc', 'Group', 'of London'])[1 + ${n} % 4]`;

describe('customers_search()', () => {
  const customers = 20_000;
  let service: TestService;
  let api: ApiClient;
  let other: ApiClient;
  let asService: Client;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
    other = await service.business();
    await service.database.sql(
      `insert into customers (business_id, id, name, email, status, category, created_at, updated_at, deleted_at)
       select
         $1, (lpad(to_hex(1700000000000 + n * 1000), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'
           || substr(md5(n::text), 4, 15))::uuid,
         ${nameOf('n')}, 'e' || n || '@example.com', case when n % 4 = 1 then 'blocked' else 'active' end,
         'category ' || n % 40, to_timestamp(1700000000 + n), to_timestamp(1700000000 + n),
         case when n % 20 = 1 then now() end
       from generate_series(1, $2::bigint) as n`,
      [api.businessId, customers],
    );
    await insertCustomerRows(service.database, other.businessId, [
      customerRow(Date.UTC(2026, 0, 1), { name: 'Foreign Secret Trading Inc' }),
    ]);
    await service.database.sql('analyze customers');
    asService = new Client({ connectionString: service.database.url, options: `-c role=${serviceRole}` });
    await asService.connect();
  }, 120_000);

  afterAll(async () => {
    await asService.end();
    await service.stop();
  });

  const found = async (query: Readonly<Record<string, string>>, client = api) => {
    const { status, body } = await client.get(`/customers?${new URLSearchParams(query).toString()}`);
    expect({ query, status }).toEqual({ query, status: 200 });
    return body['items'] as { id: string; name: string }[];
  };

  /** As the service's role in a transaction that is rolled back, with the setting that row-level security reads. */
  const inBusiness = async <T>(businessId: string | null, work: () => Promise<T>): Promise<T> => {
    await asService.query('begin');
    try {
      if (businessId !== null) await asService.query('select set_business($1)', [businessId]);
      return await work();
    } finally {
      await asService.query('rollback');
    }
  };

  const call = (...values: unknown[]) =>
    asService.query<{ id: string }>(
      `select s.id from customers_search(${values.map((_, n) => `$${n + 1}`).join(', ')}) s`,
      values,
    );

  it('finds no customer of another business', async () => {
    for (const search of [
      'foreign secret trading inc',
      'Foreign',
      'foreing',
      'secret',
      'ecre',
      'f',
      'trading secret',
    ]) {
      const items = await found({ search, limit: '1000', include_deleted: 'true' });
      expect(items.filter(({ name }) => name.includes('Foreign'))).toEqual([]);
      const own = await found({ search }, other);
      expect(own.map(({ name }) => name)).toEqual(['Foreign Secret Trading Inc']);
    }
    expect(await found({ search: 'london' }, other)).toEqual([]);
  });

  it('returns nothing without a business', async () => {
    const { rows } = await inBusiness(null, () => call(api.businessId, 'inc', 10));
    expect(rows).toEqual([]);
  });

  it('returns nothing of another business than that of the transaction', async () => {
    const { rows } = await inBusiness(other.businessId, () => call(api.businessId, 'inc', 10));
    expect(rows).toEqual([]);
  });

  it('is for the role of the service alone', async () => {
    const [access] = await service.database.sql(
      `select has_function_privilege($1, oid, 'execute') as service,
         has_function_privilege('pg_monitor', oid, 'execute') as others
       from pg_proc where proname = 'customers_search'`,
      [serviceRole],
    );
    expect(access).toEqual({ service: true, others: false });
  });

  it('reads the table of customers, whatever the caller calls so and wherever it looks first', async () => {
    await inBusiness(other.businessId, async () => {
      await asService.query('create temporary table customers (like public.customers)');
      await asService.query(`
        create function pg_temp.similarity(text, text) returns real language sql return 1 / (0 * random())`);
      await asService.query('set local search_path = pg_temp, public');
      expect((await call(other.businessId, 'foreing', 10)).rows).toHaveLength(1);
      await asService.query(`set local search_path = ''`);
      const { rows } = await asService.query(`select id from public.customers_search($1, 'foreing', 10)`, [
        other.businessId,
      ]);
      expect(rows).toHaveLength(1);
    });
  });

  it('passes every text to the database as text', async () => {
    const texts = [`'; drop table customers; --`, `%L %I %s $1 $$`, `\\'; select 1; --`, `') or true --`];
    const count = 'select count(*) from customers';
    const before = await service.database.sql(count);
    for (const text of texts) {
      await found({ search: text });
      for (const filter of [{ category: text }, { email: text }, { category: text, sort_by: 'name' }]) {
        expect(await found({ search: 'inc', ...filter })).toEqual([]);
      }
      for (const tier of [0, 1, 2, 3, 4, 5, 6]) {
        const place = [`${tier}${text}`, crypto.randomUUID()];
        const { rows } = await inBusiness(api.businessId, () =>
          call(api.businessId, 'trading inc', 10, ...place),
        );
        expect(rows.length).toBeLessThanOrEqual(10);
      }
    }
    expect(await service.database.sql(count)).toEqual(before);
  });

  const searches = [
    'inc',
    'london of',
    'group inc',
    'a',
    'in',
    'trading',
    'lodnon',
    'zzyzx',
    'e a',
    '!',
    'nc i',
  ];
  const filters = [
    {},
    { status: 'blocked' },
    { category: 'category 7' },
    { status: 'active', category: 'category 9' },
  ];

  describeOnOneNode('by the counts of one node', () => {
    it('reads customers by their indexes only', async () => {
      for (const search of searches) {
        const [scans] = await inBusiness(api.businessId, async () => {
          await asService.query(
            `select c.name from customers_search($2, $1, 51) s join customers c on c.business_id = $2 and c.id = s.id`,
            [search, api.businessId],
          );
          const { rows } = await asService.query<{ seq_scan: string; idx_scan: string }>(
            `select seq_scan, idx_scan from pg_stat_xact_user_tables where relname = 'customers'`,
          );
          return rows;
        });
        expect({ search, seq_scan: Number(scans?.seq_scan) }).toEqual({ search, seq_scan: 0 });
        expect(Number(scans?.idx_scan)).toBeGreaterThan(0);
      }
    });

    it('asks the index of the tokens, and reads no rows that they do not name, without statistics as with them', async () => {
      const scansOf = async () => {
        const rows = await service.database.sql<{ index: string; scans: string }>(`
        select indexrelname as index, idx_scan as scans
        from pg_stat_user_indexes where relname = 'customers'`);
        return new Map(rows.map(({ index, scans }) => [index, { scans: Number(scans) }]));
      };
      const token = api.businessId.slice(-8);
      const candidates = async () => {
        const before = await scansOf();
        const rows = await service.database.sql(
          `select id from customer_search_candidates($1, $2, 'not c.is_deleted', 200)`,
          [api.businessId, `'${token}wlondon' | '${token}dlondn' | '${token}wtrading'`],
        );
        expect(rows).toHaveLength(200);
        await service.database.sql('select pg_stat_force_next_flush()');
        const after = await until(
          scansOf,
          (scans) =>
            (scans.get('customers_search_tokens')?.scans ?? 0) >
            (before.get('customers_search_tokens')?.scans ?? 0),
          10_000,
        );
        const asked = [...after].filter(([index, { scans }]) => scans !== before.get(index)?.scans);
        expect(asked.map(([index]) => index)).toEqual(['customers_search_tokens']);
      };
      await candidates();
      // As if nothing was known, and as if each business were a single customer.
      await service.database.sql(`delete from pg_statistic where starelid = 'customers'::regclass`);
      await candidates();
      await service.database.sql('alter table customers alter column business_id set (n_distinct = -1)');
      await service.database.sql('analyze customers');
      await service.database.sql('alter table customers alter column business_id set (n_distinct = 100)');
      await service.database.sql('analyze customers');
      await candidates();
    });
  });

  /** The names that contain each word, by a scan of all names. */
  const holding = async (words: readonly string[], query: Readonly<Record<string, string>>) => {
    const rows = await service.database.sql<{ id: string }>(
      `select id from customers
       where business_id = $1 and not is_deleted
         and (select bool_and(split_part(name_order, E'\\x01', 1) like '%' || word || '%') from unnest($2::text[]) as word)
         and status = coalesce($3, status) and category = coalesce($4, category)`,
      [api.businessId, words, query['status'] ?? null, query['category'] ?? null],
    );
    return rows.map(({ id }) => id);
  };

  it('finds every name that holds all words, common or rare, whatever the filter', async () => {
    const [some] = await service.database.sql<{ rare: string; less: string; piece: string }>(`
      select split_part(name_order, ' ', 1) as rare, split_part(name_order, ' ', 2) as less, substr(name_order, 3, 4) as piece
      from customers where not is_deleted and business_id = '${api.businessId}' offset 10000 limit 1`);
    if (some === undefined) throw new Error('There are fewer rows than that');
    const all = [
      [some.rare],
      [some.less],
      [some.piece],
      [some.less, 'inc'],
      ['group'],
      ['ondo'],
      ['trading', some.less],
    ];
    for (const words of all) {
      for (const filter of filters) {
        const expected = await holding(words, filter);
        const ids: string[] = [];
        let cursor: string | null = null;
        do {
          const query: Record<string, string> = { search: words.join(' '), limit: '1000', ...filter };
          const { body } = await api.get(
            `/customers?${new URLSearchParams({ ...query, ...(cursor === null ? {} : { cursor }) }).toString()}`,
          );
          ids.push(...(body['items'] as { id: string }[]).map(({ id }) => id));
          cursor = body['next_cursor'] as string | null;
        } while (cursor !== null && ids.length < expected.length);
        expect(new Set(ids).size).toBe(ids.length);
        // Misspelt matches come after all of them.
        expect({ words, filter, ids: new Set(ids.slice(0, expected.length)) }).toEqual({
          words,
          filter,
          ids: new Set(expected),
        });
      }
    }
  }, 120_000);
});
