import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';

describe('the list of customers by phone and tax id', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
    for (const [name, phone, tax_id] of [
      ['A', '+1 (555) 010-0', 'DE 123-456'],
      ['B', '1.555.0100', 'de123456'],
      ['C', '555 0100', 'DE123457'],
      ['D', 'none', '-'],
      ['E', null, null],
    ]) {
      await api.post('/customers', { name, email: 'a@example.com', phone, tax_id });
    }
  });
  afterAll(() => service.stop());

  it.each([
    ['phone', '+1 555 0100', ['A', 'B']],
    ['phone', '5550100', ['C']],
    ['phone', 'none', []],
    ['tax_id', 'DE-123-456', ['A', 'B']],
    ['tax_id', 'de123457', ['C']],
    ['tax_id', '--', []],
  ])('compares %s %s by what counts', async (filter, value, names) => {
    const query = `${filter}=${encodeURIComponent(value)}&sort_by=name&descending=false`;
    const { body } = await api.get(`/customers?${query}&include_total_count=true`);
    expect((body['items'] as Json[]).map(({ name }) => name)).toEqual(names);
    expect(body['total']).toBe(names.length);
  });

  it('narrows a search down', async () => {
    const { body } = await api.get('/customers?search=a&phone=15550100');
    expect((body['items'] as Json[]).map(({ name }) => name)).toEqual(['A']);
  });

  it('walks by pages', async () => {
    const first = await api.get('/customers?phone=15550100&limit=1');
    const second = await api.get(
      `/customers?phone=15550100&limit=1&cursor=${encodeURIComponent(String(first.body['next_cursor']))}`,
    );
    const names = [first, second].flatMap(({ body }) => (body['items'] as Json[]).map(({ name }) => name));
    expect(names).toEqual(['B', 'A']);
    expect(second.body['has_next']).toBe(false);
  });

  it('finds them by an index of the business', async () => {
    await service.database.sql(
      `insert into customers (business_id, id, name, email, phone, tax_id, created_at, updated_at)
       select $1, gen_random_uuid(), 'name ' || n, n || '@example.com', '49 ' || n, 'FR' || n, now(), now()
       from generate_series(1, 2000) as n`,
      [api.businessId],
    );
    await service.database.sql('analyze customers');
    for (const [column, filter] of [
      ['customers_phone', `phone_key = customer_phone_key('1 555 0100')`],
      ['customers_tax_id', `tax_id_key = customer_tax_id_key('DE1')`],
    ]) {
      const plan = await service.database.sql<{ 'QUERY PLAN': string }>(
        `explain select id from customers c where c.business_id = $1 and not c.is_deleted and c.${filter} order by c.id`,
        [api.businessId],
      );
      expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain(column);
    }
  });
});
