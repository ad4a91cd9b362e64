import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { contact, contactsOf, customer, merge } from './support.js';

describe('POST /customers/{customer_id}/merge', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
  });
  afterAll(() => service.stop());

  const read = async (id: string) => (await api.get(`/customers/${id}`)).body;
  const link = (id: string, stripe: string) =>
    api.put(`/customers/${id}/stripe-link`, { stripe_customer_id: stripe });

  it('answers with the customer that remains, and marks the others', async () => {
    const [one, other, third] = [await customer(api), await customer(api), await customer(api)];

    const answer = await merge(api, one.id, [other.id, third.id]);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...one });
    expect(answer.headers.get('etag')).toBe((await api.get(`/customers/${one.id}`)).headers.get('etag'));
    expect(await read(other.id)).toMatchObject({ is_deleted: true, merged_into: one.id });
    const rows = await service.database.sql(
      'select id, is_deleted, merged_into from customers where id = any($1) order by id',
      [[one.id, other.id, third.id]],
    );
    expect(rows).toEqual([
      { id: one.id, is_deleted: false, merged_into: null },
      { id: other.id, is_deleted: true, merged_into: one.id },
      { id: third.id, is_deleted: true, merged_into: one.id },
    ]);
  });

  it('says merged_into only of a customer that was merged', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    expect(one).not.toHaveProperty('merged_into');

    await merge(api, one.id, [other.id]);

    expect(await read(one.id)).not.toHaveProperty('merged_into');
    const { body } = await api.get(`/customers?include_deleted=true&id=${other.id}`);
    expect(body['items']).toEqual([expect.objectContaining({ merged_into: one.id })]);
  });

  it('takes a merged customer out of the lists', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    await merge(api, one.id, [other.id]);
    expect((await api.get(`/customers?id=${other.id}`)).body['items']).toEqual([]);
  });

  it('fills what is empty from the first that has it', async () => {
    const one = await customer(api, { phone: '1', notes: '', category: null });
    const other = await customer(api, { phone: '2', notes: 'Second', address: '', credit_limit_cents: 0 });
    const third = await customer(api, {
      notes: 'Third',
      address: 'Street',
      credit_limit_cents: 7,
      tax_id: 'T',
    });

    const { body } = await merge(api, one.id, [other.id, third.id]);

    expect(body).toMatchObject({
      name: one['name'],
      email: one['email'],
      phone: '1',
      notes: 'Second',
      address: 'Street',
      credit_limit_cents: 0,
      tax_id: 'T',
      category: null,
    });
    expect(Date.parse(String(body['updated_at']))).toBeGreaterThan(Date.parse(String(one['updated_at'])));
    expect(await read(one.id)).toEqual(body);
    expect(await read(other.id)).toMatchObject({ phone: '2', notes: 'Second' });
  });

  it('keeps the fields as they are, if it is told to', async () => {
    const one = await customer(api, { phone: null });
    const other = await customer(api, { phone: '2' });
    expect((await merge(api, one.id, [other.id], { fields: 'keep' })).body).toEqual({ ...one });
  });

  it('fills in a payment term that is active, and no other', async () => {
    const term = async (name: string) =>
      String((await api.post('/payment-terms', { name, days_until_due: 5 })).body['id']);
    const [gone, active] = [await term('Gone'), await term('Active')];
    const one = await customer(api);
    const other = await customer(api, { default_payment_term_id: gone });
    const third = await customer(api, { default_payment_term_id: active });
    await api.delete(`/payment-terms/${gone}`);

    const { body } = await merge(api, one.id, [other.id, third.id]);

    expect(body['default_payment_term_id']).toBe(active);
  });

  it('moves the contacts, of which one stays primary', async () => {
    const [one, other, third] = [await customer(api), await customer(api), await customer(api)];
    const plain = await contact(api, one.id, { name: 'Plain' });
    const first = await contact(api, other.id, { name: 'First', is_primary: true });
    const second = await contact(api, third.id, { name: 'Second', is_primary: true });

    const { body } = await merge(api, one.id, [other.id, third.id]);

    expect(contactsOf(body).map(({ id, is_primary }) => [id, is_primary])).toEqual([
      [first, true],
      [plain, false],
      [second, false],
    ]);
    expect(contactsOf(body).every(({ customer_id }) => customer_id === one.id)).toBe(true);
    expect(contactsOf(await read(other.id))).toEqual([]);
    expect(body['updated_at']).toBe(one['updated_at']);
    const rows = await service.database.sql(
      'select id, customer_id, is_primary from customer_contacts where id = any($1) order by id',
      [[plain, first, second]],
    );
    expect(rows).toEqual([
      { id: plain, customer_id: one.id, is_primary: false },
      { id: first, customer_id: one.id, is_primary: true },
      { id: second, customer_id: one.id, is_primary: false },
    ]);
  });

  it('leaves the primary contact the one that it was', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    const own = await contact(api, one.id, { name: 'Own', is_primary: true });
    await contact(api, other.id, { name: 'Other', is_primary: true });

    const { body } = await merge(api, one.id, [other.id]);

    expect(
      contactsOf(body)
        .filter(({ is_primary }) => is_primary)
        .map(({ id }) => id),
    ).toEqual([own]);
  });

  it('refuses more than 1,000 contacts, and changes nothing', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    await service.database.sql(
      `insert into customer_contacts (business_id, customer_id, id, name, created_at, updated_at)
       select $1, case when n <= 500 then $2 else $3 end::uuid, gen_random_uuid(), 'Contact ' || n, now(), now()
       from generate_series(1, 1001) n`,
      [api.businessId, one.id, other.id],
    );
    expect(await merge(api, one.id, [other.id])).toMatchObject({
      status: 409,
      body: { detail: 'The customers have 1001 contacts together, and one has at most 1000' },
    });
    expect(await read(other.id)).toMatchObject({ is_deleted: false });
  });

  it('moves the Stripe customer, if the customer has none', async () => {
    const [one, other, third] = [await customer(api), await customer(api), await customer(api)];
    await link(other.id, 'cus_move1');
    await link(third.id, 'cus_move2');

    const { body } = await merge(api, one.id, [other.id, third.id]);

    expect(body['stripe_customer_id']).toBe('cus_move1');
    expect(await read(other.id)).toMatchObject({ stripe_customer_id: null });
    expect(await read(third.id)).toMatchObject({ stripe_customer_id: 'cus_move2' });
  });

  it('leaves its own Stripe customer to a customer', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    await link(one.id, 'cus_own1');
    await link(other.id, 'cus_own2');
    expect((await merge(api, one.id, [other.id])).body['stripe_customer_id']).toBe('cus_own1');
    expect(await read(other.id)).toMatchObject({ stripe_customer_id: 'cus_own2' });
  });

  it('answers every write to a merged customer with a 409 that names the other', async () => {
    const [one, other, third] = [await customer(api), await customer(api), await customer(api)];
    const moved = await contact(api, other.id, { name: 'Moved' });
    await merge(api, one.id, [other.id]);

    const refusal = {
      status: 409,
      body: {
        detail: `The customer was merged into ${one.id}; change that one, or restore this one first`,
      },
    };
    const path = `/customers/${other.id}`;
    expect(await api.put(path, { name: 'New' })).toMatchObject(refusal);
    expect(await api.put(path, { name: 'New' }, { headers: { 'if-match': '*' } })).toMatchObject(refusal);
    expect(await api.delete(path)).toMatchObject(refusal);
    expect(await api.post(`${path}/contacts`, { name: 'New' })).toMatchObject(refusal);
    expect(await api.put(`${path}/contacts/${moved}`, { name: 'New' })).toMatchObject(refusal);
    expect(await api.delete(`${path}/contacts/${moved}`)).toMatchObject(refusal);
    expect(await link(other.id, 'cus_merged')).toMatchObject(refusal);
    expect(await api.delete(`${path}/stripe-link`)).toMatchObject(refusal);
    expect(await merge(api, other.id, [third.id])).toMatchObject(refusal);
    expect(await merge(api, third.id, [other.id])).toMatchObject({
      status: 409,
      body: { detail: `The customer ${other.id} was merged into ${one.id} already` },
    });
    expect(await merge(api, one.id, [other.id])).toMatchObject({ status: 409 });
    expect(await read(other.id)).toMatchObject({ name: other['name'], merged_into: one.id });
  });

  it('is undone by restore: the customer comes back without what the other has taken over', async () => {
    const [one, other] = [await customer(api), await customer(api, { phone: '2' })];
    const moved = await contact(api, other.id, { name: 'Moved' });
    await link(other.id, 'cus_undo');
    await merge(api, one.id, [other.id]);

    const { status, body } = await api.post(`/customers/${other.id}/restore`);

    expect(status).toBe(200);
    expect(body).toEqual({ ...other, updated_at: body['updated_at'] });
    expect(await read(one.id)).toMatchObject({ stripe_customer_id: 'cus_undo', contacts: [{ id: moved }] });
    expect((await api.put(`/customers/${other.id}`, { phone: '3' })).status).toBe(200);
    expect((await merge(api, one.id, [other.id])).status).toBe(200);
  });

  it('answers a trial with what would be, and writes nothing', async () => {
    const one = await customer(api);
    const other = await customer(api, { phone: '2' });
    const moved = await contact(api, other.id, { name: 'Moved', is_primary: true });
    const stored = () =>
      service.database.sql(
        `select (select json_agg(c order by c.id) from customers c where c.business_id = $1) as customers,
          (select json_agg(k order by k.id) from customer_contacts k where k.business_id = $1) as contacts,
          (select max(position) from events where business_id = $1) as position,
          (select last_position from event_positions where business_id = $1) as counter`,
        [api.businessId],
      );
    const before = await stored();

    const answer = await merge(api, one.id, [other.id], { dry_run: true });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id: one.id,
      phone: '2',
      contacts: [{ id: moved, is_primary: true }],
    });
    expect(await stored()).toEqual(before);
    expect((await merge(api, one.id, [other.id])).body).toMatchObject({
      phone: '2',
      contacts: [{ id: moved }],
    });
  });

  it('does it once for an idempotency key, and a trial stores no answer', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    const send = (dry_run: boolean) =>
      api.post(
        `/customers/${one.id}/merge`,
        { from: [other.id], dry_run },
        { headers: { 'idempotency-key': `merge-${one.id}` } },
      );
    expect((await send(true)).headers.get('idempotency-replayed')).toBeNull();
    const first = await send(false);
    const second = await send(false);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.text).toBe(first.text);
  });

  it('takes an id that stands there twice for one', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    expect((await merge(api, one.id, [other.id, other.id.toUpperCase()])).status).toBe(200);
  });

  it('asks for If-Match of the customer that remains', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    const send = (etag: string) =>
      api.post(`/customers/${one.id}/merge`, { from: [other.id] }, { headers: { 'if-match': etag } });
    const etag = (await api.get(`/customers/${one.id}`)).headers.get('etag') ?? '';
    expect((await send('"other"')).status).toBe(412);
    expect(await read(other.id)).toMatchObject({ is_deleted: false });
    expect((await send(etag)).status).toBe(200);
  });

  it('refuses customers that cannot be merged, and changes none of the others', async () => {
    const [one, other, gone] = [await customer(api), await customer(api), await customer(api)];
    await api.delete(`/customers/${gone.id}`);
    const elsewhere = await customer(await service.business());
    const unknown = uuidv7();

    expect(await merge(api, unknown, [other.id])).toMatchObject({
      status: 404,
      body: { detail: 'Customer not found' },
    });
    expect(await merge(api, one.id, [other.id, unknown])).toMatchObject({
      status: 400,
      body: { detail: `from holds ${unknown}, which is no customer of this business` },
    });
    expect(await merge(api, one.id, [other.id, elsewhere.id])).toMatchObject({
      status: 400,
      body: { detail: `from holds ${elsewhere.id}, which is no customer of this business` },
    });
    expect(await merge(api, one.id, [other.id, gone.id])).toMatchObject({
      status: 409,
      body: { detail: `The customer ${gone.id} is deleted; restore it first` },
    });
    expect(await merge(api, gone.id, [other.id])).toMatchObject({
      status: 409,
      body: { detail: 'The customer is deleted; restore it first' },
    });
    expect(await read(other.id)).toEqual({ ...other });
  });

  const wrong: readonly (readonly [string, unknown, Json])[] = [
    ['no from', {}, { type: 'missing', loc: ['body', 'from'], msg: 'Field required', input: {} }],
    [
      'an empty from',
      { from: [] },
      {
        type: 'too_short',
        loc: ['body', 'from'],
        msg: 'List should have at least 1 item after validation, not 0',
        input: [],
        ctx: { field_type: 'List', min_length: 1, actual_length: 0 },
      },
    ],
    [
      'a from that is no list',
      { from: 'x' },
      { type: 'list_type', loc: ['body', 'from'], msg: 'Input should be a valid list', input: 'x' },
    ],
    [
      'other fields than the two',
      { from: [uuidv7()], fields: 'mine' },
      {
        type: 'enum',
        loc: ['body', 'fields'],
        msg: "Input should be 'fill_empty' or 'keep'",
        input: 'mine',
        ctx: { expected: "'fill_empty' or 'keep'" },
      },
    ],
  ];
  it.each(wrong)('refuses %s', async (_, json, error) => {
    const { status, body } = await api.post(`/customers/${uuidv7()}/merge`, json);
    expect([status, body]).toEqual([422, { detail: [error] }]);
  });

  it('refuses to merge a customer into itself', async () => {
    const one = await customer(api);
    const error = 'a customer cannot be merged into itself';
    expect(await merge(api, one.id, [uuidv7(), one.id])).toMatchObject({
      status: 422,
      body: {
        detail: [
          {
            type: 'value_error',
            loc: ['body', 'from', 1],
            msg: `Value error, ${error}`,
            input: one.id,
            ctx: { error },
          },
        ],
      },
    });
  });
});
