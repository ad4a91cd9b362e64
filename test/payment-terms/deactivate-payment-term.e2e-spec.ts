import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

describe('DELETE /payment-terms/{term_id}', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const create = async (fields: Json = {}) => {
    const created = await api.post('/payment-terms', { name: 'Net 30', days_until_due: 30, ...fields });
    return { id: String(created.body['id']), path: `/payment-terms/${String(created.body['id'])}`, created };
  };

  it('deactivates: the payment term stays readable, and is the default no longer', async () => {
    const { path, created } = await create({ is_default: true });
    const deleted = await api.delete(path);
    expect({ status: deleted.status, text: deleted.text }).toEqual({ status: 204, text: '' });
    const read = await api.get(path);
    expect(read.body).toEqual({
      ...created.body,
      is_active: false,
      is_default: false,
      updated_at: read.body['updated_at'],
    });
    expect((await api.get('/payment-terms/default')).status).toBe(404);
  });

  it('is a 204 again, and changes nothing then', async () => {
    const { path } = await create();
    await api.delete(path);
    const before = await api.get(path);
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.get(path)).text).toBe(before.text);
  });

  it('changes nothing where If-Match does not match', async () => {
    const { path, created } = await create();
    const stale = { headers: { 'if-match': '"other"' } };
    expect((await api.delete(path, stale)).status).toBe(412);
    expect((await api.get(path)).text).toBe(created.text);
    const fresh = { headers: { 'if-match': created.headers.get('etag') ?? '' } };
    expect((await api.delete(path, fresh)).status).toBe(204);
  });

  it('leaves customers with the payment term unchanged, and does not let it be chosen again', async () => {
    const { id, path } = await create();
    const acme = { name: 'Acme', email: 'billing@acme.example.com' };
    const customer = await api.post('/customers', { ...acme, default_payment_term_id: id });
    await api.delete(path);

    const customerPath = `/customers/${String(customer.body['id'])}`;
    expect((await api.get(customerPath)).text).toBe(customer.text);
    const renamed = await api.put(customerPath, { name: 'Acme Corporation' });
    expect(renamed).toMatchObject({
      status: 200,
      body: { name: 'Acme Corporation', default_payment_term_id: id },
    });

    const other = await api.post('/customers', acme);
    const otherPath = `/customers/${String(other.body['id'])}`;
    expect((await api.put(otherPath, { default_payment_term_id: id })).status).toBe(400);
    expect((await api.post('/customers', { ...acme, default_payment_term_id: id })).status).toBe(400);
  });
});
