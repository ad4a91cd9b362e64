import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { earlier } from '../support/earlier.js';
import { startService, type TestService } from '../support/service.js';
import { contact, contactsOf, customer, merge, read } from './support.js';

const types = (list: readonly Json[]) => list.map(({ type }) => type);
const contactIds = (body: Json) => contactsOf(body).map(({ id }) => id);

describe('the events of a merge', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
  });
  beforeEach(async () => {
    api = await service.business();
  });
  afterAll(() => service.stop());

  const events = async (path = '/events'): Promise<Json[]> => (await api.get(path)).body['items'] as Json[];
  const at = async (id: string, time: string) =>
    (await api.get(`/customers/${id}?as_of=${encodeURIComponent(time)}`)).body;

  it('tell of each contact that has moved, of the customers that were merged, and of what the other has taken over', async () => {
    const one = await customer(api);
    const other = await customer(api, { phone: '2' });
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
    expect(ofOne?.['changes']).toEqual({ phone: [null, '2'] });
    expect(ofOne?.['data']).toEqual(body);
  });

  it('say nothing of a customer that has got nothing', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    await merge(api, one.id, [other.id]);
    expect(types((await events()).slice(2))).toEqual(['customer.merged']);
    expect((await events())[0]?.['data']).not.toHaveProperty('merged_into');
  });

  it('tell of a merge that is undone', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    await merge(api, one.id, [other.id]);
    await api.post(`/customers/${other.id}/restore`);
    const [last] = (await events()).slice(-1);
    expect(last).toMatchObject({ type: 'customer.restored', changes: { merged_into: [one.id, null] } });
    expect(last?.['data']).toEqual(await read(api, other.id));
  });

  it('stand in the history of each of the customers', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    await contact(api, other.id, { name: 'Moved' });
    await merge(api, one.id, [other.id]);
    expect(types(await events(`/customers/${one.id}/history`))).toEqual([
      'customer.created',
      'customer.contact.updated',
    ]);
    expect(types(await events(`/customers/${other.id}/history`))).toEqual([
      'customer.created',
      'customer.contact.created',
      'customer.merged',
    ]);
  });

  it('say how the customers were, before and after', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    const moved = await contact(api, other.id, { name: 'Moved' });
    await service.database.sql(
      `update events set occurred_at = ${earlier('occurred_at', `interval '1 minute'`)}`,
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
