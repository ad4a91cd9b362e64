import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { serviceOptions } from '../../ormconfig.js';
import type { BusinessId } from '../../src/platform/database/business-id.js';
import { customerList } from '../../src/modules/customers/customer-list.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { describeOnOneNode } from '../support/one-node.js';

const businessId = randomUUID() as BusinessId;
const otherId = randomUUID();
const query = {
  include_deleted: false,
  limit: 50,
  descending: true,
  direction: 'next',
  include_total_count: false,
} as const;

describeOnOneNode('statistics that know the customers of another business only', () => {
  let database: TestDatabase;
  let asService: Client;

  const insertCustomers = (business: string, count: number) =>
    database.sql(
      `insert into customers (business_id, id, name, email, phone, tax_id, created_at, updated_at)
       select $1, gen_random_uuid(), 'name ' || n, n || '@example.com', n::text, 'DE' || n, now(), now()
       from generate_series(1, $2::int) as n`,
      [business, count],
    );

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.sql('alter table customers set (autovacuum_enabled = off)');
    await database.sql(
      `insert into businesses (id, name, created_at, updated_at) values ($1, 'A', now(), now()), ($2, 'B', now(), now())`,
      [businessId, otherId],
    );
    await insertCustomers(otherId, 1_000);
    await database.sql('analyze');
    await insertCustomers(businessId, 3_000);
    asService = new Client(serviceOptions({ url: database.url }).connections);
    await asService.connect();
  });
  afterAll(async () => {
    await asService.end();
    await database.drop();
  });

  it.each([
    ['email', { email: '7@example.com' }, 'customers_email'],
    ['phone', { phone: '7' }, 'customers_phone'],
    ['tax_id', { tax_id: 'DE7' }, 'customers_tax_id'],
  ])('let a list by %s find its few customers by the index of that field', async (_, filter, index) => {
    const list = customerList(businessId, { ...query, ...filter });
    const { text, values } = list.page({ cursor: undefined, forward: true, descending: true, limit: 51 });
    const { rows } = await asService.query<{ 'QUERY PLAN': string }>(`explain ${text}`, [...values]);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain(`using ${index} on customers`);
  });
});
