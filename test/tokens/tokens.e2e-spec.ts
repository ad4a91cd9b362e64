import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TokensService } from '../../src/modules/tokens/tokens.service.js';
import { ApiClient, type ApiResponse, type Json } from '../support/api-client.js';
import { itInOneProcess } from '../support/one-process.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const forbidden = { detail: 'Not enough permissions' };
const unknownId = '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90';

const idOf = ({ body }: ApiResponse) => String(body['id']);

/** The ids that the client finds in its list. */
async function listed(client: ApiClient): Promise<string[]> {
  const { body } = await client.get('/tokens');
  return (body['items'] as { id: string }[]).map(({ id }) => id);
}

describe('tokens', () => {
  let service: TestService;
  let api: ApiClient;
  let owners = 0;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
  });
  afterAll(() => service.stop());

  const request = (changes: Json = {}) => ({
    name: 'Invoicing',
    owner_email: `minted-${++owners}@example.com`,
    scopes: ['customers:read'],
    business_ids: [api.businessId],
    expires_in_days: null,
    ...changes,
  });
  const as = ({ body }: ApiResponse, businessId = api.businessId) =>
    new ApiClient(service.url, String(body['token']), businessId);

  describe('POST /tokens', () => {
    it('can be read where its creation says that it is, without the secret', async () => {
      const owner = await service.business();
      const { body: created, headers } = await owner.post('/tokens', {
        name: 'Reader',
        owner_email: 'Ada <ada@xn--bcher-kva.de>',
        scopes: ['customers:read'],
        business_ids: [owner.businessId],
      });
      const { token: _, ...shown } = created;
      const fetched = await owner.request('GET', String(headers.get('location')));
      expect([fetched.status, fetched.body]).toEqual([200, shown]);
      expect(fetched.body['owner_email']).toBe('ada@bücher.de');
      const stranger = await service.business();
      expect((await stranger.get(`/tokens/${String(created['id'])}`)).status).toBe(404);
      expect((await owner.delete(`/tokens/${String(created['id'])}`)).status).toBe(204);
      expect((await owner.get(`/tokens/${String(created['id'])}`)).status).toBe(404);
    });

    it('answers 201 with the secret, which works, and stores its hash only', async () => {
      const created = await api.post('/tokens', request({ expires_in_days: 30 }));
      expect(created.status).toBe(201);
      expect(created.body).toEqual({
        id: expect.any(String),
        name: 'Invoicing',
        owner_email: `minted-${owners}@example.com`,
        scopes: ['customers:read'],
        business_ids: [api.businessId],
        expires_at: expect.any(String),
        last_used_at: null,
        created_at: expect.any(String),
        token: expect.stringMatching(/^dz_[0-9A-Za-z]{49}$/),
      });
      const lifeMs =
        Date.parse(String(created.body['expires_at'])) - Date.parse(String(created.body['created_at']));
      expect(Math.abs(lifeMs - 30 * 86_400_000)).toBeLessThan(5_000);
      expect((await as(created).get(`/customers/${unknownId}`)).body).toEqual({
        detail: 'Customer not found',
      });
      const [row] = await service.database.sql<{ row: string }>(
        'select row_to_json(t)::text as row from tokens t where id = $1',
        [created.body['id']],
      );
      expect(row?.row).toContain('secret_hash');
      expect(row?.row).not.toContain(String(created.body['token']));
    });

    it('needs no x-business-id', async () => {
      const created = await api.post('/tokens', request(), { headers: { 'x-business-id': undefined } });
      expect(created.status).toBe(201);
    });

    it('includes the :read of a :write, when it is used and when it is passed on', async () => {
      const writer = as(await api.post('/tokens', request({ scopes: ['customers:write', 'tokens:write'] })));
      expect((await writer.get(`/customers/${unknownId}`)).status).toBe(404);
      expect((await writer.get('/tokens')).status).toBe(200);
      expect((await writer.post('/tokens', request({ scopes: ['customers:read'] }))).status).toBe(201);
    });

    it('makes no token with a scope that the caller does not hold', async () => {
      const reader = as(await api.post('/tokens', request({ scopes: ['customers:read', 'tokens:write'] })));
      for (const scope of ['customers:write', 'businesses:read', 'events:read']) {
        const refused = await reader.post('/tokens', request({ scopes: ['customers:read', scope] }));
        expect(refused.status).toBe(403);
        expect(refused.body).toEqual(forbidden);
      }
    });

    it('makes no token for a business that the caller is not granted for, whether or not it exists', async () => {
      const other = await service.business();
      for (const id of [other.businessId, unknownId]) {
        const refused = await api.post('/tokens', request({ business_ids: [api.businessId, id] }));
        expect(refused.status).toBe(403);
        expect(refused.body).toEqual(forbidden);
      }
    });

    it('makes no token that outlives the caller', async () => {
      const brief = as(await api.post('/tokens', request({ scopes: ['tokens:write'], expires_in_days: 10 })));
      const asking = (days: number | null) =>
        brief.post('/tokens', request({ scopes: ['tokens:read'], expires_in_days: days }));
      expect((await asking(null)).status).toBe(403);
      expect((await asking(11)).status).toBe(403);
      expect((await asking(9)).status).toBe(201);
    });

    it.each([
      ['name', { name: '' }, 'string_too_short'],
      ['owner_email', { owner_email: 'nobody' }, 'value_error'],
      ['scopes', { scopes: 'customers:read' }, 'list_type'],
      ['business_ids', { business_ids: ['x'] }, 'uuid_parsing'],
      ['expires_in_days', { expires_in_days: 0 }, 'greater_than_equal'],
      ['expires_in_days', { expires_in_days: 366 }, 'less_than_equal'],
    ])('rejects a wrong %s: %j', async (field, changes, type) => {
      const { status, body } = await api.post('/tokens', request(changes));
      expect(status).toBe(422);
      const [error] = body['detail'] as { type: string; loc: unknown[] }[];
      expect(error?.type).toBe(type);
      expect(error?.loc.slice(0, 2)).toEqual(['body', field]);
    });

    it('lets an owner have 10 active tokens, in any case of the address, and answers 409 to the eleventh', async () => {
      const owner_email = 'many@example.com';
      for (let count = 1; count <= 10; count++) {
        expect((await api.post('/tokens', request({ owner_email }))).status).toBe(201);
      }
      const eleventh = await api.post('/tokens', request({ owner_email: 'MANY@example.com' }));
      expect(eleventh.status).toBe(409);
      expect(eleventh.body['detail']).toContain('10 active tokens');
    });

    it('holds the limit against twenty requests at once, and counts neither the revoked nor the expired', async () => {
      const owner_email = 'racing@example.com';
      const race = await Promise.all(
        Array.from({ length: 20 }, () => api.post('/tokens', request({ owner_email }))),
      );
      const created = race.filter(({ status }) => status === 201);
      expect(created).toHaveLength(10);
      expect(race.filter(({ status }) => status === 409)).toHaveLength(10);
      const [first, second] = created.map(idOf);
      await api.delete(`/tokens/${first}`);
      await service.database.sql(`update tokens set expires_at = now() where id = $1`, [second]);
      const again = await Promise.all(
        Array.from({ length: 5 }, () => api.post('/tokens', request({ owner_email }))),
      );
      expect(again.filter(({ status }) => status === 201)).toHaveLength(2);
    });
  });

  describe('GET /tokens', () => {
    it('lists what the caller administers: itself, what it made, and what acts in its businesses only', async () => {
      const mine = await service.business();
      const other = await service.business();
      const both = await service.client([mine.businessId, other.businessId]);
      const peer = await mine.post('/tokens', request({ business_ids: [mine.businessId] }));
      const nowhere = await mine.post('/tokens', request({ business_ids: [] }));
      const fromBoth = await both.post('/tokens', request({ business_ids: [mine.businessId] }));
      const wide = await both.post('/tokens', request({ business_ids: [mine.businessId, other.businessId] }));
      const { body } = await mine.get('/tokens');
      const list = body['items'] as Json[];
      expect(list.slice(0, 3).map(({ id }) => id)).toEqual([idOf(fromBoth), idOf(nowhere), idOf(peer)]);
      expect(list).toHaveLength(4);
      expect(list[2]).toEqual(
        Object.fromEntries(Object.entries(peer.body).filter(([name]) => name !== 'token')),
      );
      expect(await listed(other)).not.toContain(idOf(wide));
      expect(await listed(both)).toEqual(expect.arrayContaining([idOf(wide), idOf(fromBoth), idOf(peer)]));
      // A token without a business belongs to its creator, not to everyone.
      expect(await listed(both)).not.toContain(idOf(nowhere));
    });

    it('shows no token because of its owner, whose address the creator chooses', async () => {
      const victim = await service.business({ ownerEmail: 'victim@example.com' });
      const guise = await api.post(
        '/tokens',
        request({ owner_email: 'victim@example.com', scopes: ['tokens:write'] }),
      );
      const [victimsToken = ''] = await listed(victim);
      expect(await listed(as(guise))).not.toContain(victimsToken);
      expect((await as(guise).delete(`/tokens/${victimsToken}`)).status).toBe(404);
      expect((await victim.get('/tokens')).status).toBe(200);
    });

    it('keeps a token within reach of its maker when it makes itself a business', async () => {
      const minted = await api.post('/tokens', request({ scopes: ['businesses:write'] }));
      expect((await as(minted).post('/businesses', { name: 'Elsewhere' })).status).toBe(201);
      expect(await listed(api)).toContain(idOf(minted));
      expect((await api.delete(`/tokens/${idOf(minted)}`)).status).toBe(204);
    });

    it('excludes revoked and expired tokens', async () => {
      const revoked = await api.post('/tokens', request());
      const expired = await api.post('/tokens', request());
      await api.delete(`/tokens/${idOf(revoked)}`);
      await service.database.sql('update tokens set expires_at = now() where id = $1', [idOf(expired)]);
      const ids = await listed(api);
      expect(ids).not.toContain(idOf(revoked));
      expect(ids).not.toContain(idOf(expired));
    });
  });

  describe('DELETE /tokens/{token_id}', () => {
    itInOneProcess(
      'answers 204, refuses the token at once, and answers 204 again without a change',
      async () => {
        const minted = await api.post('/tokens', request());
        expect((await as(minted).get(`/customers/${unknownId}`)).status).toBe(404);
        expect((await api.delete(`/tokens/${idOf(minted)}`)).status).toBe(204);
        const refused = await as(minted).get(`/customers/${unknownId}`);
        expect(refused.status).toBe(401);
        expect(refused.headers.get('www-authenticate')).toBe('Bearer');
        const revokedAt = () =>
          service.database.sql('select revoked_at from tokens where id = $1', [idOf(minted)]);
        const before = await revokedAt();
        expect((await api.delete(`/tokens/${idOf(minted)}`)).status).toBe(204);
        expect(await revokedAt()).toEqual(before);
      },
    );

    it('answers 404 for a foreign token as for one that does not exist, and leaves it alone', async () => {
      const other = await service.business();
      const [foreign = ''] = await listed(other);
      // A token for no business is within no other one's businesses.
      const [ofNone = ''] = await listed(await service.client([]));
      expect(ofNone).not.toBe('');
      for (const id of [foreign, ofNone, unknownId]) {
        expect((await api.get(`/tokens/${id}`)).status).toBe(404);
        const refused = await api.delete(`/tokens/${id}`);
        expect(refused.status).toBe(404);
        expect(refused.body).toEqual({ detail: 'Token not found' });
      }
      expect((await other.get('/tokens')).status).toBe(200);
    });

    itInOneProcess('lets a token revoke itself', async () => {
      const minted = await api.post('/tokens', request({ scopes: ['tokens:write'] }));
      expect((await as(minted).delete(`/tokens/${idOf(minted)}`)).status).toBe(204);
      expect((await as(minted).get('/tokens')).status).toBe(401);
    });
  });

  it('refuses an expired token, also one that is cached as valid', async () => {
    const minted = await api.post('/tokens', request());
    const expiring = await api.post('/tokens', request());
    await service.database.sql(`update tokens set expires_at = now() where id = $1`, [idOf(minted)]);
    expect((await as(minted).get(`/customers/${unknownId}`)).status).toBe(401);
    await service.database.sql(`update tokens set expires_at = now() + interval '1 second' where id = $1`, [
      idOf(expiring),
    ]);
    await until(
      () => as(expiring).get(`/customers/${unknownId}`),
      ({ status }) => status === 401,
      2_500,
    );
  });

  itInOneProcess(
    'keeps the log as the audit trail: who made and who revoked which token, and who made which business',
    async () => {
      const headers = { 'x-user-email': 'ada@example.com' };
      const business = await api.post('/businesses', { name: 'Audited' }, { headers });
      const minted = await api.post('/tokens', request(), { headers });
      await api.delete(`/tokens/${idOf(minted)}`, { headers });
      const lines = service.logs
        .map((text) => JSON.parse(text) as Json)
        .filter(({ by_token_id, token_id }) => by_token_id !== undefined && token_id === idOf(minted));
      expect(lines.map(({ msg }) => msg)).toEqual(['token created', 'token revoked']);
      for (const line of lines) expect(line).toMatchObject({ user_email: 'ada@example.com' });
      const made = service.logs
        .map((text) => JSON.parse(text) as Json)
        .find(({ msg, business_id }) => msg === 'business created' && business_id === business.body['id']);
      expect(made).toMatchObject({
        user_email: 'ada@example.com',
        request_id: business.headers.get('x-request-id'),
        by_token_id: expect.any(String),
      });
    },
  );

  it('leaves the operator unbound by what a token covers', async () => {
    const other = await service.business();
    const tokens = service.app.nest.get(TokensService);
    const ids = (await tokens.list()).map(({ id }) => id);
    const [foreign = ''] = await listed(other);
    expect(ids).toContain(foreign);
    await tokens.revoke(foreign);
    expect((await other.get('/tokens')).status).toBe(401);
  });
});
