import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

describe('an erasure with If-Match', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  it('erases the version that was read, and no newer one', async () => {
    const { body, headers } = await api.post('/customers', { name: 'Acme', email: 'a@example.com' });
    const id = String(body['id']);
    const read = String(headers.get('etag'));
    const changed = await api.put(`/customers/${id}`, { notes: 'Not the one that was meant' });
    const erase = (etag: string) =>
      api.post(`/customers/${id}/erase`, undefined, { headers: { 'if-match': etag } });

    expect((await erase(read)).status).toBe(412);
    expect((await api.get(`/customers/${id}`)).text).toBe(changed.text);
    expect((await erase(String(changed.headers.get('etag')))).status).toBe(200);
    expect((await api.get(`/customers/${id}`)).body).toMatchObject({ name: 'Erased', notes: null });
  });
});
