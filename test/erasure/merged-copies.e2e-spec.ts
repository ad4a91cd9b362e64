import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contact as makeContact, contactsOf, customer, merge, read } from '../merge/support.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { contact, traces, words } from './support.js';

const erase = (api: ApiClient, id: string) => api.post(`/customers/${id}/erase`, undefined);
const restore = (api: ApiClient, id: string) => api.post(`/customers/${id}/restore`, undefined);

describe('the erasure of a customer that was merged and restored', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
  });
  beforeEach(async () => {
    api = await service.business();
  });
  afterAll(() => service.stop());

  /** What of the person the tables of the business hold. */
  const remaining = async () => {
    const rows = await Promise.all(
      ['customers', 'customer_contacts', 'events', 'idempotency_keys'].map((table) =>
        service.database.sql<{ text: string }>(
          `select lower(t::text) as text from ${table} t where business_id = $1`,
          [api.businessId],
        ),
      ),
    );
    const text = rows
      .flat()
      .map((row) => row.text)
      .join('\n');
    return traces.filter((trace) => text.includes(trace));
  };

  const person = { name: words.name, email: words.email, phone: words.phone };
  const mergedAndRestored = async () => {
    const survivor = await customer(api, { name: 'Survivor', phone: '+1 555 0100' });
    const other = await customer(api, person);
    await makeContact(api, other.id, contact);
    const own = await makeContact(api, survivor.id, { name: 'Own', email: 'own@example.com' });
    expect((await merge(api, survivor.id, [other.id])).status).toBe(200);
    expect((await restore(api, other.id)).status).toBe(200);
    return { survivor: survivor.id, other: other.id, own };
  };
  const names = async (id: string) => contactsOf(await read(api, id)).map(({ name }) => name);

  it('removes the contacts that the merge made and moved from the survivor, and keeps its own', async () => {
    const { survivor, other, own } = await mergedAndRestored();
    expect(await names(survivor)).toHaveLength(3);
    const { body } = await erase(api, other);
    expect(body).toMatchObject({ counts: { customers: 1, contacts: 2 } });
    expect(contactsOf(await read(api, survivor))).toMatchObject([{ id: own, name: 'Own' }]);
    expect(await remaining()).toEqual([]);
    const { body: events } = await api.get(`/events?entity_id=${survivor}&limit=1000`);
    expect(JSON.stringify(events)).toContain('Survivor');
    const { body: all } = await api.get('/events?type=customer.contact.deleted');
    expect(all['items']).toHaveLength(2);
  });

  it('finds the contacts after a second merge has moved them on, and after they were edited', async () => {
    const { survivor, other } = await mergedAndRestored();
    const [made] = contactsOf(await read(api, survivor)).filter(({ name }) => name === words.name);
    await api.put(`/customers/${survivor}/contacts/${String(made?.['id'])}`, { role: 'Edited' });
    const last = await customer(api, { name: 'Last' });
    await merge(api, last.id, [survivor]);
    expect(await names(last.id)).toContain(words.name);
    await erase(api, other);
    expect(await remaining()).toEqual([]);
    expect(await names(last.id)).toEqual(expect.arrayContaining(['Own', 'Survivor']));
    await restore(api, survivor);
    expect(await read(api, survivor)).toMatchObject({ name: 'Survivor', is_deleted: false });
  });

  it('of the survivor leaves the restored customer as it is', async () => {
    const { survivor, other } = await mergedAndRestored();
    const before: Json = await read(api, other);
    expect((await erase(api, survivor)).status).toBe(200);
    expect(await read(api, other)).toEqual(before);
    expect((await erase(api, other)).status).toBe(200);
    expect(await remaining()).toEqual([]);
  });
});
