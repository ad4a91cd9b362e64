import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { serviceOptions } from '../../ormconfig.js';
import { customerSorts } from '../../src/modules/customers/customer-list.dto.js';
import type { Statement } from '../../src/platform/database/statement.js';
import type { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { describeOnOneNode } from '../support/one-node.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Sort Key'?: readonly string[];
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const tenantTables = ['customers', 'customer_contacts', 'payment_terms', 'idempotency_keys'];

const isRead = ({ 'Node Type': type, 'Relation Name': table }: Plan) =>
  tenantTables.includes(table ?? '') && type.endsWith('Scan');

/** Asks for everything once, so that all statements are sent that the service prepares. */
async function useAll(api: ApiClient): Promise<void> {
  const customers = async (email: string) => {
    const { body } = await api.post('/customers', { name: 'Acme', email });
    return String(body['id']);
  };
  const [id] = [await customers('a@example.com'), await customers('b@example.com')];
  const path = `/customers/${id}`;
  await api.get(path);
  await api.put(path, { name: 'Globex' });
  for (const sort_by of customerSorts) {
    for (const query of ['', '&descending=false', '&include_deleted=true']) {
      const { body } = await api.get(`/customers?limit=10&sort_by=${sort_by}${query}`);
      await api.get(`/customers?limit=10&sort_by=${sort_by}${query}&cursor=${String(body['next_cursor'])}`);
    }
  }
  await api.get('/customers?search=acme');
  const { body: contact } = await api.post(`${path}/contacts`, { name: 'Grace', is_primary: true });
  await api.get(`${path}/contacts`);
  await api.put(`${path}/contacts/${String(contact['id'])}`, { name: 'Ada' });
  await api.delete(`${path}/contacts/${String(contact['id'])}`);
  await api.delete(path);
  await api.post(`${path}/restore`, undefined);
  const { body: term } = await api.post('/payment-terms', { name: 'Net 30', days_until_due: 30 });
  await api.post('/payment-terms/seed-defaults', undefined);
  await api.get('/payment-terms');
  await api.get(`/payment-terms/${String(term['id'])}`);
  await api.get('/payment-terms/default');
  await api.put(`/payment-terms/${String(term['id'])}`, { name: 'Net 31' });
}

/**
 * A statement is planned when a connection first sends it, which may be on an empty database, and keeps that plan while
 * the tables grow.
 */
describeOnOneNode('the plans of prepared statements', () => {
  let service: TestService;
  let api: ApiClient;
  let empty: TestDatabase;
  let asService: Client;
  let statements: Map<string, Statement>;

  beforeAll(async () => {
    service = await startService({ databasePoolSize: 1 }, inOneProcess);
    api = await service.business();
    await useAll(api);
    statements = new Map(
      service.pipelines.flat().flatMap((sent) => (sent.name === undefined ? [] : [[sent.name, sent]])),
    );
    empty = await createTestDatabase();
    asService = new Client(serviceOptions({ url: empty.url }).connections);
    await asService.connect();
    await asService.query('set plan_cache_mode = force_generic_plan');
  }, 60_000);
  afterAll(async () => {
    await asService.end();
    await empty.drop();
    await service.stop();
  });

  /** The plan for any values, or none where the statement is a command. */
  const planOf = async ({ name = '', text, values }: Statement): Promise<Plan[]> => {
    if (!/^\s*(select|insert|update|delete|with)/.test(text)) return [];
    await asService.query('deallocate all');
    await asService.query(`prepare "${name}" as ${text}`);
    const nulls = values.length === 0 ? '' : `(${values.map(() => 'null').join(', ')})`;
    const { rows } = await asService.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (format json) execute "${name}"${nulls}`,
    );
    return rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan: plan }) => nodesOf(plan)));
  };

  const sent = (name: string): Statement => {
    const statement = statements.get(name);
    if (statement === undefined) throw new Error(`${name} was not sent`);
    return statement;
  };

  it('are those of all kinds of statements', () => {
    const names = [...statements.keys()];
    expect(names).toEqual(
      expect.arrayContaining([
        'select_customers',
        'insert_customers_1',
        'update_customer',
        'lock_customer_state',
      ]),
    );
    expect(names.filter((name) => name.startsWith('list_')).length).toBeGreaterThan(customerSorts.length);
  });

  it('read the rows of a business by an index, on an empty database', async () => {
    const others: Record<string, Plan[]> = {};
    for (const [name, statement] of statements) {
      const reads = (await planOf(statement)).filter(isRead);
      const bad = reads.filter((read) => !read['Index Cond']?.includes('business_id'));
      if (bad.length > 0) others[name] = bad;
    }
    expect(others).toEqual({});
  });

  it('sort no customers where the list has an order that an index has', async () => {
    const sorting: string[] = [];
    for (const [name, statement] of statements) {
      if (!name.startsWith('list_')) continue;
      const sorts = (await planOf(statement)).filter((node) => node['Node Type'].endsWith('Sort'));
      if (sorts.some(({ 'Sort Key': keys = [] }) => keys.some((key) => key.startsWith('c.'))))
        sorting.push(name);
    }
    expect(sorting).toEqual([]);
  });

  it('find a customer by its id once there are some, without any statistics', async () => {
    await empty.sql('alter table customers set (autovacuum_enabled = off)');
    const business = randomUUID();
    await empty.sql(
      `insert into businesses (id, name, created_at, updated_at) values ($1, 'B', now(), now())`,
      [business],
    );
    await empty.sql(
      `insert into customers (business_id, id, name, email, created_at, updated_at)
       select $1, gen_random_uuid(), 'name ' || n, n || '@example.com', now(), now() from generate_series(1, 3000) as n`,
      [business],
    );
    const others: Record<string, Plan[]> = {};
    for (const [name, statement] of statements) {
      const byId = (await planOf(statement)).filter(
        (node) => isRead(node) && /\bid = /.test(node['Index Cond'] ?? ''),
      );
      const bad = byId.filter((read) => read['Index Name'] !== `${read['Relation Name']}_pkey`);
      if (bad.length > 0) others[name] = bad;
    }
    expect(others).toEqual({});
    for (const name of ['select_customers', 'lock_customer_states', 'update_customer', 'restore_customer']) {
      const reads = (await planOf(sent(name))).filter(
        (node) => node['Relation Name'] === 'customers' && isRead(node),
      );
      expect([name, ...reads.map((read) => read['Index Name'])]).toEqual([
        name,
        ...reads.map(() => 'customers_pkey'),
      ]);
    }
  });

  it('are made again when a table has doubled', async () => {
    const before = service.pipelines.length;
    await service.database.sql('alter table customers set (autovacuum_enabled = off)');
    await service.database.sql(
      `insert into customers (business_id, id, name, email, created_at, updated_at)
       select $1, gen_random_uuid(), 'name ' || n, n || '@example.com', now(), now() from generate_series(1, 500) as n`,
      [api.businessId],
    );
    const discards = await until(
      async () => {
        expect((await api.get('/customers?limit=1')).status).toBe(200);
        return service.pipelines.slice(before).filter(([first]) => first?.name === 'discard_plans');
      },
      ({ length }) => length > 0,
      10_000,
    );
    expect(discards).toHaveLength(1);
  });
});
