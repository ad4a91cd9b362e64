import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { itInOneProcess } from '../support/one-process.js';
import { startService, type TestService } from '../support/service.js';

describe('the contacts in GET /customers', () => {
  const customers = 200;
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
    const rows = Array.from({ length: customers }, (_, n) =>
      customerRow(Date.UTC(2026, 0, 1) + n, { name: `Customer ${n}` }),
    );
    await insertCustomerRows(service.database, api.businessId, rows);
    // The first customer has none; every other has three, of which the second to come is the primary one.
    await service.database.sql(
      `insert into customer_contacts (
         business_id, customer_id, id, name, email, role, is_primary, created_at, updated_at
       )
       select c.business_id, c.id, gen_random_uuid(), 'Contact ' || n, 'c' || n || '@example.com', 'Role', n = 2,
         c.created_at + n * interval '1 hour', c.created_at + n * interval '1 day'
       from customers c cross join generate_series(1, 3) as n
       where c.name <> 'Customer 0'`,
    );
  });
  afterAll(() => service.stop());

  const list = async (query: string) => {
    const { body } = await api.get(`/customers?${query}`);
    return body['items'] as Json[];
  };

  it('are those of each customer, the primary one first, then by created_at', async () => {
    const items = await list(`limit=${customers}&descending=false`);
    expect(items).toHaveLength(customers);
    const [first, ...others] = items;
    expect(first?.['contacts']).toEqual([]);
    for (const { id, contacts } of others) {
      expect(contacts).toMatchObject([
        { customer_id: id, name: 'Contact 2', is_primary: true },
        { customer_id: id, name: 'Contact 1', is_primary: false },
        { customer_id: id, name: 'Contact 3', is_primary: false },
      ]);
    }
  });

  it('are the same as in the customer by itself', async () => {
    for (const query of ['limit=3', 'limit=3&include_deleted=true&sort_by=name', 'limit=3&direction=prev']) {
      for (const item of await list(query)) {
        const { body } = await api.get(`/customers/${String(item['id'])}`);
        expect(JSON.stringify(item)).toBe(JSON.stringify(body));
      }
    }
  });

  itInOneProcess('cost no more trips to the database for many customers than for one', async () => {
    const tripsFor = async (query: string) => {
      const before = service.pipelines.length;
      await list(query);
      const sent = service.pipelines.slice(before);
      return sent.filter((pipeline) => pipeline.some(({ name }) => name === 'set_business')).length;
    };
    await list('limit=1');
    expect(await tripsFor('limit=1')).toBe(1);
    expect(await tripsFor(`limit=${customers}`)).toBe(1);
    expect(await tripsFor(`limit=${customers}&include_deleted=true&include_total_count=true`)).toBe(1);
  });
});
