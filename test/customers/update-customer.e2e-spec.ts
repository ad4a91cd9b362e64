import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const all = {
  name: 'Acme Corporation',
  email: 'billing@acme.example.com',
  address: '1 Main Street',
  phone: '+1 555 0100',
  tax_id: 'DE123456789',
  website: 'https://acme.example.com',
  notes: 'Pays late',
  credit_limit_cents: 250_000,
  status: 'inactive',
  category: 'Retail',
  invoice_footer: 'Thank you',
};

const changed = {
  name: 'Emca',
  email: 'accounts@emca.example.com',
  address: '2 Side Street',
  phone: '+1 555 0199',
  tax_id: 'FR99',
  website: 'https://emca.example.com',
  notes: '',
  credit_limit_cents: 0,
  status: 'blocked',
  category: 'Wholesale',
  invoice_footer: 'Pay soon',
};

const fields = Object.keys(all) as (keyof typeof all)[];
const required: readonly string[] = ['name', 'email', 'status'];
const past = '2026-01-01T00:00:00.000Z';

const pathOf = (customer: Json) => `/customers/${String(customer['id'])}`;

const extra = (field: string, input: unknown) => ({
  type: 'extra_forbidden',
  loc: ['body', field],
  msg: 'Extra inputs are not permitted',
  input,
});

const refused = (id: string) => ({
  status: 400,
  body: {
    detail: `default_payment_term_id ${JSON.stringify(id)} is not an active payment term of this business`,
  },
});

