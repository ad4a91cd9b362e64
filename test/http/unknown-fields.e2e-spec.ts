import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { createCustomer, createWebhook } from '../webhooks/receiver.js';

const url = 'https://hooks.example.com/customers';

let service: TestService;
let api: ApiClient;
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  service = await startService({ webhooksAtOnce: 0 });
});
afterAll(() => service.stop());
beforeEach(async () => {
  api = await service.business();
  const webhook = String((await createWebhook(api, url))['id']);
  const { body: delivery } = await api.post(`/webhooks/${webhook}/test`);
  const [customer, other] = [await createCustomer(api, 'One'), await createCustomer(api, 'Other')];
  ids = { webhook, delivery: String(delivery['id']), customer, other };
});

const at = (path: string) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');

/** Everything that the requests could have changed. */
const stored = () =>
  Promise.all(
    ['webhooks', 'webhook_secrets', 'webhook_deliveries', 'customers', 'events', 'token_businesses'].map(
      (table) =>
        service.database.sql(`select * from ${table} where business_id = $1 order by 1, 2, 3`, [
          api.businessId,
        ]),
    ),
  );

const routes: [string, string, Json | undefined][] = [
  ['POST', '/webhooks', { url }],
  ['PUT', '/webhooks/{webhook}', { description: 'Changed' }],
  ['POST', '/webhooks/{webhook}/rotate-secret', undefined],
  ['POST', '/webhooks/{webhook}/test', undefined],
  ['POST', '/webhooks/{webhook}/redeliver', { since: '2026-01-01T00:00:00Z', include_delivered: true }],
  ['POST', '/webhooks/{webhook}/deliveries/{delivery}/redeliver', undefined],
  ['POST', '/customers/{customer}/erase', undefined],
  ['POST', '/customers/{customer}/merge', { from: ['{other}'] }],
  [
    'POST',
    '/tokens',
    { name: 'T', owner_email: 'a@example.com', scopes: ['customers:read'], business_ids: [] },
  ],
];

it.each(routes)('%s %s refuses an unknown field, and changes nothing', async (method, path, fields) => {
  const before = await stored();
  const json = { ...(JSON.parse(at(JSON.stringify(fields ?? {}))) as Json), secret: 'whsec_mine' };
  const { status, body } = await api.request(method, `/api/v1${at(path)}`, { json });
  expect({ status, body }).toEqual({
    status: 422,
    body: {
      detail: [
        {
          type: 'extra_forbidden',
          loc: ['body', 'secret'],
          msg: 'Extra inputs are not permitted',
          input: 'whsec_mine',
        },
      ],
    },
  });
  expect(await stored()).toEqual(before);
});

it.each(routes)(
  '%s %s refuses an unknown query parameter, and changes nothing',
  async (method, path, fields) => {
    const before = await stored();
    const options = fields === undefined ? {} : { json: JSON.parse(at(JSON.stringify(fields))) as Json };
    const { status, body } = await api.request(method, `/api/v1${at(path)}?dry_run=true`, options);
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { detail: [{ type: 'extra_forbidden', loc: ['query', 'dry_run'], input: 'true' }] },
    });
    expect(await stored()).toEqual(before);
  },
);

it.each(routes.filter(([, , fields]) => fields === undefined))(
  '%s %s takes an empty object in place of no body',
  async (method, path) => {
    for (const raw of ['{}', 'null', ''])
      expect((await api.request(method, `/api/v1${at(path)}`, { raw })).status).toBe(200);
    expect((await api.request(method, `/api/v1${at(path)}`, { raw: '[1]' })).status).toBe(422);
    expect((await api.request(method, `/api/v1${at(path)}`, { raw: '{"a":' })).status).toBe(422);
    const headers = { 'content-type': 'text/plain' };
    expect((await api.request(method, `/api/v1${at(path)}`, { raw: 'a', headers })).status).toBe(415);
  },
);

it('the routes of the source API go on ignoring unknown fields', async () => {
  const { status } = await api.post('/customers?source=crm', {
    name: 'Acme',
    email: 'a@example.com',
    internal_reference: 7,
  });
  expect(status).toBe(201);
  const changed = await api.put(at('/customers/{customer}'), { notes: 'New', internal_reference: 7 });
  expect({ status: changed.status, notes: changed.body['notes'] }).toEqual({ status: 200, notes: 'New' });
});
