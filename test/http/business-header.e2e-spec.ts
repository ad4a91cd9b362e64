import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { head, sendRaw } from '../support/raw-connection.js';

const minimal = { name: 'Acme', email: 'billing@acme.example.com' };
const forbidden = { status: 403, body: { detail: 'Not enough permissions' } };

describe('x-business-id', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const createIn = async (businessId: string | undefined) => {
    const { status, body } = await api.post('/customers', minimal, {
      headers: { 'x-business-id': businessId },
    });
    return { status, body };
  };

  it('is a 400 that names the header when it is missing', async () => {
    expect(await createIn(undefined)).toStrictEqual({
      status: 400,
      body: { detail: 'x-business-id header is required' },
    });
  });

  it.each([
    '',
    'acme',
    '019ab0f7',
    '{019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90}',
    '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90x',
  ])('is a 400 that names the header when it is %j, which is not a UUID', async (businessId) => {
    expect(await createIn(businessId)).toStrictEqual({
      status: 400,
      body: { detail: 'x-business-id must be a UUID' },
    });
  });

  it('is a 400 when it is there twice, even with the same value', async () => {
    const { status, body } = await sendRaw(
      service.url,
      head('GET', `/api/v1/customers/${crypto.randomUUID()}`, [
        `authorization: Bearer ${api.token}`,
        `x-business-id: ${api.businessId}`,
        `x-business-id: ${api.businessId}`,
      ]),
    );
    expect({ status, body }).toEqual({ status: 400, body: '{"detail":"x-business-id must be a UUID"}' });
  });

  it('may be in upper case', async () => {
    const { status, body } = await createIn(api.businessId.toUpperCase());
    expect({ status, business: body['business_id'] }).toEqual({ status: 201, business: api.businessId });
  });

  it("is the same 403 for another's business as for one that does not exist, and nothing is stored", async () => {
    const other = await service.business();
    const unknown = crypto.randomUUID();
    expect(await createIn(other.businessId)).toStrictEqual(forbidden);
    expect(await createIn(unknown)).toStrictEqual(forbidden);
    const rows = await service.database.sql('select from customers where business_id in ($1, $2)', [
      other.businessId,
      unknown,
    ]);
    expect(rows).toEqual([]);
  });

  it('may name each of the businesses that the token is granted for', async () => {
    const other = await service.business();
    const both = await service.client([api.businessId, other.businessId]);
    for (const businessId of [api.businessId, other.businessId]) {
      const { body } = await both.post('/customers', minimal, { headers: { 'x-business-id': businessId } });
      expect(body['business_id']).toBe(businessId);
      const rows = await service.database.sql('select from customers where id = $1 and business_id = $2', [
        body['id'],
        businessId,
      ]);
      expect(rows).toHaveLength(1);
    }
  });

  it('is a 403 where the token lacks the scope of the route', async () => {
    const reader = await service.client([api.businessId], { scopes: ['customers:read'] });
    const created = await reader.post('/customers', minimal);
    expect({ status: created.status, body: created.body }).toStrictEqual(forbidden);
    const stranger = await service.client([api.businessId], {
      scopes: ['payment_terms:write', 'tokens:write'],
    });
    const read = await stranger.get(`/customers/${crypto.randomUUID()}`);
    expect({ status: read.status, body: read.body }).toStrictEqual(forbidden);
  });

  it('lets a write scope read as well', async () => {
    const writer = await service.client([api.businessId], { scopes: ['customers:write'] });
    const { body } = await writer.post('/customers', minimal);
    expect((await writer.get(`/customers/${String(body['id'])}`)).status).toBe(200);
  });
});
