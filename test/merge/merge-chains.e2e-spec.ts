import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { customer, link, merge, read } from './support.js';

describe('a chain of merges', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const chain = async () => {
    const [x, y, z] = [await customer(api), await customer(api), await customer(api)];
    expect((await merge(api, y.id, [z.id])).status).toBe(200);
    expect((await merge(api, x.id, [y.id])).status).toBe(200);
    return { x: x.id, y: y.id, z: z.id };
  };

  it('names the customer that remains in each customer and in each 409', async () => {
    const { x, y, z } = await chain();
    for (const id of [y, z]) {
      expect(await read(api, id)).toMatchObject({ is_deleted: true, merged_into: x });
      const refused = await Promise.all([
        api.put(`/customers/${id}`, { name: 'New' }),
        api.delete(`/customers/${id}`),
        api.post(`/customers/${id}/erase`),
        api.post(`/customers/${id}/contacts`, { name: 'New' }),
        link(api, id, 'cus_chain'),
        merge(api, id, [x]),
      ]);
      for (const { status, body } of refused) {
        expect([status, body['detail']]).toEqual([
          409,
          `The customer was merged into ${x}; change that one, or restore this one first`,
        ]);
      }
      const live = await customer(api);
      expect((await merge(api, live.id, [id])).body['detail']).toBe(
        `The customer ${id} was merged into ${x} already`,
      );
    }
  });

  it('records for each customer of it which one remains now', async () => {
    const { x, y, z } = await chain();
    const { body } = await api.get(`/events?entity_id=${z}&type=customer.merged`);
    expect(body['items']).toMatchObject([
      { changes: { merged_into: [null, y] } },
      { changes: { merged_into: [y, x] }, data: await read(api, z) },
    ]);
    const now = encodeURIComponent(new Date().toISOString());
    expect((await api.get(`/customers/${z}?as_of=${now}`)).body).toEqual(await read(api, z));
  });

  it('returns the merged customers to a restored customer, and leaves the rest', async () => {
    const { x, y, z } = await chain();
    const before = await customer(api);
    await merge(api, x, [before.id]);

    expect((await api.post(`/customers/${y}/restore`)).body).not.toHaveProperty('merged_into');

    expect(await read(api, z)).toMatchObject({ is_deleted: true, merged_into: y });
    expect(await read(api, before.id)).toMatchObject({ merged_into: x });
    expect((await api.post(`/customers/${z}/restore`)).status).toBe(200);
    expect(await read(api, z)).toMatchObject({ is_deleted: false });
    expect(await read(api, y)).toMatchObject({ is_deleted: false });
  });

  it('of a thousand customers costs a request no walk', async () => {
    const own = await service.business();
    const [first, last, other] = [await customer(own), await customer(own), await customer(own)];
    await service.database.sql(
      `insert into customers (business_id, id, name, email, created_at, updated_at, deleted_at, merged_into, merged_directly_into)
       select $1, md5(n::text)::uuid, 'C', 'c@example.com', now(), now(), now(), $2, $2 from generate_series(1, 1000) n`,
      [own.businessId, first.id],
    );
    expect((await merge(own, last.id, [first.id])).status).toBe(200);
    expect((await merge(own, other.id, [last.id])).status).toBe(200);
    const [row] = await service.database.sql(
      'select count(*)::int as count from customers where business_id = $1 and merged_into = $2',
      [own.businessId, other.id],
    );
    expect(row).toEqual({ count: 1002 });
  }, 30_000);

  it('leads to one live customer, whatever is merged and restored at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { x, y, z } = await chain();
      const { id: w } = await customer(api);
      const answers = await Promise.all([
        merge(api, w, [x]),
        merge(api, x, [w]),
        api.post(`/customers/${y}/restore`),
        api.post(`/customers/${z}/restore`),
        api.put(`/customers/${x}`, { notes: 'New' }),
        api.put(`/customers/${z}`, { notes: 'New' }),
      ]);
      for (const { status } of answers) expect([200, 409]).toContain(status);
      const rows = await service.database.sql(
        `select c.id from customers c left join customers s on s.business_id = c.business_id and s.id = c.merged_into
         where c.id = any($1) and c.is_deleted and s.is_deleted is distinct from false`,
        [[w, x, y, z]],
      );
      expect(rows).toEqual([]);
    }
  }, 60_000);
});
