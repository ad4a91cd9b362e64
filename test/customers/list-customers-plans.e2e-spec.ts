import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { serviceOptions } from '../../ormconfig.js';
import type { Position } from '../../src/resource/lists/cursors.js';
import { existsStatement, pageStatement } from '../../src/resource/lists/list-statements.js';
import type { Statement } from '../../src/platform/database/statement.js';
import type { BusinessId } from '../../src/platform/database/business-id.js';
import { customerList } from '../../src/modules/customers/customer-list.js';
import {
  type CustomerListQuery,
  type CustomerSort,
  customerSorts,
} from '../../src/modules/customers/customer-list.dto.js';
import type { ApiClient } from '../support/api-client.js';
import { describeOnOneNode } from '../support/one-node.js';
import { startService, type TestService } from '../support/service.js';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Sort Key'?: readonly string[];
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** How the customers are read: the contacts of each are sorted, and there are few of them. */
const readsOf = (plans: readonly Plan[]) =>
  plans.filter((node) => node['Relation Name'] === 'customers' || node['Node Type'].endsWith('Sort'));

const isContactsSort = ({ 'Sort Key': keys = [] }: Plan) => keys.some((key) => /^k(?:_\d)?\./.test(key));

/** The indexes that the customers are read by; a node that is not an index scan has its own name. */
const waysOf = (plans: readonly Plan[]) => {
  const reads = readsOf(plans).filter((node) => !isContactsSort(node));
  expect(reads.length).toBeGreaterThan(0);
  return reads.map((node) => {
    const type = node['Node Type'];
    return type === 'Index Scan' || type === 'Index Only Scan' ? node['Index Name'] : type;
  });
};

const conditionsOf = (plans: readonly Plan[]) =>
  readsOf(plans)
    .filter((node) => node['Relation Name'] === 'customers')
    .map((node) => node['Index Cond']);

/**
 * The plans that the service's own role gets, with the setting that row-level security reads: a tenth of the rows
 * belongs to another business, a twentieth is deleted.
 */
