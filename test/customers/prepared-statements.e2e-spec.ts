import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { serviceOptions } from '../../ormconfig.js';
import type { Position } from '../../src/resource/lists/cursors.js';
import { customerList } from '../../src/modules/customers/customer-list.js';
import type { CustomerListQuery } from '../../src/modules/customers/customer-list.dto.js';
import { lockCustomerState } from '../../src/modules/customers/customer-lock.js';
import {
  insertCustomers,
  selectCustomer,
  updateCustomer,
} from '../../src/modules/customers/customers.statements.js';
import { bestMatches } from '../../src/modules/customers/search/customer-search.js';
import type { BusinessId } from '../../src/platform/database/business-id.js';
import type { Statement } from '../../src/platform/database/statement.js';
import { describeOnOneNode } from '../support/one-node.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';

/** Left to itself, PostgreSQL plans a statement for its values that often before it may settle on one plan for any. */
const executionsForValues = 5;

/** In the midst of the others. */
const behind = (key: string | null = null): Position => ({
  key,
  id: '80000000-0000-4000-8000-000000000000',
  inclusive: false,
});

const newCustomer = () => ({
  id: uuidv7(),
  created_at: new Date().toISOString(),
  name: 'Globex',
  email: 'billing@globex.example.com',
  actor: '{}',
});

/** Of a request for a list; what the service does in the background is of no business here. */
const isOfBusiness = (pipeline: readonly Statement[]) => pipeline.some(({ name }) => name === 'set_business');

/** Goes along with any pipeline, once the tables have grown. */
const occasional = ['discard_plans'];

describe('what a connection prepares', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
  });
  afterAll(() => service.stop());

  it('does not grow with the limits, filters, orders and places that lists are asked for', async () => {
    const api = await service.business();
    for (const name of ['a', 'b', 'c']) await api.post('/customers', { name, email: `${name}@example.com` });
    const walk = async (query: string) => {
      const first = await api.get(`/customers?${query}`);
      expect(first.status).toBe(200);
      const cursor = first.body['next_cursor'];
      if (typeof cursor === 'string') await api.get(`/customers?${query}&cursor=${cursor}`);
    };
    const names = () =>
      new Set(
        service.pipelines
          .filter(isOfBusiness)
          .flat()
          .flatMap(({ name = [] }) => name),
      );
    await walk('limit=1');
    await walk('limit=1&search=a');
    await walk('limit=10');
    const before = names();
    expect(before.size).toBeGreaterThan(0);
    for (let limit = 2; limit < 10; limit += 1) {
      await walk(`limit=${limit}`);
      await walk(`limit=${limit}&search=a`);
      await walk(`limit=${limit}&status=active`);
      await walk(`limit=1&category=${limit}`);
      await walk(`limit=1&created_after=2026-01-0${limit}T00:00:00Z`);
    }
    const known = new Set([...before, ...occasional]);
    expect([...names()].filter((name) => !known.has(name))).toEqual([]);
  });
});

describeOnOneNode('the common statements', () => {
  let service: TestService;
  let businessId: BusinessId;
  let id: string;
  let asService: Client;

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
    const api = await service.business();
    businessId = api.businessId as BusinessId;
    const { body } = await api.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
    id = String(body['id']);
    // Enough for the planner's estimates to differ with the values.
    await service.database.sql(
      `insert into customers (business_id, id, name, email, created_at, updated_at)
       select $1, gen_random_uuid(), 'name ' || n, n || '@example.com', now(), now() from generate_series(1, 3000) as n`,
      [businessId],
    );
    await service.database.sql('analyze customers');
    asService = new Client(serviceOptions({ url: service.database.url }).connections);
    await asService.connect();
  });
  afterAll(async () => {
    await asService.end();
    await service.stop();
  });

  const noFilter = { include_deleted: false } as CustomerListQuery;
  const list = () => customerList(businessId, noFilter);
  const search = () => bestMatches(businessId, { ...noFilter, search: 'acme' });
  const firstPage = { cursor: undefined, forward: true, descending: true, limit: 51 };
  it.each<[string, () => Statement]>([
    ['reads a customer', () => selectCustomer(businessId, id)],
    ['creates one', () => insertCustomers(businessId, [newCustomer()])],
    ['locks one', () => lockCustomerState(businessId, id)],
    ['changes one', () => updateCustomer(businessId, id, { notes: crypto.randomUUID() }, '{}')],
    ['lists them', () => list().page(firstPage)],
    ['lists the rows after a cursor', () => list().page({ ...firstPage, cursor: behind() })],
    ['asks for those before it', () => list().exists({ ...firstPage, cursor: behind() })],
    ['searches them', () => search().page(firstPage)],
    ['searches the rows after a cursor', () => search().page({ ...firstPage, cursor: behind('0acme') })],
    ['asks for matches before it', () => search().exists({ ...firstPage, cursor: behind('0acme') })],
    ['counts matches', () => search().count()],
  ])('what %s is planned once, not for every request', async (_, statementNow) => {
    let name: string | undefined;
    for (let execution = 0; execution <= executionsForValues; execution += 1) {
      const statement = statementNow();
      name = statement.name;
      await asService.query('begin');
      await asService.query('select set_business($1)', [businessId]);
      await asService.query({ ...statement, values: [...statement.values] });
      await asService.query('commit');
    }
    const { rows } = await asService.query<{ custom_plans: string }>(
      'select custom_plans from pg_prepared_statements where name = $1',
      [name],
    );
    expect(rows.map(({ custom_plans }) => Number(custom_plans))).toEqual([0]);
  });
});
