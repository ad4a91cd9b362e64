import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { earlier } from '../support/earlier.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { contact, contactsOf, customer, merge, read } from './support.js';

/** Of customers whose merge adds no contact. */
const same = { email: 'same@example.com' };
const types = (list: readonly Json[]) => list.map(({ type }) => type);
const contactIds = (body: Json) => contactsOf(body).map(({ id }) => id);

describe('the events of a merge', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
  });
  beforeEach(async () => {
    api = await service.business();
  });
  afterAll(() => service.release());

  const events = async (path = '/events'): Promise<Json[]> => (await api.get(path)).body['items'] as Json[];
  const at = async (id: string, time: string) =>
    (await api.get(`/customers/${id}?as_of=${encodeURIComponent(time)}`)).body;

  it('record each moved contact, the merged customers, and the values that the other received', async () => {
    const one = await customer(api, same);
    const other = await customer(api, { ...same, phone: '2' });
    const moved = await contact(api, other.id, { name: 'Moved', is_primary: true });

    const { body } = await merge(api, one.id, [other.id]);

    const told = (await events()).slice(3);
    expect(told.map(({ type, entity_id, position }) => [type, entity_id, position])).toEqual([
      ['customer.contact.updated', moved, 4],
      ['customer.merged', other.id, 5],
      ['customer.updated', one.id, 6],
    ]);
    const [ofContact, ofOther, ofOne] = told;
    expect(ofContact?.['changes']).toEqual({ entity_id: [other.id, one.id] });
    expect(ofContact?.['data']).toMatchObject({ id: moved, entity_id: one.id, is_primary: true });
    expect(ofOther?.['changes']).toMatchObject({ merged_into: [null, one.id], is_deleted: [false, true] });
    expect(ofOther?.['data']).toEqual(await read(api, other.id));
    expect(ofOne?.['changes']).toEqual({ phone: [null, '2'], merged_from: [null, [other.id]] });
    expect(ofOne?.['data']).toEqual(body);
  });

  it('show the merge at the customer that remains, even where it took over nothing', async () => {
    const [one, other] = [await customer(api, same), await customer(api, same)];
    const { body } = await merge(api, one.id, [other.id], { fields: 'keep' });
    expect(Date.parse(String(body['updated_at']))).toBeGreaterThan(Date.parse(String(one['updated_at'])));
    expect(types((await events()).slice(2))).toEqual(['customer.merged', 'customer.updated']);
    const shown = { changes: { merged_from: [null, [other.id]] }, data: body };
    expect((await events(`/events?entity_id=${one.id}`)).at(-1)).toMatchObject(shown);
    expect((await events(`/customers/${one.id}/history`)).at(-1)).toMatchObject(shown);
    expect((await events()).at(-1)?.['data']).toEqual(body);
    expect(await at(one.id, new Date().toISOString())).toEqual(body);
    expect((await events())[0]?.['data']).not.toHaveProperty('merged_into');
  });

  it('record the undoing of a merge', async () => {
    const [one, other] = [await customer(api, same), await customer(api, same)];
    await merge(api, one.id, [other.id]);
    await api.post(`/customers/${other.id}/restore`);
    const [last] = (await events()).slice(-1);
    expect(last).toMatchObject({ type: 'customer.restored', changes: { merged_into: [one.id, null] } });
    expect(last?.['data']).toEqual(await read(api, other.id));
  });

  it('are in the history of each of the customers', async () => {
    const [one, other] = [await customer(api, same), await customer(api, same)];
    await contact(api, other.id, { name: 'Moved' });
    await merge(api, one.id, [other.id]);
    expect(types(await events(`/customers/${one.id}/history`))).toEqual([
      'customer.created',
      'customer.contact.updated',
      'customer.updated',
    ]);
    expect(types(await events(`/customers/${other.id}/history`))).toEqual([
      'customer.created',
      'customer.contact.created',
      'customer.merged',
    ]);
  });

  it('say how the customers were, before and after', async () => {
    const [one, other] = [await customer(api, same), await customer(api, same)];
    const moved = await contact(api, other.id, { name: 'Moved' });
    await service.database.sql(
      `update events set occurred_at = ${earlier('occurred_at', `interval '1 minute'`)} where business_id = $1`,
      [api.businessId],
    );
    const [last] = (await events()).slice(-1);
    const before = String(last?.['occurred_at']);
    await merge(api, one.id, [other.id]);
    const [merged] = (await events()).slice(-1);
    const after = String(merged?.['occurred_at']);

    expect(contactIds(await at(one.id, before))).toEqual([]);
    expect(contactIds(await at(other.id, before))).toEqual([moved]);
    expect(await at(other.id, before)).not.toHaveProperty('merged_into');
    expect(contactIds(await at(one.id, after))).toEqual([moved]);
    expect(await at(other.id, after)).toMatchObject({ merged_into: one.id, contacts: [] });
  });
});
