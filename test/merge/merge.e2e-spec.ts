import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { contact, contactsOf, customer, link, merge, read } from './support.js';

/** What a merge makes of the customers. */
describe('POST /customers/{customer_id}/merge', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  it('answers with the customer that remains, and marks the others', async () => {
    const [one, other, third] = [await customer(api), await customer(api), await customer(api)];

    const answer = await merge(api, one.id, [other.id, third.id]);

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id: one.id,
      name: one['name'],
      email: one['email'],
      is_deleted: false,
    });
    expect(answer.headers.get('etag')).toBe((await api.get(`/customers/${one.id}`)).headers.get('etag'));
    expect(await read(api, other.id)).toMatchObject({ is_deleted: true, merged_into: one.id });
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

    expect(await read(api, one.id)).not.toHaveProperty('merged_into');
    const { body } = await api.get(`/customers?include_deleted=true&id=${other.id}`);
    expect(body['items']).toEqual([expect.objectContaining({ merged_into: one.id })]);
  });

  it('takes a merged customer out of the lists', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    await merge(api, one.id, [other.id]);
    expect((await api.get(`/customers?id=${other.id}`)).body['items']).toEqual([]);
  });

  it('fills an empty field from the first customer with a value', async () => {
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
    expect(await read(api, one.id)).toEqual(body);
    expect(await read(api, other.id)).toMatchObject({ phone: '2', notes: 'Second' });
  });

  it('keeps the fields unchanged with fields=keep', async () => {
    const one = await customer(api, { phone: null });
    const other = await customer(api, { phone: '2' });
    expect((await merge(api, one.id, [other.id], { fields: 'keep' })).body).toMatchObject({ phone: null });
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

    expect(contactsOf(body).map(({ id, name, is_primary }) => [id, name, is_primary])).toEqual([
      [first, 'First', true],
      [plain, 'Plain', false],
      [second, 'Second', false],
      [expect.any(String), other['name'], false],
      [expect.any(String), third['name'], false],
    ]);
    expect(contactsOf(body).every(({ customer_id }) => customer_id === one.id)).toBe(true);
    expect(contactsOf(await read(api, other.id))).toEqual([]);
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

  it('moves the Stripe customer, if the customer has none', async () => {
    const [one, other, third] = [await customer(api), await customer(api), await customer(api)];
    await link(api, other.id, 'cus_move1');
    await link(api, third.id, 'cus_move2');

    const { body } = await merge(api, one.id, [other.id, third.id]);

    expect(body['stripe_customer_id']).toBe('cus_move1');
    expect(await read(api, other.id)).toMatchObject({ stripe_customer_id: null });
    expect(await read(api, third.id)).toMatchObject({ stripe_customer_id: 'cus_move2' });
  });

  it('leaves its own Stripe customer to a customer', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    await link(api, one.id, 'cus_own1');
    await link(api, other.id, 'cus_own2');
    expect((await merge(api, one.id, [other.id])).body['stripe_customer_id']).toBe('cus_own1');
    expect(await read(api, other.id)).toMatchObject({ stripe_customer_id: 'cus_own2' });
  });

  it('is undone by restore: the customer comes back without what the other has taken over', async () => {
    const [one, other] = [await customer(api), await customer(api, { phone: '2' })];
    const moved = await contact(api, other.id, { name: 'Moved' });
    await link(api, other.id, 'cus_undo');
    await merge(api, one.id, [other.id]);

    const { status, body } = await api.post(`/customers/${other.id}/restore`);

    expect(status).toBe(200);
    expect(body).toEqual({ ...other, updated_at: body['updated_at'] });
    expect(await read(api, one.id)).toMatchObject({
      stripe_customer_id: 'cus_undo',
      contacts: [{ id: moved }, { email: other['email'] }],
    });
    expect((await api.put(`/customers/${other.id}`, { phone: '3' })).status).toBe(200);
    expect((await merge(api, one.id, [other.id])).status).toBe(200);
  });

  it('answers a dry run with the customer as it would be, and writes nothing', async () => {
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
      contacts: [{ id: moved, is_primary: true }, { email: other['email'] }],
    });
    expect(await stored()).toEqual(before);
    expect(answer.body).toMatchObject({
      dry_run: true,
      changes: { phone: [null, '2'], merged_from: [null, [other.id]] },
    });
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).toBe((await api.get(`/customers/${one.id}`)).headers.get('etag'));
    const merged = await api.post(
      `/customers/${one.id}/merge`,
      { from: [other.id] },
      { headers: { 'if-match': etag } },
    );
    expect(merged.body).not.toHaveProperty('dry_run');
    expect(merged.body).not.toHaveProperty('changes');
    const { body: last } = await api.get(`/events?entity_id=${one.id}&type=customer.updated`);
    expect(last['items']).toMatchObject([{ changes: answer.body['changes'] }]);
    expect(merged.body).toMatchObject({
      phone: '2',
      contacts: [{ id: moved }, { email: other['email'] }],
    });
  });
});