describe('PUT /customers/{customer_id}', () => {
  let service: SharedService;
  let api: ApiClient;
  let customer: Json;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  /** A customer that was last updated long ago, so that every move of `updated_at` shows. */
  beforeEach(async () => {
    const { body } = await api.post('/customers', all);
    await service.database.sql('update customers set updated_at = $2 where id = $1', [body['id'], past]);
    customer = { ...body, updated_at: past };
  });

  const put = async (request: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const { status, body } = await api.put(pathOf(customer), request, { headers });
    return { status, body };
  };

  const stored = async () => (await api.get(pathOf(customer))).body;

  const addTerm = async (isActive: boolean, businessId = api.businessId): Promise<string> => {
    const id = crypto.randomUUID();
    await service.database.sql(
      `insert into payment_terms (business_id, id, name, days_until_due, is_active, created_at, updated_at)
       values ($1, $2, 'Net 30', 30, $3, now(), now())`,
      [businessId, id, isActive],
    );
    return id;
  };

  it.each(fields)('changes %s alone, and updated_at with it', async (field) => {
    const before = Date.now();
    const { status, body } = await put({ [field]: changed[field] });
    expect(status).toBe(200);
    expect(body).toStrictEqual({
      ...customer,
      [field]: changed[field],
      updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(Date.parse(String(body['updated_at']))).toBeGreaterThanOrEqual(before - 1);
    expect(await stored()).toStrictEqual(body);
    const [row] = await service.database.sql(`select ${field} from customers where id = $1`, [
      customer['id'],
    ]);
    expect(row).toEqual({ [field]: changed[field] });
  });

  it.each(fields.filter((field) => !required.includes(field)))('clears %s with null', async (field) => {
    const { status, body } = await put({ [field]: null });
    expect({ status, body }).toEqual({
      status: 200,
      body: { ...customer, [field]: null, updated_at: body['updated_at'] },
    });
    expect(body['updated_at']).not.toBe(past);
    const [row] = await service.database.sql(`select ${field} from customers where id = $1`, [
      customer['id'],
    ]);
    expect(row).toEqual({ [field]: null });
  });

  it.each([
    ['name', 'string_type', 'Input should be a valid string', undefined],
    ['email', 'string_type', 'Input should be a valid string', undefined],
    [
      'status',
      'enum',
      "Input should be 'active', 'inactive' or 'blocked'",
      { expected: "'active', 'inactive' or 'blocked'" },
    ],
  ])('refuses null for %s with a 422', async (field, type, msg, ctx) => {
    const { status, body } = await put({ [field]: null, notes: 'not written' });
    const issue = { type, loc: ['body', field], msg, input: null, ...(ctx === undefined ? {} : { ctx }) };
    expect({ status, body }).toEqual({ status: 422, body: { detail: [issue] } });
    expect(await stored()).toEqual(customer);
  });

  it('changes all fields at once, and clears all that can be', async () => {
    const { body } = await put(changed);
    expect(body).toStrictEqual({ ...customer, ...changed, updated_at: body['updated_at'] });
    const nothing = Object.fromEntries(
      fields.filter((field) => !required.includes(field)).map((f) => [f, null]),
    );
    const cleared = await put(nothing);
    expect(cleared.body).toStrictEqual({ ...body, ...nothing, updated_at: cleared.body['updated_at'] });
  });

  it('changes nothing with an empty object', async () => {
    expect(await put({})).toEqual({ status: 200, body: customer });
    expect(await stored()).toEqual(customer);
  });

  it('moves updated_at only if a value became another', async () => {
    expect(await put(all)).toEqual({ status: 200, body: customer });
    await put({ phone: null });
    await service.database.sql('update customers set updated_at = $2 where id = $1', [customer['id'], past]);
    expect(await put({ phone: null })).toEqual({ status: 200, body: { ...customer, phone: null } });
  });

  it('takes a change of letter case, or of the ends of a text, for a change', async () => {
    for (const change of [{ name: 'ACME Corporation' }, { notes: 'Pays late ' }, { notes: 'pays late ' }]) {
      await service.database.sql('update customers set updated_at = $2 where id = $1', [
        customer['id'],
        past,
      ]);
      const { body } = await put(change);
      expect(body).toMatchObject(change);
      expect(body['updated_at']).not.toBe(past);
    }
  });

  it('never moves updated_at backwards', async () => {
    const future = '2199-01-01T00:00:00.000Z';
    await service.database.sql('update customers set updated_at = $2 where id = $1', [
      customer['id'],
      future,
    ]);
    const { status, body } = await put({ notes: 'changed' });
    expect({ status, body }).toEqual({
      status: 200,
      body: { ...customer, notes: 'changed', updated_at: future },
    });
  });

  it('ignores fields that are never read from a body', async () => {
    const { status, body } = await put({
      id: crypto.randomUUID(),
      business_id: crypto.randomUUID(),
      created_at: past,
      updated_at: '2199-01-01T00:00:00.000Z',
      is_deleted: true,
      deleted_at: past,
      stripe_customer_id: 'cus_123',
      contacts: [{ name: 'Grace' }],
      unknown: 1,
    });
    expect({ status, body }).toEqual({ status: 200, body: customer });
    expect(await stored()).toEqual(customer);
  });

  it('refuses fields that it does not know under strict handling', async () => {
    const { status, body } = await put(
      { name: 'New', id: 'x', colour: 'red' },
      { prefer: 'handling=strict' },
    );
    expect({ status, body }).toEqual({
      status: 422,
      body: { detail: [extra('id', 'x'), extra('colour', 'red')] },
    });
    expect(await stored()).toEqual(customer);
    expect(await put({ name: 'New' }, { prefer: 'handling=strict' })).toMatchObject({ status: 200 });
  });

  it('trims the name, and writes the domain of the email in lower case, as for a new customer', async () => {
    const { body } = await put({ name: '\u2003 Acme \u00a0', email: 'Billing@ACME.Example.COM' });
    expect(body).toMatchObject({ name: 'Acme', email: 'Billing@acme.example.com' });
  });

  it('stores every other text exactly as it was sent', async () => {
    const texts = {
      address: '  a\n\tb ',
      notes: '\u00e9 e\u0301 🏢',
      website: 'not a URL',
      tax_id: '',
      category: ' ',
    };
    const { status, body } = await put(texts);
    expect({ status, body }).toMatchObject({ status: 200, body: texts });
    expect(await stored()).toMatchObject(texts);
  });

  it('takes the largest credit limit, and numbers as strings', async () => {
    expect((await put({ credit_limit_cents: 9_007_199_254_740_991 })).body).toMatchObject({
      credit_limit_cents: 9_007_199_254_740_991,
    });
    expect((await put({ credit_limit_cents: '100' })).body).toMatchObject({ credit_limit_cents: 100 });
  });

  it('names all that is wrong, in the order of the fields', async () => {
    const { status, body } = await put({
      invoice_footer: 'x'.repeat(5_001),
      status: 'Active',
      credit_limit_cents: -1,
      email: 'nobody',
      name: '   ',
    });
    const detail = body['detail'] as { loc: unknown; type: string }[];
    expect({ status, detail: detail.map(({ loc, type }) => [loc, type]) }).toEqual({
      status: 422,
      detail: [
        [['body', 'name'], 'string_too_short'],
        [['body', 'email'], 'value_error'],
        [['body', 'credit_limit_cents'], 'greater_than_equal'],
        [['body', 'status'], 'enum'],
        [['body', 'invoice_footer'], 'string_too_long'],
      ],
    });
    expect(await stored()).toEqual(customer);
  });

  it.each(['[]', '"text"', '1'])('refuses the body %s, which is not an object', async (raw) => {
    const { status, body } = await api.request('PUT', `/api/v1${pathOf(customer)}`, { raw });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { detail: [{ type: 'model_attributes_type' }] },
    });
  });

  it("answers 404 for a customer that is not there, or is another business's", async () => {
    const absent = await api.put(`/customers/${crypto.randomUUID()}`, { name: 'New' });
    const other = await service.business();
    const foreign = await other.put(pathOf(customer), { name: 'Stolen' });
    for (const { status, body } of [absent, foreign]) {
      expect({ status, body }).toEqual({ status: 404, body: { detail: 'Customer not found' } });
    }
    expect(await stored()).toEqual(customer);
  });

  it('answers 409 for a deleted customer, and changes nothing', async () => {
    await api.delete(pathOf(customer));
    const deleted = await stored();
    for (const request of [{ name: 'New' }, {}]) {
      expect(await put(request)).toEqual({
        status: 409,
        body: { detail: 'The customer is deleted; restore it first' },
      });
    }
    expect(await stored()).toEqual(deleted);
  });

  describe('default_payment_term_id', () => {
    it('takes an active payment term, keeps it where it is absent, and clears it with null', async () => {
      const id = await addTerm(true);
      const taken = await put({ default_payment_term_id: id.toUpperCase() });
      expect(taken).toMatchObject({ status: 200, body: { default_payment_term_id: id } });
      expect((await put({ notes: 'other' })).body).toMatchObject({ default_payment_term_id: id });
      expect((await put({ default_payment_term_id: null })).body).toMatchObject({
        default_payment_term_id: null,
      });
    });

    it('refuses to choose an inactive one, one of another business, one that is not there, and text', async () => {
      const other = await service.business();
      const ids = [
        await addTerm(false),
        await addTerm(true, other.businessId),
        crypto.randomUUID(),
        'net-30',
        '',
      ];
      for (const id of ids) {
        expect(await put({ name: 'New', default_payment_term_id: id })).toEqual(refused(id));
      }
      expect(await stored()).toEqual(customer);
    });

    it('keeps one that is inactive by now, but does not choose another such', async () => {
      const [id, another] = [await addTerm(true), await addTerm(false)];
      await put({ default_payment_term_id: id });
      await service.database.sql('update payment_terms set is_active = false where id = $1', [id]);
      const kept = await put({ default_payment_term_id: id, notes: 'other' });
      expect(kept).toMatchObject({ status: 200, body: { default_payment_term_id: id, notes: 'other' } });
      expect(await put({ default_payment_term_id: another })).toEqual(refused(another));
      await put({ default_payment_term_id: null });
      expect(await put({ default_payment_term_id: id })).toEqual(refused(id));
    });
  });
});
