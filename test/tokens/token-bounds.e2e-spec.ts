import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, ApiResponse, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';

const most = 6;

const mint = (client: ApiClient, changes: Json = {}): Promise<ApiResponse> =>
  client.post('/tokens', {
    name: 'Invoicing',
    // The creator of a token chooses the address.
    owner_email: `${crypto.randomUUID()}@example.com`,
    scopes: ['customers:read', 'tokens:write'],
    business_ids: [client.businessId],
    ...changes,
  });
const statuses = (answers: readonly ApiResponse[]) => answers.map(({ status }) => status);

describe('how many tokens there may be', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ tokensPerBusiness: most });
  });
  afterAll(() => service.stop());

  const active = async (businessId: string) => {
    const [row] = await service.database.sql<{ count: number }>(
      `select count(*) from token_businesses g join tokens t on t.id = g.token_id
       where g.business_id = $1 and t.revoked_at is null`,
      [businessId],
    );
    return Number(row?.count);
  };

  it('answers 409 where a business has the most already, whatever the addresses, also to twenty at once', async () => {
    const api = await service.business();
    const answers = await Promise.all(Array.from({ length: 20 }, () => mint(api)));
    expect(statuses(answers).filter((status) => status === 201)).toHaveLength(most - 1);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(20 - most + 1);
    expect(refused[0]?.body).toEqual({
      detail: `The business ${api.businessId} has ${most} active tokens already; revoke one first`,
    });
    expect(await active(api.businessId)).toBe(most);
  });

  it('counts a token in each of its businesses, and makes none where one of them is full', async () => {
    const full = await service.business();
    const empty = await service.business();
    const both = await service.client([full.businessId, empty.businessId]);
    for (let count = 0; count < most - 2; count += 1) expect((await mint(full)).status).toBe(201);
    const refused = await mint(both, { business_ids: [empty.businessId, full.businessId] });
    expect(refused.status).toBe(409);
    expect(refused.body['detail']).toContain(full.businessId);
    expect(await active(empty.businessId)).toBe(2);
  });

  it('counts neither the revoked nor the expired', async () => {
    const api = await service.business();
    const made = await Promise.all(Array.from({ length: most - 1 }, () => mint(api)));
    const [first = '', second = ''] = made.map(({ body }) => String(body['id']));
    expect((await mint(api)).status).toBe(409);
    expect((await api.delete(`/tokens/${first}`)).status).toBe(204);
    await service.database.sql('update tokens set expires_at = now() where id = $1', [second]);
    const grants = await service.database.sql<{ revoked: boolean }>(
      `select g.revoked_at = t.revoked_at as revoked from token_businesses g
       join tokens t on t.id = g.token_id where t.id = $1`,
      [first],
    );
    expect(grants).toEqual([{ revoked: true }]);
    expect(statuses([await mint(api), await mint(api), await mint(api)])).toEqual([201, 201, 409]);
  });

  it('counts tokens for no business where they are made', async () => {
    const api = await service.business();
    const nowhere = { business_ids: [] };
    const answers = await Promise.all(Array.from({ length: 10 }, () => mint(api, nowhere)));
    expect(statuses(answers).filter((status) => status === 201)).toHaveLength(most);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toEqual({
      detail: `The calling token has already created ${most} active tokens without a business; revoke one first`,
    });
    expect((await mint(api)).status).toBe(201);
  });

  it('grants a token no more than 1,000 businesses, also where it makes two at once', async () => {
    const api = await service.business();
    const [own] = (await api.get('/tokens')).body['items'] as { id: string }[];
    await service.database.sql(
      `with made as (
         insert into businesses (id, name) select gen_random_uuid(), 'B' from generate_series(1, 998) returning id
       ) insert into token_businesses (token_id, business_id) select $1, made.id from made`,
      [own?.id],
    );
    const create = () => api.post('/businesses', { name: 'One more' });
    const answers = await Promise.all([create(), create(), create()]);
    expect(statuses(answers).filter((status) => status === 201)).toHaveLength(1);
    expect(statuses(answers).filter((status) => status === 409)).toHaveLength(2);
    expect(answers.find(({ status }) => status === 409)?.body).toEqual({
      detail: 'The token is granted for 1000 businesses already; use another one',
    });
    const { body } = await api.get('/businesses?limit=1&include_total_count=true');
    expect(body).toMatchObject({ total: 1_000, has_next: true });
  });
});
