import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendFile } from '../imports/client.js';
import { merge } from '../merge/support.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';

const customer = { name: 'Acme', email: 'billing@acme.example.com' };
const pathOf = (externalId: string) => `/customers/external/${encodeURIComponent(externalId)}`;

describe('customers by external id', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
  });
  afterAll(() => service.stop());

  const stored = async (externalId: string) =>
    service.database.sql<{ id: string; name: string; is_deleted: boolean; merged_into: string | null }>(
      `select id, name, is_deleted, merged_into from customers
       where business_id = $1 and external_id = $2 order by id`,
      [api.businessId, externalId],
    );

  it('hold no external id and no metadata until one is set', async () => {
    const { body } = await api.post('/customers', customer);
    expect(Object.keys(body)).toHaveLength(20);
    const { body: set } = await api.put(`/customers/${String(body['id'])}`, { external_id: 'set-later' });
    expect(set).toEqual({ ...body, external_id: 'set-later', updated_at: set['updated_at'] });
    const { body: cleared } = await api.put(`/customers/${String(body['id'])}`, { external_id: null });
    expect(Object.keys(cleared)).toHaveLength(20);
  });

  it('are created with 201 and a Location, and changed with 200', async () => {
    const created = await api.put(pathOf('a/b ü?'), { ...customer, notes: 'first' });
    const id = String(created.body['id']);
    expect([created.status, created.headers.get('location')]).toEqual([201, `/api/v1/customers/${id}`]);
    expect(created.body).toMatchObject({ ...customer, external_id: 'a/b ü?', notes: 'first' });
    const changed = await api.put(pathOf('a/b ü?'), { name: 'Emca' });
    expect([changed.status, changed.headers.get('location')]).toEqual([200, null]);
    expect(changed.body).toMatchObject({ id, name: 'Emca', notes: 'first', external_id: 'a/b ü?' });
    expect(await stored('a/b ü?')).toMatchObject([{ id, name: 'Emca' }]);
    expect((await api.get(pathOf('a/b ü?'))).body).toEqual(changed.body);
    expect((await api.get('/customers?external_id=a/b%20%C3%BC?')).body['items']).toEqual([changed.body]);
    const { body: events } = await api.get(`/events?entity_id=${id}`);
    expect(
      (events['items'] as Json[]).map(({ type, changes }) => [type, Object.keys(changes as Json)]),
    ).toEqual([
      ['customer.created', expect.arrayContaining(['external_id'])],
      ['customer.updated', ['name']],
    ]);
  });

  it('need a name and an email when they are new', async () => {
    const { status, body } = await api.put(pathOf('incomplete'), { phone: '1' });
    expect([status, body]).toEqual([
      422,
      {
        detail: ['name', 'email'].map((field) => ({
          type: 'missing',
          loc: ['body', field],
          msg: 'Field required',
          input: { phone: '1' },
        })),
      },
    ]);
    expect(await stored('incomplete')).toEqual([]);
  });

  it('keep the external id of the path', async () => {
    const { status, body } = await api.put(pathOf('path'), { ...customer, external_id: 'other' });
    expect([status, (body['detail'] as Json[])[0]]).toMatchObject([
      422,
      { type: 'value_error', loc: ['body', 'external_id'], input: 'other' },
    ]);
    expect((await api.put(pathOf('path'), { ...customer, external_id: 'path' })).status).toBe(201);
  });

  it.each([
    ['', 'string_too_short'],
    ['x'.repeat(256), 'string_too_long'],
    ['a\u0007b', 'string_pattern_mismatch'],
    ['a\u0085b', 'string_pattern_mismatch'],
    [4711, 'string_type'],
  ])('refuse the external id %j', async (external_id, type) => {
    const { status, body } = await api.post('/customers', { ...customer, external_id });
    expect([status, (body['detail'] as Json[])[0]]).toMatchObject([
      422,
      { type, loc: ['body', 'external_id'], input: external_id },
    ]);
  });

  it('are one each: a second is a 409 that names the first', async () => {
    const { body } = await api.post('/customers', { ...customer, external_id: 'one' });
    const id = String(body['id']);
    const detail = `external_id "one" is that of the customer ${id}`;
    const twice = await api.post('/customers', { ...customer, external_id: 'one' });
    expect([twice.status, twice.body]).toEqual([409, { detail }]);
    const keyed = await api.post(
      '/customers',
      { ...customer, external_id: 'one' },
      { headers: { 'idempotency-key': 'one' } },
    );
    expect([keyed.status, keyed.body]).toEqual([409, { detail }]);
    const { body: other } = await api.post('/customers', { ...customer, external_id: 'One' });
    const changed = await api.put(`/customers/${String(other['id'])}`, { external_id: 'one' });
    expect([changed.status, changed.body]).toEqual([409, { detail }]);
    expect(await stored('one')).toMatchObject([{ id }]);
    const elsewhere = await service.business();
    expect((await elsewhere.post('/customers', { ...customer, external_id: 'one' })).status).toBe(201);
    expect((await elsewhere.get(pathOf('One'))).status).toBe(404);
  });

  it('free the external id when they are deleted, and take it back where it is still free', async () => {
    const { body } = await api.put(pathOf('freed'), customer);
    const id = String(body['id']);
    expect((await api.delete(pathOf('freed'))).status).toBe(204);
    expect((await api.get(pathOf('freed'))).status).toBe(404);
    expect((await api.delete(pathOf('freed'))).status).toBe(404);
    expect((await api.post(`/customers/${id}/restore`)).body['external_id']).toBe('freed');
    expect((await api.delete(pathOf('freed'))).status).toBe(204);
    const again = await api.put(pathOf('freed'), customer);
    expect(again.status).toBe(201);
    const restored = await api.post(`/customers/${id}/restore`);
    expect([restored.status, restored.body]).toEqual([
      409,
      { detail: 'The external id of this customer is now that of another customer' },
    ]);
    expect((await api.get('/customers?external_id=freed&include_deleted=true')).body['items']).toHaveLength(
      2,
    );
  });

  it('only create with If-None-Match: *, and only change with If-Match', async () => {
    const none = { headers: { 'if-none-match': '*' } };
    expect((await api.put(pathOf('conditional'), customer, { headers: { 'if-match': '*' } })).status).toBe(
      412,
    );
    expect(await stored('conditional')).toEqual([]);
    const created = await api.put(pathOf('conditional'), customer, none);
    expect(created.status).toBe(201);
    const exists = await api.put(pathOf('conditional'), { name: 'B' }, none);
    expect([exists.status, exists.body['detail']]).toEqual([412, expect.stringContaining('exists already')]);
    const etag = created.headers.get('etag') ?? '';
    expect(
      (await api.put(pathOf('conditional'), { name: 'C' }, { headers: { 'if-match': etag } })).status,
    ).toBe(200);
    expect(
      (await api.put(pathOf('conditional'), { name: 'D' }, { headers: { 'if-match': etag } })).status,
    ).toBe(412);
    expect(await stored('conditional')).toMatchObject([{ name: 'C' }]);
  });

  it('are one customer after 32 simultaneous upserts', async () => {
    const responses = await Promise.all(
      Array.from({ length: 32 }, (_, n) => api.put(pathOf('raced'), { ...customer, notes: `n${n}` })),
    );
    expect(responses.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      ...Array.from({ length: 31 }, () => 200),
      201,
    ]);
    expect(new Set(responses.map(({ body }) => body['id'])).size).toBe(1);
    expect(await stored('raced')).toHaveLength(1);
  });

  it('exist once after upserts that race with deletions', async () => {
    const responses = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        n % 4 === 0 ? api.delete(pathOf('deleted')) : api.put(pathOf('deleted'), customer),
      ),
    );
    for (const { status } of responses) expect([200, 201, 204, 404]).toContain(status);
    expect((await api.put(pathOf('deleted'), customer)).status).toBeLessThan(202);
    expect((await stored('deleted')).filter(({ is_deleted }) => !is_deleted)).toHaveLength(1);
  });

  it('lead to the customer that remains of a merge, for good', async () => {
    const [one, other] = [await api.put(pathOf('kept'), customer), await api.put(pathOf('alias'), customer)];
    const [survivor, merged] = [String(one.body['id']), String(other.body['id'])];
    await merge(api, survivor, [merged]);
    const got = await api.get(pathOf('alias'));
    expect([got.status, got.headers.get('content-location')]).toEqual([200, `/api/v1/customers/${survivor}`]);
    expect(got.body).toMatchObject({ id: survivor, external_id: 'kept' });
    const upserted = await api.put(pathOf('alias'), { notes: 'by its alias' });
    expect([upserted.status, upserted.body]).toMatchObject([200, { id: survivor, notes: 'by its alias' }]);
    expect((await api.post('/customers', { ...customer, external_id: 'alias' })).body).toEqual({
      detail: `external_id "alias" is that of the customer ${survivor}`,
    });
    expect((await api.delete(pathOf('alias'))).status).toBe(409);
  });

  it('say where the survivor is to the request for the alias alone', async () => {
    const [one, other] = [await api.put(pathOf('own'), customer), await api.put(pathOf('other'), customer)];
    const survivor = String(one.body['id']);
    await merge(api, survivor, [String(other.body['id'])]);
    const responses = await Promise.all(
      Array.from({ length: 40 }, (_, n) => api.get(n % 2 === 0 ? pathOf('other') : `/customers/${survivor}`)),
    );
    expect(responses.map(({ headers }) => headers.get('content-location'))).toEqual(
      responses.map((_, n) => (n % 2 === 0 ? `/api/v1/customers/${survivor}` : null)),
    );
  });

  it('are refused in a file where another customer has them, with the field', async () => {
    await api.put(pathOf('in a file'), customer);
    const { status, body } = await sendFile(
      api,
      '/customers/bulk-upload',
      'name,email,external_id\nA,in-a-file@example.com,in a file\nB,in-b-file@example.com,in b file\n',
    );
    expect([status, body]).toMatchObject([201, { created: 1, failed: 1 }]);
    expect(JSON.stringify(body)).toContain(
      '"loc":["body","external_id"],"msg":"Another customer has this external_id"',
    );
    expect(await stored('in a file')).toHaveLength(1);
    expect(await stored('in b file')).toHaveLength(1);
  });

  it('give their external id to a survivor without one', async () => {
    const { body } = await api.post('/customers', customer);
    const survivor = String(body['id']);
    const other = await api.put(pathOf('taken over'), customer);
    await merge(api, survivor, [String(other.body['id'])]);
    expect((await api.get(pathOf('taken over'))).body).toMatchObject({
      id: survivor,
      external_id: 'taken over',
    });
    expect(await stored('taken over')).toMatchObject([{ id: survivor, merged_into: null }]);
  });

  it('end as one customer where an upsert races with a merge', async () => {
    const [one, other] = [
      await api.put(pathOf('race 1'), customer),
      await api.put(pathOf('race 2'), customer),
    ];
    const responses = await Promise.all([
      merge(api, String(one.body['id']), [String(other.body['id'])]),
      ...Array.from({ length: 16 }, (_, n) => api.put(pathOf('race 2'), { notes: `n${n}` })),
    ]);
    expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 200));
    expect((await api.get(pathOf('race 2'))).body['id']).toBe(one.body['id']);
  });
});
