import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

/** The same contact as it is inside the customer. */
const inside = (contact: Json): Json => {
  const { entity_type, entity_id, id, ...fields } = contact;
  expect(entity_type).toBe('customer');
  return { id, customer_id: entity_id, ...fields };
};

describe('the contacts of a customer', () => {
  let service: SharedService;
  let api: ApiClient;
  let customer: string;
  let contacts: string;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  beforeEach(async () => {
    const { body } = await api.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
    customer = `/customers/${String(body['id'])}`;
    contacts = `${customer}/contacts`;
  });
  afterAll(() => service.release());

  const create = async (fields: Json = {}) => {
    const created = await api.post(contacts, { name: 'Grace Hopper', ...fields });
    expect(created.status).toBe(201);
    return { created, path: `${contacts}/${String(created.body['id'])}` };
  };
  const list = async () => {
    const { status, text } = await api.get(contacts);
    expect(status).toBe(200);
    return JSON.parse(text) as Json[];
  };
  /** The row, but for the customer that a merge took it from: none. */
  const stored = async (id: unknown) => {
    const rows = await service.database.sql<Json>('select * from customer_contacts where id = $1', [id]);
    return rows.map(({ source_customer_id, ...row }) => {
      expect(source_customer_id).toBeNull();
      return row;
    });
  };

  const contactsOfCustomer = async () => (await api.get(customer)).body['contacts'];

  it('are a 404 by an id that the customer has not', async () => {
    const { path } = await create();
    expect((await api.delete(path)).status).toBe(204);
    const gone = await api.get(path);
    expect([gone.status, gone.body]).toEqual([404, { detail: 'Contact not found' }]);
    const { body: other } = await api.post('/customers', { name: 'Other', email: 'a@example.com' });
    const elsewhere = (await create()).path.replace(customer, `/customers/${String(other['id'])}`);
    expect((await api.get(elsewhere)).status).toBe(404);
  });

  it('have an email of null or an address, as EmailStr has it', async () => {
    const refused = await api.post(contacts, { name: 'Grace', email: '' });
    expect([refused.status, refused.body['detail']]).toMatchObject([
      422,
      [{ type: 'value_error', loc: ['body', 'email'], input: '' }],
    ]);
    const { created } = await create({ email: 'Grace Hopper <grace@xn--bcher-kva.de> ' });
    expect(created.body['email']).toBe('grace@bücher.de');
  });

  describe('created', () => {
    it('are answered with all eleven fields and an ETag, and stored', async () => {
      const { created } = await create({
        name: '  Grace Hopper ',
        email: 'Grace@ACME.example.com',
        phone: '+1 555 0101',
        role: 'Accounts payable',
        is_primary: 'true',
        notes: ' as it is ',
      });
      const { id, created_at } = created.body;
      expect(created.text).toBe(
        JSON.stringify({
          id,
          entity_type: 'customer',
          entity_id: customer.slice('/customers/'.length),
          name: 'Grace Hopper',
          email: 'Grace@acme.example.com',
          phone: '+1 555 0101',
          role: 'Accounts payable',
          is_primary: true,
          notes: ' as it is ',
          created_at,
          updated_at: created_at,
        }),
      );
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(created.headers.get('etag')).toMatch(/^"[^"]+"$/);
      const location = String(created.headers.get('location'));
      expect(location).toBe(`/api/v1${contacts}/${String(id)}`);
      const fetched = await api.request('GET', location);
      expect([fetched.status, fetched.text]).toEqual([200, created.text]);
      expect(fetched.headers.get('etag')).toBe(created.headers.get('etag'));
      expect(await stored(id)).toEqual([{ business_id: api.businessId, ...inside(created.body) }]);
      expect(await list()).toEqual([created.body]);
      expect(await contactsOfCustomer()).toEqual([inside(created.body)]);
    });

    it('need a name only', async () => {
      const { created } = await create();
      expect(created.body).toMatchObject({
        email: null,
        phone: null,
        role: null,
        is_primary: false,
        notes: null,
      });
    });

    it('take text of the greatest length, and no longer', async () => {
      const longest = {
        name: '😀'.repeat(255),
        phone: '1'.repeat(50),
        role: 'r'.repeat(100),
        notes: 'n'.repeat(10_000),
      };
      expect((await create(longest)).created.body).toMatchObject(longest);
      const tooLong = Object.fromEntries(Object.entries(longest).map(([name, text]) => [name, `${text}x`]));
      const { status, body } = await api.post(contacts, tooLong);
      expect(status).toBe(422);
      expect(body['detail']).toMatchObject([
        { type: 'string_too_long', loc: ['body', 'name'], ctx: { max_length: 255 } },
        { type: 'string_too_long', loc: ['body', 'phone'], ctx: { max_length: 50 } },
        { type: 'string_too_long', loc: ['body', 'role'], ctx: { max_length: 100 } },
        { type: 'string_too_long', loc: ['body', 'notes'], ctx: { max_length: 10_000 } },
      ]);
    });

    it('are refused with everything that is wrong, in order', async () => {
      const { status, body } = await api.post(contacts, {
        email: 'nobody',
        phone: 5,
        role: '\ud800',
        is_primary: null,
        notes: '\0',
      });
      expect(status).toBe(422);
      expect(body['detail']).toMatchObject([
        { type: 'missing', loc: ['body', 'name'] },
        { type: 'value_error', loc: ['body', 'email'] },
        { type: 'string_type', loc: ['body', 'phone'] },
        { type: 'string_unicode', loc: ['body', 'role'] },
        { type: 'bool_type', loc: ['body', 'is_primary'] },
        { type: 'string_unicode', loc: ['body', 'notes'] },
      ]);
      expect(await list()).toEqual([]);
    });

    it('are made once under one Idempotency-Key', async () => {
      const headers = { 'idempotency-key': crypto.randomUUID() };
      const first = await api.post(contacts, { name: 'Grace' }, { headers });
      const second = await api.post(contacts, { name: 'Grace' }, { headers });
      expect({ status: second.status, text: second.text }).toEqual({ status: 201, text: first.text });
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(await list()).toHaveLength(1);
    });
  });

  it('are listed as a bare array: primary first, then in the order of their creation', async () => {
    expect(await list()).toEqual([]);
    const first = await create({ name: 'First' });
    const second = await create({ name: 'Second' });
    const third = await create({ name: 'Third', is_primary: true });
    const ordered = [third, first, second].map(({ created }) => created.body);
    expect(await list()).toEqual(ordered);
    expect(await contactsOfCustomer()).toEqual(ordered.map(inside));
  });

  describe('changed', () => {
    it('keep the fields that are not in the request, and clear those that are null', async () => {
      const { created, path } = await create({
        email: 'grace@acme.example.com',
        phone: '1',
        role: 'r',
        notes: 'n',
      });
      const updated = await api.put(path, { name: ' Grace ', phone: null });
      expect(updated.status).toBe(200);
      const updated_at = String(updated.body['updated_at']);
      expect(updated.body).toEqual({ ...created.body, name: 'Grace', phone: null, updated_at });
      expect(updated_at >= String(created.body['updated_at'])).toBe(true);
      expect(await stored(created.body['id'])).toEqual([
        { business_id: api.businessId, ...inside(updated.body) },
      ]);
      expect((await api.put(path, { email: null, role: null, notes: null })).body).toMatchObject({
        email: null,
        role: null,
        notes: null,
      });
    });

    it('refuse null for a name and for is_primary', async () => {
      const { created, path } = await create();
      const { status, body } = await api.put(path, { name: null, is_primary: null });
      expect(status).toBe(422);
      expect(body['detail']).toMatchObject([
        { type: 'string_type', loc: ['body', 'name'], input: null },
        { type: 'bool_type', loc: ['body', 'is_primary'], input: null },
      ]);
      expect(await list()).toEqual([created.body]);
    });

    it('leave updated_at alone if nothing changed, and never move it backwards', async () => {
      const { created, path } = await create({ phone: '1' });
      const move = (by: string) =>
        service.database.sql<{ updated_at: string }>(
          'update customer_contacts set updated_at = now() + $2::interval where id = $1 returning updated_at',
          [created.body['id'], by],
        );
      const [earlier] = await move('-1 day');
      expect((await api.put(path, {})).body['updated_at']).toBe(earlier?.updated_at);
      expect((await api.put(path, { name: 'Grace Hopper', phone: '1', is_primary: false })).body).toEqual({
        ...created.body,
        updated_at: earlier?.updated_at,
      });
      const [later] = await move('1 day');
      expect((await api.put(path, { phone: '2' })).body['updated_at']).toBe(later?.updated_at);
    });

    it('keep their id and what they belong to, whatever the body says', async () => {
      const { created, path } = await create();
      const other = {
        id: crypto.randomUUID(),
        entity_id: crypto.randomUUID(),
        customer_id: crypto.randomUUID(),
      };
      const { body } = await api.put(path, { ...other, business_id: other.id, role: 'r' });
      expect(body).toEqual({ ...created.body, role: 'r', updated_at: body['updated_at'] });
    });
  });

  it('change the ETag of their customer, and not its updated_at', async () => {
    const before = await api.get(customer);
    const { path } = await create();
    const added = await api.get(customer);
    await api.put(path, { role: 'CFO' });
    const changed = await api.get(customer);
    await api.delete(path);
    const removed = await api.get(customer);
    const etags = [before, added, changed].map(({ headers }) => headers.get('etag'));
    expect(new Set(etags).size).toBe(3);
    expect(removed.text).toBe(before.text);
    expect(changed.body['updated_at']).toBe(before.body['updated_at']);
  });

  it('are removed for good: again is a 404', async () => {
    const { created, path } = await create();
    const removed = await api.delete(path);
    expect({ status: removed.status, text: removed.text }).toEqual({ status: 204, text: '' });
    expect(await stored(created.body['id'])).toEqual([]);
    expect(await api.delete(path)).toMatchObject({ status: 404, body: { detail: 'Contact not found' } });
    expect((await api.put(path, { name: 'x' })).status).toBe(404);
  });

  it('stay as they are where If-Match does not match', async () => {
    const { created, path } = await create();
    const etag = created.headers.get('etag') ?? '';
    for (const ifMatch of ['"other"', `W/${etag}`, `"a", "b"`]) {
      const headers = { 'if-match': ifMatch };
      expect((await api.put(path, { name: 'x' }, { headers })).status).toBe(412);
      expect((await api.delete(path, { headers })).status).toBe(412);
    }
    expect(await list()).toEqual([created.body]);
    const updated = await api.put(path, { name: 'x' }, { headers: { 'if-match': `"other" , ${etag}` } });
    expect(updated.status).toBe(200);
    expect((await api.delete(path, { headers: { 'if-match': etag } })).status).toBe(412);
    const fresh = updated.headers.get('etag') ?? '';
    expect((await api.delete(path, { headers: { 'if-match': fresh } })).status).toBe(204);
    expect((await api.delete(path, { headers: { 'if-match': '*' } })).status).toBe(404);
  });

  it('of a deleted customer can be read, and not changed', async () => {
    const { created, path } = await create();
    await api.delete(customer);
    const conflict = { status: 409, body: { detail: 'The customer is deleted; restore it first' } };
    for (const headers of [{}, { 'if-match': '*' }]) {
      expect(await api.post(contacts, { name: 'x', is_primary: true }, { headers })).toMatchObject(conflict);
      expect(await api.put(path, { name: 'x' }, { headers })).toMatchObject(conflict);
      expect(await api.delete(path, { headers })).toMatchObject(conflict);
    }
    expect(await list()).toEqual([created.body]);
    await api.post(`${customer}/restore`);
    expect((await api.delete(path)).status).toBe(204);
  });
});
