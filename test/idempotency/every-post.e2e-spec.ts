import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { documentedRoutes, type OpenApiDocument } from '../auth/documented-routes.js';
import { sendFile } from '../imports/client.js';
import type { ApiClient, ApiResponse, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';

const url = 'https://hooks.example.com/customers';
const file = 'name,email\nSent,sent@example.com\n';

/** What a request does, once, as the rows say that it has made or changed. */
const effects = `
  select
    (select coalesce(sum(last_position), 0) from event_positions where business_id = $1)::int as events,
    (select count(*) from imports where business_id = $1)::int as imports,
    (select count(*) from webhooks where business_id = $1)::int as webhooks,
    (select count(*) from webhook_secrets where business_id = $1)::int as secrets,
    (select count(*) from webhook_deliveries where business_id = $1 and event_type = 'webhook.test')::int as tests,
    (select count(*) from idempotency_keys where business_id = $1)::int as answers`;

describe('a POST that is sent again with its Idempotency-Key', () => {
  let service: TestService;
  let api: ApiClient;
  let ids: Readonly<Record<string, string>>;

  beforeAll(async () => {
    service = await startService({ importsAtOnce: 0, webhooksAtOnce: 0 });
    api = await service.business();
    const make = async (path: string, json: Json) => String((await api.post(path, json)).body['id']);
    const customer = (name: string) => make('/customers', { name, email: 'a@example.com' });
    const [customer_id, from] = [await customer('Acme'), await customer('Other')];
    const webhook_id = await make('/webhooks', { url });
    const delivery_id = String((await api.post(`/webhooks/${webhook_id}/test`)).body['id']);
    ids = { customer_id, from, webhook_id, delivery_id };
  });
  afterAll(() => service.stop());

  const bodies: Readonly<Record<string, () => Json>> = {
    '/customers': () => ({ name: 'Acme', email: 'a@example.com' }),
    '/customers/{customer_id}/contacts': () => ({ name: 'Ada' }),
    '/customers/{customer_id}/merge': () => ({ from: [ids['from']] }),
    '/payment-terms': () => ({ name: 'Net 30', days_until_due: 30 }),
    '/webhooks': () => ({ url }),
    '/webhooks/{webhook_id}/redeliver': () => ({ since: '2026-01-01T00:00:00Z' }),
  };
  /** The last of them is erased last: it answers no other request as before. */
  const paths = [
    '/customers',
    '/customers/{customer_id}/contacts',
    '/customers/{customer_id}/merge',
    '/customers/{customer_id}/restore',
    '/customers/bulk-upload',
    '/customers/imports',
    '/payment-terms',
    '/payment-terms/seed-defaults',
    '/webhooks',
    '/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver',
    '/webhooks/{webhook_id}/redeliver',
    '/webhooks/{webhook_id}/rotate-secret',
    '/webhooks/{webhook_id}/test',
    '/customers/{customer_id}/erase',
  ];

  const send = (path: string): Promise<ApiResponse> => {
    const headers = { 'idempotency-key': 'key' };
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
    return path.endsWith('/imports') || path.endsWith('/bulk-upload')
      ? sendFile(api, filled, file, headers)
      : api.post(filled, bodies[path]?.(), { headers });
  };
  const done = async () => (await service.database.sql<Json>(effects, [api.businessId]))[0];

  it('is one of every route of a business', async () => {
    const { body } = await api.request('GET', '/openapi.json');
    const routes = documentedRoutes(body as unknown as OpenApiDocument)
      .filter(({ method, isBusinessScoped }) => method === 'POST' && isBusinessScoped)
      .map(({ path }) => path.replace('/api/v1', ''));
    expect(paths.toSorted()).toEqual(routes.toSorted());
  });

  it.each(paths)('does it once, and is answered as the first time: %s', async (path) => {
    const before = await done();
    const first = await send(path);
    expect(first.status).toBeLessThan(300);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const afterFirst = await done();
    expect(afterFirst?.['answers']).toBe(Number(before?.['answers']) + 1);

    const again = await send(path);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    for (const name of ['etag', 'location']) expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(await done()).toEqual(afterFirst);
  });
});