describeOnOneNode('the plans of a page of customers', () => {
  const customers = 50_000;
  const pageAndOneMore = 51;
  let service: TestService;
  let api: ApiClient;
  /** Has many customers, of which the table's statistics know nothing yet. */
  let unknown: ApiClient;
  let asService: Client;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
    const other = await service.business();
    await service.database.sql(
      `insert into customers (
         business_id, id, name, email, credit_limit_cents, status, category, created_at, updated_at, deleted_at
       )
       select
         case when n % 10 = 0 then $2::uuid else $1::uuid end,
         (lpad(to_hex(1700000000000 + n * 1000), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'
           || substr(md5(n::text), 4, 15))::uuid,
         substr(md5('name' || n), 1, 6), 'e' || md5('email' || n) || '@example.com',
         case when n % 3 = 0 then null else n % 5000 end,
         (array['active', 'inactive', 'blocked'])[1 + n % 7 % 3],
         case when n % 4 = 0 then null else 'category ' || n % 40 end,
         to_timestamp(1700000000 + n), to_timestamp(1700000000 + (n * 7919 % $3)),
         case when n % 20 = 1 then now() end
       from generate_series(1, $3::bigint) as n`,
      [api.businessId, other.businessId, customers],
    );
    await service.database.sql(
      `insert into customer_contacts (business_id, customer_id, id, name, created_at, updated_at)
       select business_id, id, gen_random_uuid(), 'Grace Hopper', created_at, created_at from customers`,
    );
    await service.database.sql('analyze customers, customer_contacts');
    unknown = await service.business();
    await service.database.sql(
      `insert into customers (business_id, id, name, email, created_at, updated_at)
       select $1, gen_random_uuid(), 'name ' || n, n || '@example.com', now(), now() from generate_series(1, 3000) as n`,
      [unknown.businessId],
    );
    asService = new Client(serviceOptions({ url: service.database.url }).connections);
    await asService.connect();
  }, 60_000);

  afterAll(async () => {
    await asService.end();
    await service.stop();
  });

  const explain = async ({ text, values }: Statement, { businessId } = api): Promise<Plan[]> => {
    await asService.query('begin');
    await asService.query('select set_business($1)', [businessId]);
    const { rows } = await asService.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (format json) ${text}`,
      [...values],
    );
    await asService.query('commit');
    return rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan: plan }) => nodesOf(plan)));
  };

  const listOf = (query: Partial<CustomerListQuery>) =>
    customerList(api.businessId as BusinessId, { include_deleted: false, ...query } as CustomerListQuery);

  const position: Readonly<Record<CustomerSort, Position['key']>> = {
    created_at: null,
    updated_at: '2023-11-15T00:00:00.000Z',
    name: '8',
    email: 'e8',
    credit_limit_cents: 2_500,
    status: 'blocked',
  };

  const sides = [
    { forward: true, descending: true },
    { forward: false, descending: true },
    { forward: true, descending: false },
    { forward: false, descending: false },
  ];

  const cursorOf = (sort_by: CustomerSort): Position => ({
    key: position[sort_by],
    id: '018bcfe7-0000-7000-8000-000000000000',
    inclusive: false,
  });

  /** Of the order of creation. Where a few hundred rows are left, the primary key finds those of a filter as soon. */
  const inTheMiddle: Position = { key: null, id: '018bd162-e040-7000-8000-000000000000', inclusive: false };

  /** The primary key holds the order of creation too: with few deleted rows it serves as well. */
  const indexesOf: Readonly<Record<CustomerSort, readonly string[]>> = {
    created_at: ['customers_created', 'customers_pkey'],
    updated_at: ['customers_updated'],
    name: ['customers_name'],
    email: ['customers_email'],
    credit_limit_cents: ['customers_credit_limit'],
    status: ['customers_status'],
  };

  describe.each(customerSorts)('by %s', (sort_by) => {
    it.each([false, true])(
      'reads the first and the last page in the order of its index (deleted: %s)',
      async (include_deleted) => {
        const list = listOf({ sort_by, include_deleted });
        for (const side of sides) {
          const plans = await explain(
            pageStatement(list, { ...side, cursor: undefined, limit: pageAndOneMore }),
          );
          expect(indexesOf[sort_by]).toEqual(expect.arrayContaining(waysOf(plans)));
        }
      },
    );

    it('reads them in that order also of a business that the statistics do not know', async () => {
      const query = { include_deleted: false, sort_by } as CustomerListQuery;
      const list = customerList(unknown.businessId as BusinessId, query);
      for (const side of sides) {
        const page = pageStatement(list, { ...side, cursor: undefined, limit: pageAndOneMore });
        expect(indexesOf[sort_by]).toEqual(expect.arrayContaining(waysOf(await explain(page, unknown))));
      }
    });

    it.each([false, true])(
      'finds the place of a cursor in the index (deleted: %s)',
      async (include_deleted) => {
        const list = listOf({ sort_by, include_deleted });
        const cursor = cursorOf(sort_by);
        for (const side of sides) {
          const page = await explain(pageStatement(list, { ...side, cursor, limit: pageAndOneMore }));
          const exists = await explain(existsStatement(list, { ...side, cursor }));
          for (const plans of [page, exists]) {
            expect(indexesOf[sort_by]).toEqual(expect.arrayContaining(waysOf(plans)));
            for (const condition of conditionsOf(plans))
              expect(condition).toMatch(sort_by === 'created_at' ? /\(id [<>]/ : /ROW\([a-z_]+, id\) [<>]/);
          }
        }
      },
    );
  });

  it.each([
    ['email', { email: 'E5@Example.com' }, 'customers_email', 'email_lower ='],
    ['status', { status: 'blocked' as const }, 'customers_status', 'status ='],
    ['category', { category: 'category 7' }, 'customers_category', 'category ='],
    ['id', { id: '018bcfe7-0000-7000-8000-000000000000' }, 'customers_pkey', 'id ='],
  ])(
    'finds the customers of a filter by %s in its index, in the order of creation',
    async (_, filter, index, comparison) => {
      for (const cursor of [undefined, inTheMiddle]) {
        for (const side of sides) {
          const plans = await explain(
            pageStatement(listOf(filter), { ...side, cursor, limit: pageAndOneMore }),
          );
          expect([index]).toEqual(expect.arrayContaining(waysOf(plans)));
          for (const condition of conditionsOf(plans)) expect(condition).toContain(comparison);
        }
      }
    },
  );

  it('finds the customers created in a span of time in the index of their creation', async () => {
    const list = listOf({
      created_after: new Date(1_700_010_000_000),
      created_before: new Date(1_700_020_000_000),
    });
    const plans = await explain(
      pageStatement(list, { forward: true, descending: true, cursor: undefined, limit: pageAndOneMore }),
    );
    expect(indexesOf.created_at).toEqual(expect.arrayContaining(waysOf(plans)));
    for (const condition of conditionsOf(plans)) expect(condition).toMatch(/\(id >= .*\(id < /);
  });
});
