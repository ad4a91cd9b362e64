import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';

describe('POST /customers', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
  });
  afterAll(() => service.stop());

  it('answers 201 with all 20 fields, the Location and an ETag, and stores the row', async () => {
    const created = await api.post('/customers', { name: 'Acme', email: 'billing@Acme.Example.COM' });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/api/v1/customers/${String(created.body['id'])}`);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      business_id: api.businessId,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updated_at: created.body['created_at'],
      name: 'Acme',
      email: 'billing@acme.example.com',
      address: null,
      phone: null,
      tax_id: null,
      website: null,
      notes: null,
      credit_limit_cents: null,
      default_payment_term_id: null,
      status: 'active',
      category: null,
      is_deleted: false,
      deleted_at: null,
      stripe_customer_id: null,
      invoice_footer: null,
      contacts: [],
    });
    const read = await api.get(`/customers/${String(created.body['id'])}`);
    expect(read.body).toEqual(created.body);
    expect(read.headers.get('etag')).toBe(created.headers.get('etag'));
    const [row] = await service.database.sql<{ email: string }>('select email from customers where id = $1', [
      created.body['id'],
    ]);
    expect(row).toEqual({ email: 'billing@acme.example.com' });
  });
});
