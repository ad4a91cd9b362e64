import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { createWebhook } from './receiver.js';

const url = 'https://hooks.example.com/customers';

describe('a webhook', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
  });
  afterAll(() => service.release());
  beforeEach(async () => {
    api = await service.business();
  });

  const rowsOf = (table: string, id: unknown) =>
    service.database.sql<Json>(
      `select * from ${table} where ${table === 'webhooks' ? 'id' : 'webhook_id'} = $1`,
      [id],
    );

  it('is made with a secret that is shown this one time', async () => {
    const { status, headers, body } = await api.post('/webhooks', { url });
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        id: expect.any(String),
        business_id: api.businessId,
        url,
        description: null,
        event_types: [],
        is_active: true,
        failing_since: null,
        disabled_at: null,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updated_at: body['created_at'],
        secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      },
    });
    const { secret, ...webhook } = body;
    expect(headers.get('location')).toBe(`/api/v1/webhooks/${String(body['id'])}`);
    const got = await api.get(`/webhooks/${String(body['id'])}`);
    expect(got.body).toEqual(webhook);
    expect(got.headers.get('etag')).toBe(headers.get('etag'));
    expect((await api.get('/webhooks')).body['items']).toEqual([webhook]);
    expect(await rowsOf('webhook_secrets', body['id'])).toMatchObject([{ secret, expires_at: null }]);
  });

  it('is made once for a request that is sent again, and its secret is stored in one place', async () => {
    const headers = { 'idempotency-key': 'key' };
    const first = await api.post('/webhooks', { url }, { headers });
    const again = await api.post('/webhooks', { url }, { headers });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    for (const name of ['etag', 'location']) expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(again.text).toBe(first.text);
    expect((await api.get('/webhooks')).body['items']).toHaveLength(1);
    const [stored] = await service.database.sql<{ body: string }>(
      'select body from idempotency_keys where business_id = $1',
      [api.businessId],
    );
    expect(stored?.body).toContain(String(first.body['id']));
    expect(stored?.body).not.toContain('whsec_');
    expect((await api.post('/webhooks', { url: `${url}/2` }, { headers })).status).toBe(422);

    const path = `/webhooks/${String(first.body['id'])}/rotate-secret`;
    const rotated = await api.post(path, undefined, { headers });
    const rotatedAgain = await api.post(path, undefined, { headers });
    expect(rotatedAgain.text).toBe(rotated.text);
    expect(rotated.body['secret']).not.toBe(first.body['secret']);
    await api.post(path);
    const late = await api.post('/webhooks', { url }, { headers });
    expect(late.body).toEqual({ ...first.body, secret: null });
  });

  it('is changed in the fields that are present, where If-Match matches', async () => {
    const created = await api.post('/webhooks', {
      url,
      event_types: ['customer.created', 'customer.created'],
    });
    const path = `/webhooks/${String(created.body['id'])}`;
    expect(created.body['event_types']).toEqual(['customer.created']);
    const etag = created.headers.get('etag') ?? '';
    const changed = await api.put(path, { description: 'Invoicing' }, { headers: { 'if-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ description: 'Invoicing', url, event_types: ['customer.created'] });
    expect((await api.put(path, {}, { headers: { 'if-match': etag } })).status).toBe(412);
    const same = await api.put(path, { description: 'Invoicing' });
    expect(same.text).toBe(changed.text);
    const cleared = await api.put(path, { description: null, event_types: [], url: `${url}/2` });
    expect(cleared.body).toMatchObject({ description: null, url: `${url}/2`, event_types: [] });
    expect(await rowsOf('webhooks', created.body['id'])).toMatchObject([
      { url: `${url}/2`, event_types: [] },
    ]);
    expect((await api.put(path, { url: null })).status).toBe(422);
    expect((await api.put(path, { url: 'http://10.0.0.1/' })).status).toBe(422);
    expect((await api.put(path, { event_types: ['customer.sung'] })).body['detail']).toMatchObject([
      { type: 'enum', loc: ['body', 'event_types', 0] },
    ]);
  });

  it('is in the work queue as long as it is active', async () => {
    const { id } = await createWebhook(api, url, { is_active: false });
    const path = `/webhooks/${String(id)}`;
    expect(await rowsOf('webhook_queue', id)).toEqual([]);
    await api.put(path, { is_active: true });
    expect(await rowsOf('webhook_queue', id)).toMatchObject([{ business: api.businessId }]);
    await api.put(path, { is_active: false });
    expect(await rowsOf('webhook_queue', id)).toEqual([]);
  });

  it('leaves nothing when it is deleted', async () => {
    const { id } = await createWebhook(api, url);
    await api.post(`/webhooks/${String(id)}/test`);
    expect(await rowsOf('webhook_deliveries', id)).toHaveLength(1);
    expect((await api.delete(`/webhooks/${String(id)}`)).status).toBe(204);
    for (const table of ['webhooks', 'webhook_secrets', 'webhook_deliveries', 'webhook_queue']) {
      expect(await rowsOf(table, id)).toEqual([]);
    }
    for (const path of ['', '/deliveries']) {
      expect((await api.get(`/webhooks/${String(id)}${path}`)).body).toEqual({ detail: 'Webhook not found' });
    }
    expect((await api.delete(`/webhooks/${String(id)}`)).status).toBe(404);
  });

  it('is one of fifty at most, also when requests race', async () => {
    const answers = await Promise.all(
      Array.from({ length: 53 }, (_, n) => api.post('/webhooks', { url: `${url}/${n}`, is_active: false })),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([...Array.from({ length: 50 }, () => 201), 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toEqual({
      detail: 'The business has 50 webhooks already; delete one first',
    });
    const page = (await api.get('/webhooks?limit=20')).body;
    const next = (await api.get(`/webhooks?limit=50&cursor=${String(page['next_cursor'])}`)).body;
    expect([(page['items'] as Json[]).length, (next['items'] as Json[]).length]).toEqual([20, 30]);
  });

  it('is seen with webhooks:read, and changed with webhooks:write', async () => {
    const { id } = await createWebhook(api, url);
    const reader = await service.client([api.businessId], { scopes: ['webhooks:read'] });
    expect((await reader.get(`/webhooks/${String(id)}`)).status).toBe(200);
    expect((await reader.put(`/webhooks/${String(id)}`, {})).status).toBe(403);
    expect((await reader.post(`/webhooks/${String(id)}/test`)).status).toBe(403);
    const stranger = await service.business();
    expect((await stranger.get(`/webhooks/${String(id)}`)).status).toBe(404);
  });
});
