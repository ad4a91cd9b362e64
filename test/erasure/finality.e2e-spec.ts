import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contact, customer, link, merge, read } from '../merge/support.js';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { sent } from './support.js';

const sentence = 'The customer was erased: it cannot be changed, restored or merged';

/** An erasure is final. */
describe('an erased customer', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const stored = () =>
    service.database.sql(
      `select (select json_agg(c order by c.id) from customers c where c.business_id = $1) as customers,
        (select json_agg(k order by k.id) from customer_contacts k where k.business_id = $1) as contacts,
        (select last_position from event_positions where business_id = $1) as position`,
      [api.businessId],
    );

  it('refuses every write with a 409 that says so, and stays as it is', async () => {
    const [one, live] = [await customer(api), await customer(api)];
    const ofOne = await contact(api, one.id, { name: 'Contact' });
    await link(api, one.id, 'cus_final');
    await api.post(`/customers/${one.id}/erase`);
    const before = await stored();
    const path = `/customers/${one.id}`;

    const refused = await Promise.all([
      api.post(`${path}/restore`),
      api.put(path, { name: 'New' }),
      api.put(path, {}),
      api.put(path, { name: 'New' }, { headers: { 'if-match': '*' } }),
      link(api, one.id, 'cus_other'),
      api.delete(`${path}/stripe-link`),
      api.post(`${path}/contacts`, { name: 'New' }),
      api.put(`${path}/contacts/${ofOne}`, { name: 'New' }),
      api.delete(`${path}/contacts/${ofOne}`),
      merge(api, one.id, [live.id]),
    ]);
    expect(refused.map(({ status, body }) => [status, body['detail']])).toEqual(
      refused.map(() => [409, sentence]),
    );
    expect(await merge(api, live.id, [one.id])).toMatchObject({
      status: 409,
      body: { detail: `The customer ${one.id} was erased: it cannot be merged` },
    });
    expect((await api.delete(path)).status).toBe(204);
    expect(await stored()).toEqual(before);
  });

  it('is not restored with the customer that it was merged into, and names the Stripe customers', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    await link(api, one.id, 'cus_one');
    await link(api, other.id, 'cus_two');
    await merge(api, one.id, [other.id]);

    const { body } = await api.post(`/customers/${one.id}/erase`);

    expect(body).toMatchObject({ stripe_customer_id: 'cus_one', merged_stripe_customer_ids: ['cus_two'] });
    for (const [id, stripe] of [
      [one.id, 'cus_one'],
      [other.id, 'cus_two'],
    ] as const) {
      expect(await api.post(`/customers/${id}/restore`)).toMatchObject({
        status: 409,
        body: { detail: sentence },
      });
      const { body: events } = await api.get(`/events?entity_id=${id}&type=customer.erased`);
      expect(events['items']).toMatchObject([{ changes: { stripe_customer_id: [stripe, null] } }]);
    }
  });

  it('is not offered as a duplicate, and no import finds it', async () => {
    const own = await service.business();
    const [one, other] = [await customer(own), await customer(own)];
    for (const { id } of [one, other]) await own.post(`/customers/${id}/erase`);
    expect((await own.get('/customers/duplicates')).body['items']).toEqual([]);

    const file = `id,name,email\n${one.id},Back,erased@erased.invalid\n`;
    for (const options of ['match_on=id', 'match_on=email']) {
      await sent(own, `/customers/imports?mode=update&${options}`, file);
      expect(await read(own, one.id)).toMatchObject({ name: 'Erased', is_deleted: true });
    }
  });

  it('stays erased whatever is sent at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, other] = [await customer(api), await customer(api)];
      const [erased, ...answers] = await Promise.all([
        api.post(`/customers/${one.id}/erase`),
        api.post(`/customers/${one.id}/restore`),
        merge(api, one.id, [other.id]),
        merge(api, other.id, [one.id]),
        api.put(`/customers/${one.id}`, { name: 'New' }),
      ]);
      // If it was merged into the other before, that one is the customer to erase.
      for (const { status } of [erased, ...answers]) expect([200, 409]).toContain(status);
      const { merged_into: survivor } = await read(api, one.id);
      const id = typeof survivor === 'string' ? survivor : one.id;
      expect((await api.post(`/customers/${id}/erase`)).status).toBe(200);
      expect(await read(api, one.id)).toMatchObject({ name: 'Erased', is_deleted: true });
    }
  }, 60_000);
});
