import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { contact, contactsOf, customer, merge, read } from './support.js';

const same = { email: 'Same@example.com' };

describe('the contacts of a merge', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  it('do not double a contact with the same name and e-mail, which stays with the merged customer', async () => {
    const one = await customer(api, same);
    const [other, third] = [await customer(api, same), await customer(api, same)];
    const own = await contact(api, one.id, { name: 'Anna Bell', email: 'anna@example.com' });
    const equal = { name: 'anna bell', email: 'ANNA@example.com', is_primary: true };
    const left = await contact(api, other.id, equal);
    const moved = await contact(api, other.id, { name: 'Anna Bell', email: 'bell@example.com' });
    await contact(api, third.id, { name: 'Anna Bell', email: 'bell@example.com' });

    const { body } = await merge(api, one.id, [other.id, third.id]);

    expect(contactsOf(body).map(({ id, is_primary }) => [id, is_primary])).toEqual([
      [own, true],
      [moved, false],
    ]);
    expect(contactsOf(await read(api, other.id)).map(({ id }) => id)).toEqual([left]);
  });

  it('tell contacts without an e-mail apart by their phones', async () => {
    const [one, other] = [await customer(api, same), await customer(api, same)];
    await contact(api, one.id, { name: 'Reception', phone: '+1 555 1' });
    await contact(api, other.id, { name: 'Reception', phone: '+15551' });
    await contact(api, other.id, { name: 'Reception', phone: '+1 555 2' });
    const { body } = await merge(api, one.id, [other.id]);
    expect(contactsOf(body).map(({ phone }) => phone)).toEqual(['+1 555 1', '+1 555 2']);
  });

  it('hold the e-mail and the phone of a merged customer where they differ', async () => {
    const one = await customer(api, { ...same, phone: '+1 555 1' });
    const both = await customer(api, { phone: '+1 555 2' });
    const phone = await customer(api, { ...same, email: 'SAME@example.com', phone: '+1 555 3' });
    const neither = await customer(api, { ...same, phone: '+1 (555) 1' });

    const { body } = await merge(api, one.id, [both.id, phone.id, neither.id]);

    expect(contactsOf(body).map(({ name, email, phone: number }) => [name, email, number])).toEqual([
      [both['name'], both['email'], '+1 555 2'],
      [phone['name'], null, '+1 555 3'],
    ]);
    const { body: history } = await api.get(`/customers/${one.id}/history`);
    const created = (history['items'] as Json[]).filter(({ type }) => type === 'customer.contact.created');
    expect(created).toHaveLength(2);
  });

  it('do not hold the phone that the customer has taken over, and no person twice', async () => {
    const one = await customer(api, same);
    const other = await customer(api, { ...same, phone: '5' });
    expect(contactsOf((await merge(api, one.id, [other.id])).body)).toEqual([]);

    const again = await customer(api);
    await merge(api, one.id, [again.id]);
    await api.post(`/customers/${again.id}/restore`);
    const { body } = await merge(api, one.id, [again.id]);
    expect(contactsOf(body)).toMatchObject([{ name: again['name'], email: again['email'] }]);
  });
});
