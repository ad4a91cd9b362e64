import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { contact, found, headers, lived, sent, traces, words } from './support.js';

const shape = (events: Json[]) => events.map((event) => [event['position'], event['id'], event['type']]);

/** What an erasure leaves. */
describe('an erased customer', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    api = await service.business();
  });

  it('is found nowhere in the database, and all else is as it was', async () => {
    const id = await lived(api);
    const other = String(
      (await api.post('/customers', { name: 'Other', email: 'o@example.com' }, { headers })).body['id'],
    );
    const rows = `name,email,phone\nQuastenflosser,${words.email.toUpperCase()},1\nSomebody,s@example.com,2\n`;
    const skipped = await sent(api, '/customers/imports', rows);
    const wide = await sent(
      api,
      '/customers/imports?dry_run=true&encoding=utf-16le',
      Buffer.from(`\ufeff${rows}`, 'utf16le'),
    );
    const innocent = await sent(
      api,
      '/customers/imports',
      'name,email\nInnocent,innocent@example.com\n,nothing\n',
    );
    const before = (await api.get('/events?limit=100')).body['items'] as Json[];
    expect(await found(service.database)).toEqual(expect.arrayContaining(traces));

    const erasure = await api.post(`/customers/${id}/erase`);
    expect(erasure.status).toBe(200);
    expect(erasure.body).toEqual({
      customer_id: id,
      erased_at: expect.stringMatching(/^\d{4}-.*Z$/),
      stripe_customer_id: 'cus_quaste',
      merged_stripe_customer_ids: [],
      counts: {
        customers: 1,
        contacts: 1,
        events: expect.any(Number),
        actors: 2,
        idempotency_answers: 3,
        import_files: 2,
        import_problems: expect.any(Number),
        webhook_deliveries: 0,
      },
    });
    expect(await found(service.database)).toEqual([]);

    const { body: customer } = await api.get(`/customers/${id}`);
    expect(customer).toMatchObject({
      id,
      name: 'Erased',
      email: 'erased@erased.invalid',
      address: null,
      credit_limit_cents: 4711,
      is_deleted: true,
      stripe_customer_id: null,
      contacts: [{ name: 'Erased', email: null, role: null }],
    });
    const after = (await api.get('/events?limit=100')).body['items'] as Json[];
    expect(shape(after.slice(0, -1))).toEqual(shape(before));
    expect(after.at(-1)).toMatchObject({
      type: 'customer.erased',
      entity_id: id,
      changes: { stripe_customer_id: ['cus_quaste', null] },
      data: customer,
    });
    expect(JSON.stringify(after.slice(0, -1))).not.toContain('cus_quaste');
    expect(after.filter((event) => event['entity_id'] === other)).toMatchObject([
      { data: { name: 'Other' }, actor: { user_email: null } },
    ]);
    const counts = erasure.body['counts'] as Json;
    const history = (await api.get(`/customers/${id}/history?limit=100`)).body['items'] as Json[];
    expect(counts['events']).toBe(history.length - 1);
    expect((await api.get(`/customers/${id}?as_of=${new Date().toISOString()}`)).body).toMatchObject({
      name: 'Erased',
    });

    // A retried request creates nothing, and returns the erased response.
    const again = await api.post(
      '/customers',
      { ...words, credit_limit_cents: 4711 },
      {
        headers: { 'idempotency-key': 'one' },
      },
    );
    expect(again.body).toMatchObject({ id, name: 'Erased', credit_limit_cents: 4711 });
    for (const [importId, status] of [
      [skipped, 409],
      [wide, 409],
      [innocent, 200],
    ] as const) {
      expect((await api.get(`/customers/imports/${importId}/rejects`)).status).toBe(status);
    }
    expect((await api.get('/customers?search=quastenflosser')).body['items']).toEqual([]);
  }, 60_000);

  it('keeps the event of the first erasure when it is erased again, and records no second one', async () => {
    const id = await lived(api);
    const erase = () => api.post(`/customers/${id}/erase`);
    await erase();
    const second = await erase();
    const { customers, contacts, events, actors, idempotency_answers } = second.body['counts'] as Json;
    expect([customers, contacts, events, actors, idempotency_answers]).toEqual([0, 0, 0, 0, 0]);
    expect(second.body).toMatchObject({ stripe_customer_id: null });
    const erasures = (await api.get('/events?limit=100&type=customer.erased')).body['items'];
    expect(erasures).toMatchObject([{ changes: { stripe_customer_id: ['cus_quaste', null] } }]);
  });

  it('is erased with all that was merged into it, and not without the one that it was merged into', async () => {
    const [oldest, middle] = [await lived(api, 'a'), await lived(api, 'b')];
    await sent(
      api,
      '/customers/imports?mode=create',
      `name,email\nQuastenflosser Import,${words.email}\n,${words.email}\n`,
    );
    const stays = String(
      (await api.post('/customers', { name: 'Stays', email: 's@example.com' })).body['id'],
    );
    const merge = (id: string, from: string) => api.post(`/customers/${id}/merge`, { from: [from] });
    expect((await merge(middle, oldest)).status).toBe(200);
    expect((await merge(stays, middle)).status).toBe(200);
    const before = (await api.get('/events?limit=200')).body['items'] as Json[];
    const data = await api.get(`/customers/${stays}/data`);
    expect((data.body['merged_customers'] as Json[]).map(({ id }) => id)).toEqual([oldest, middle]);

    for (const merged of [oldest, middle]) {
      const { status, body } = await api.post(`/customers/${merged}/erase`);
      expect([status, body['detail']]).toEqual([409, expect.stringContaining('was merged into')]);
    }
    const imported = before.filter(({ actor }) => (actor as Json)['import_id'] !== null);
    expect(imported).toHaveLength(1);
    await api.post(`/customers/${String(imported[0]?.['entity_id'])}/erase`);
    const { status, body } = await api.post(`/customers/${stays}/erase`);
    expect([status, (body['counts'] as Json)['customers'], (body['counts'] as Json)['contacts']]).toEqual([
      200, 3, 3,
    ]);
    expect(await found(service.database)).toEqual([]);
    const after = (await api.get('/events?limit=200')).body['items'] as Json[];
    expect(shape(after.slice(0, before.length))).toEqual(shape(before));
    expect(after.slice(-3).map((event) => [event['type'], event['entity_id']])).toEqual(
      [stays, oldest, middle].map((id) => ['customer.erased', id]),
    );
    for (const id of [stays, middle, oldest])
      expect((await api.get(`/customers/${id}`)).body).toMatchObject({ name: 'Erased', is_deleted: true });
  }, 60_000);

  it('erases the events of its contacts, also from when they belonged to another customer', async () => {
    const { body: other } = await api.post('/customers', { name: 'Other', email: 'o@example.com' });
    const { body: customer } = await api.post('/customers', { name: 'Stays', email: 's@example.com' });
    const [otherId, id] = [String(other['id']), String(customer['id'])];
    await api.post(`/customers/${otherId}/contacts`, contact, { headers: { 'idempotency-key': 'one' } });
    await api.post(`/customers/${id}/merge`, { from: [otherId] });
    await api.post(`/customers/${otherId}/restore`);
    expect((await api.post(`/customers/${id}/erase`)).status).toBe(200);
    expect(await found(service.database)).toEqual([]);
    expect((await api.get(`/customers/${otherId}`)).body).toMatchObject({ name: 'Other', is_deleted: false });
  });

  it('was seen whole before: all that is held about it in one document', async () => {
    const id = await lived(api);
    const importId = await sent(
      api,
      '/customers/imports',
      `name,email\nQuaste,${words.email}\nOther,x@example.com\n`,
    );
    const { status, body } = await api.get(`/customers/${id}/data`);
    expect(status).toBe(200);
    expect(body['customer']).toEqual((await api.get(`/customers/${id}`)).body);
    expect(body['events']).toEqual((await api.get(`/customers/${id}/history?limit=100`)).body['items']);
    expect((body['stored_answers'] as Json[]).map(({ key }) => key)).toEqual(['one', 'two', 'three']);
    expect(body['imports']).toMatchObject([{ id: importId, is_kept: true, problems: [{ row: 1 }] }]);
    await api.post(`/customers/${id}/erase`);
    const { text } = await api.get(`/customers/${id}/data`);
    expect(traces.filter((trace) => text.toLowerCase().includes(trace))).toEqual([]);
  });
});
