import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const wireTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const minimal = { name: 'Acme', email: 'billing@acme.example.com' };

describe('POST /customers', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const rowOf = async (id: unknown) => {
    const [row] = await service.database.sql<Json>('select * from customers where id = $1', [id]);
    return row;
  };

  it('answers 201 with all 20 fields, the Location and an ETag, and stores the row', async () => {
    const created = await api.post('/customers', { name: 'Acme', email: 'billing@Acme.Example.COM' });
    expect(created.status).toBe(201);
    expect(created.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(created.headers.get('location')).toBe(`/api/v1/customers/${String(created.body['id'])}`);
    expect(created.headers.get('etag')).toMatch(/^"[^"]+"$/);
    expect(created.body).toStrictEqual({
      id: expect.stringMatching(uuidV7),
      business_id: api.businessId,
      created_at: expect.stringMatching(wireTime),
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
    expect(Object.keys(created.body)).toHaveLength(20);
    const { contacts: _, ...stored } = created.body;
    expect(await rowOf(created.body['id'])).toMatchObject(stored);
  });

  it('takes all twelve fields, and answers and stores each of them as it was sent', async () => {
    const [term] = await service.database.sql<{ id: string }>(
      `insert into payment_terms (business_id, id, name, days_until_due, created_at, updated_at)
       values ($1, gen_random_uuid(), 'Net 30', 30, now(), now()) returning id`,
      [api.businessId],
    );
    const request = {
      name: 'Ünïcode & Söhne 株式会社 🏢',
      email: 'Ada.Lovelace+billing@example.com',
      address: ' 1 Main Street\r\n\tSpringfield \n',
      phone: '  +1 (555) 0100 ext. 7 ',
      tax_id: 'DE\u00a0123456789',
      website: 'HTTPS://Example.com/a?b=c#d',
      notes: 'עברית \u202eإلى اليسار\u202c e\u0301 é \ufeff',
      credit_limit_cents: 9007199254740991,
      default_payment_term_id: term?.id,
      status: 'blocked',
      category: "Robert'); drop table customers;--",
      invoice_footer: '<b>&amp;</b> \\ " \u2028 \u0001',
    };
    const created = await api.post('/customers', request);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject(request);
    expect(await rowOf(created.body['id'])).toMatchObject(request);
  });

  it('answers the new customer as GET does, byte for byte and with the same ETag', async () => {
    const created = await api.post('/customers', minimal);
    const read = await api.get(`/customers/${String(created.body['id'])}`);
    expect(read.status).toBe(200);
    expect(read.text).toBe(created.text);
    expect(read.headers.get('etag')).toBe(created.headers.get('etag'));
  });

  it('gives the customer the business of the header and times at which it was made', async () => {
    const before = Date.now();
    const { body } = await api.post('/customers', { ...minimal, business_id: crypto.randomUUID() });
    expect(body['business_id']).toBe(api.businessId);
    expect(Date.parse(String(body['created_at']))).toBeGreaterThanOrEqual(before);
    expect(Date.parse(String(body['created_at']))).toBeLessThanOrEqual(Date.now());
  });

  it('never takes an id, times, deletion or the Stripe link from the body', async () => {
    const id = '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90';
    const { status, body } = await api.post('/customers', {
      ...minimal,
      id,
      created_at: '2001-01-01T00:00:00.000Z',
      updated_at: '2001-01-01T00:00:00.000Z',
      is_deleted: true,
      deleted_at: '2001-01-01T00:00:00.000Z',
      stripe_customer_id: 'cus_1',
      contacts: [{ name: 'Grace' }],
    });
    expect(status).toBe(201);
    expect(body['id']).not.toBe(id);
    expect(body).toMatchObject({
      is_deleted: false,
      deleted_at: null,
      stripe_customer_id: null,
      contacts: [],
    });
    expect(body['created_at']).not.toBe('2001-01-01T00:00:00.000Z');
    expect(await rowOf(id)).toBeUndefined();
    expect(await rowOf(body['id'])).toMatchObject({ is_deleted: false, stripe_customer_id: null });
  });

  it('ignores unknown fields', async () => {
    const { status, body } = await api.post('/customers', { ...minimal, nickname: 'Ace', '': 1 });
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('nickname');
  });

  it.each(['handling=strict', 'respond-async, handling="strict"', 'Handling = Strict; q=1'])(
    'refuses unknown fields with extra_forbidden under Prefer: %s',
    async (prefer) => {
      const request = { ...minimal, nickname: 'Ace', id: null };
      const { status, body } = await api.post('/customers', request, { headers: { prefer } });
      expect(status).toBe(422);
      expect(body).toStrictEqual({
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'nickname'],
            msg: 'Extra inputs are not permitted',
            input: 'Ace',
          },
          {
            type: 'extra_forbidden',
            loc: ['body', 'id'],
            msg: 'Extra inputs are not permitted',
            input: null,
          },
        ],
      });
    },
  );

  it('refuses unknown query fields as well under Prefer: handling=strict, and only then', async () => {
    const strict = await api.post('/customers?expand=all', minimal, {
      headers: { prefer: 'handling=strict' },
    });
    expect(strict.status).toBe(422);
    expect(strict.body).toStrictEqual({
      detail: [
        {
          type: 'extra_forbidden',
          loc: ['query', 'expand'],
          msg: 'Extra inputs are not permitted',
          input: 'all',
        },
      ],
    });
    expect((await api.post('/customers?expand=all', minimal)).status).toBe(201);
  });

  it('takes a request of known fields alone under Prefer: handling=strict', async () => {
    const { status } = await api.post('/customers', minimal, { headers: { prefer: 'handling=strict' } });
    expect(status).toBe(201);
  });

  it.each([
    'handling=lenient',
    'handling=lenient, handling=strict',
    'return=minimal; handling=strict',
    'handling=stricter',
    'handling',
    'xhandling=strict',
  ])('ignores unknown fields under Prefer: %s, without Preference-Applied', async (prefer) => {
    const { status, headers } = await api.post('/customers', { ...minimal, x: 1 }, { headers: { prefer } });
    expect({ status, applied: headers.get('preference-applied') }).toEqual({ status: 201, applied: null });
  });

  it('confirms Prefer: handling=strict by Preference-Applied, whatever the response is', async () => {
    const headers = { prefer: 'return=minimal, Handling="strict"' };
    const made = await api.post('/customers', minimal, { headers });
    const path = `/customers/${String(made.body['id'])}`;
    const etag = made.headers.get('etag') ?? '';
    const responses = [
      made,
      await api.post('/customers', { name: 1 }, { headers }),
      await api.get(path, { headers }),
      await api.get(path, { headers: { ...headers, 'if-none-match': etag } }),
      await api.get(`/customers/${crypto.randomUUID()}`, { headers }),
      await api.put(path, {}, { headers: { ...headers, 'if-match': '"x"' } }),
      await api.get('/customers/export', { headers }),
      await api.delete(path, { headers }),
      await api.put(path, {}, { headers }),
    ];
    expect(responses.map(({ status }) => status)).toEqual([201, 422, 200, 304, 404, 412, 200, 204, 409]);
    for (const response of responses) {
      expect(response.headers.get('preference-applied')).toBe('handling=strict');
    }
  });

  it('lets two customers share an e-mail address', async () => {
    const email = 'bookkeeper@example.com';
    const [first, second] = await Promise.all([
      api.post('/customers', { name: 'First', email }),
      api.post('/customers', { name: 'Second', email }),
    ]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body['id']).not.toBe(second.body['id']);
    const rows = await service.database.sql(
      'select id from customers where business_id = $1 and email = $2',
      [api.businessId, email],
    );
    expect(rows).toHaveLength(2);
  });

  it('gives ids in the order of creation', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.push(String((await api.post('/customers', minimal)).body['id']));
    }
    expect(ids).toEqual(ids.toSorted());
  });
});
