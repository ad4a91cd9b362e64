import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const at = (time: string) => ({ created_at: time, updated_at: time });

const foreign = (found: string) =>
  `invalid character: expected an optional prefix of \`urn:uuid:\` followed by [0-9a-fA-F-], found \`${found}\` at 1`;

describe('GET /customers/{customer_id}', () => {
  let service: SharedService;
  let api: ApiClient;
  let id: string;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    const { body } = await api.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
    id = String(body['id']);
  });
  afterAll(() => service.release());

  it('answers 404 for a customer that is not there', async () => {
    const { status, body } = await api.get(`/customers/${crypto.randomUUID()}`);
    expect({ status, body }).toEqual({ status: 404, body: { detail: 'Customer not found' } });
  });

  it("answers 404 for another business's customer", async () => {
    const other = await service.business();
    const { status, body } = await other.get(`/customers/${id}`);
    expect({ status, body }).toEqual({ status: 404, body: { detail: 'Customer not found' } });
  });

  it('keeps a deleted customer readable, with is_deleted and deleted_at', async () => {
    const { body } = await api.post('/customers', { name: 'Gone', email: 'gone@example.com' });
    await service.database.sql(`update customers set deleted_at = '2026-11-22T09:22:02.71Z' where id = $1`, [
      body['id'],
    ]);
    const read = await api.get(`/customers/${String(body['id'])}`);
    expect(read.status).toBe(200);
    expect(read.body).toEqual({ ...body, is_deleted: true, deleted_at: '2026-11-22T09:22:02.710Z' });
  });

  it('lists the contacts, primary first, then by created_at', async () => {
    const { body } = await api.post('/customers', { name: 'Contacts', email: 'c@example.com' });
    const contact = (name: string, isPrimary: boolean, createdAt: string) =>
      service.database.sql(
        `insert into customer_contacts (business_id, customer_id, id, name, is_primary, created_at, updated_at)
         values ($1, $2, gen_random_uuid(), $3, $4, $5, $5)`,
        [api.businessId, body['id'], name, isPrimary, createdAt],
      );
    await contact('Second', false, '2026-01-02T00:00:00.1Z');
    await contact('First', false, '2026-01-01T00:00:00Z');
    await contact('Primary', true, '2026-01-03T00:00:00Z');
    const read = await api.get(`/customers/${String(body['id'])}`);
    const common = {
      customer_id: body['id'],
      id: expect.any(String),
      email: null,
      phone: null,
      role: null,
      notes: null,
    };
    expect(read.body['contacts']).toStrictEqual([
      { ...common, name: 'Primary', is_primary: true, ...at('2026-01-03T00:00:00.000Z') },
      { ...common, name: 'First', is_primary: false, ...at('2026-01-01T00:00:00.000Z') },
      { ...common, name: 'Second', is_primary: false, ...at('2026-01-02T00:00:00.100Z') },
    ]);
  });

  it.each([
    ['upper case', (value: string) => value.toUpperCase()],
    ['32 digits', (value: string) => value.replaceAll('-', '')],
    ['a URN', (value: string) => `urn:uuid:${value}`],
    ['braces', (value: string) => `%7B${value}%7D`],
  ])('takes the id as %s', async (_, write) => {
    const { status, body } = await api.get(`/customers/${write(id)}`);
    expect({ status, id: body['id'] }).toEqual({ status: 200, id });
  });

  it.each([
    ['x', 'x', foreign('x')],
    ['%00', '\0', foreign('\0')],
    ['%F0%9F%8F%A2', '🏢', foreign('🏢')],
    ['019ab0f7', '019ab0f7', 'invalid length: expected length 32 for simple format, found 8'],
  ])('refuses the id %s with uuid_parsing', async (path, input, error) => {
    const { status, body } = await api.get(`/customers/${path}`);
    expect(body).toStrictEqual({
      detail: [
        {
          type: 'uuid_parsing',
          loc: ['path', 'customer_id'],
          msg: `Input should be a valid UUID, ${error}`,
          input,
          ctx: { error },
        },
      ],
    });
    expect(status).toBe(422);
  });

  it('answers 304 without a body to its own ETag, and 200 to another', async () => {
    const { headers, text } = await api.get(`/customers/${id}`);
    const etag = headers.get('etag') ?? '';
    const same = await api.get(`/customers/${id}`, { headers: { 'if-none-match': `"other", ${etag}` } });
    expect({ status: same.status, text: same.text }).toEqual({ status: 304, text: '' });
    expect(same.headers.get('etag')).toBe(etag);
    const other = await api.get(`/customers/${id}`, { headers: { 'if-none-match': '"other"' } });
    expect({ status: other.status, text: other.text }).toEqual({ status: 200, text });
  });

  it('gives another ETag once the customer has changed', async () => {
    const { body, headers } = await api.post('/customers', { name: 'Before', email: 'b@example.com' });
    await service.database.sql(`update customers set name = 'After' where id = $1`, [body['id']]);
    const after = await api.get(`/customers/${String(body['id'])}`);
    expect(after.body['name']).toBe('After');
    expect(after.headers.get('etag')).not.toBe(headers.get('etag'));
  });
});
