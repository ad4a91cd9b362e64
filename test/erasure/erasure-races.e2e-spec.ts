import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const rounds = 15;
const tables = ['customers', 'customer_contacts', 'events', 'idempotency_keys'];

describe('an erasure at the same moment as writes', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const create = async (fields: Json) =>
    String((await api.post('/customers', { email: 'a@example.com', ...fields })).body['id']);
  const tracesOf = async (word: string) => {
    const found: string[] = [];
    for (const table of tables) {
      const rows = await service.database.sql(
        `select from ${table} t where t.business_id = $1 and t::text like '%' || $2 || '%'`,
        [api.businessId, word],
      );
      if (rows.length > 0) found.push(table);
    }
    return found;
  };

  it('erases everything that concurrent writers wrote, and refuses later writes', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [word, otherWord] = [`Quaste${round}x`, `Zweig${round}x`];
      const [id, other] = [await create({ name: word }), await create({ name: otherWord })];
      const keyed = { headers: { 'idempotency-key': `key-${round}` } };
      const [erased, merged, ...written] = await Promise.all([
        api.post(`/customers/${id}/erase`),
        api.post(`/customers/${id}/merge`, { from: [other] }),
        api.put(`/customers/${id}`, { notes: word, phone: word }),
        api.post(`/customers/${id}/contacts`, { name: word, is_primary: true }, keyed),
        api.post(`/customers/${id}/contacts`, { name: word, email: `${word}@example.com` }),
        api.put(`/customers/${id}/stripe-link`, { stripe_customer_id: `cus_race${round}` }),
        api.delete(`/customers/${id}`),
      ]);
      expect(erased.status).toBe(200);
      for (const { status } of [merged, ...written]) expect([200, 201, 204, 409]).toContain(status);
      expect(await tracesOf(word)).toEqual([]);
      // It was merged before, and so it was erased as well; or it was not, and is still there.
      const expected = merged.status === 200 ? [] : ['customers', 'events'];
      expect(await tracesOf(otherWord)).toEqual(expected);
      expect((await api.get(`/customers/${id}`)).body).toMatchObject({ name: 'Erased', is_deleted: true });
    }
  }, 60_000);
});
