import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sendFile } from '../imports/client.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { Receiver, refused, settled } from '../webhooks/receiver.js';

/** Words that stand nowhere else. */
const words = {
  name: 'Zoë Quastenflosser 🦉',
  email: 'quastenflosser@erasable.example.com',
  address: 'Quastenweg 17, 99999 Erasahausen',
  phone: '+49 171 9988776655',
  tax_id: 'DE999888777',
  website: 'https://quastenflosser.example.com',
  notes: 'Quastennotiz "in quotes", and\na line',
  category: 'Quastenbranche',
  invoice_footer: 'Quastenfuss',
};
const contact = {
  name: 'Balduin Kontaktquaste',
  email: 'balduin@kontaktquaste.example.com',
  phone: '+49 30 1122334455',
  role: 'Quastenrolle',
  notes: 'Kontaktquastennotiz',
};
/** What of these words must be found nowhere afterwards: as they are, in lower case, and without their punctuation. */
const traces = [
  'quasten',
  'kontaktquaste',
  'erasahausen',
  '9988776655',
  '1122334455',
  'de999888777',
  'erasable.example',
  'cus_quaste',
];

const shape = (events: Json[]) => events.map((event) => [event['position'], event['id'], event['type']]);

describe('an erased customer', () => {
  let service: TestService;
  let receiver: Receiver;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService({ webhookAllowPrivate: true });
    receiver = await Receiver.start();
  });
  afterAll(async () => {
    await service.stop();
    await receiver.stop();
  });
  beforeEach(async () => {
    api = await service.business();
  });

  /** Every value of every table of the database, bytes also as the text that they may be. */
  const dump = async (): Promise<string> => {
    const tables = await service.database.sql<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
       where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const rows = await service.database.sql<Json>(`select * from ${name}`);
      for (const row of rows) {
        for (const value of Object.values(row)) {
          if (Buffer.isBuffer(value))
            texts.push(value.toString(), value.toString('latin1'), value.toString('utf16le'));
          else texts.push(typeof value === 'string' ? value : JSON.stringify(value));
        }
      }
    }
    return texts.join('\n').toLowerCase();
  };
  const found = async () => {
    const text = await dump();
    return traces.filter((trace) => text.includes(trace));
  };
  const headers = { 'x-user-email': words.email };

  /** @param keys what its idempotency keys begin with */
  const lived = async (keys = ''): Promise<string> => {
    const keyed = { headers: { ...headers, 'idempotency-key': `${keys}one` } };
    const { body } = await api.post('/customers', { ...words, credit_limit_cents: 4711 }, keyed);
    const id = String(body['id']);
    await api.put(`/customers/${id}`, { notes: 'Quastennotiz 2', name: 'Quastenflosser GmbH' });
    const contacts = `/customers/${id}/contacts`;
    await api.post(contacts, contact, { headers: { 'idempotency-key': `${keys}two` } });
    const { body: gone } = await api.post(contacts, { ...contact, is_primary: true });
    await api.delete(`${contacts}/${String(gone['id'])}`);
    await api.put(`/customers/${id}/stripe-link`, { stripe_customer_id: 'cus_quaste' });
    await api.delete(`/customers/${id}`);
    await api.post(`/customers/${id}/restore`, undefined, { headers: { 'idempotency-key': `${keys}three` } });
    return id;
  };
  const sent = async (path: string, file: string | Uint8Array<ArrayBuffer>) => {
    const { body } = await sendFile(api, path, file);
    await until(
      () => api.get(`/customers/imports/${String(body['id'])}`),
      (answer) => answer.body['state'] === 'completed',
      20_000,
    );
    return String(body['id']);
  };

  it('is found nowhere in the database, and all else is as it was', async () => {
    const id = await lived();
    const other = String(
      (await api.post('/customers', { name: 'Other', email: 'o@example.com' }, { headers })).body['id'],
    );
    const rows = `name,email,phone\nQuastenflosser,${words.email.toUpperCase()},1\nSomebody,s@example.com,2\n`;
    const skipped = await sent('/customers/imports', rows);
    const wide = await sent(
      '/customers/imports?dry_run=true&encoding=utf-16le',
      Buffer.from(`\ufeff${rows}`, 'utf16le'),
    );
    const innocent = await sent(
      '/customers/imports',
      'name,email\nInnocent,innocent@example.com\n,nothing\n',
    );
    const before = (await api.get('/events?limit=100')).body['items'] as Json[];
    expect(await found()).toEqual(expect.arrayContaining(traces));

    const erasure = await api.post(`/customers/${id}/erase`);
    expect(erasure.status).toBe(200);
    expect(erasure.body).toEqual({
      customer_id: id,
      erased_at: expect.stringMatching(/^\d{4}-.*Z$/),
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
    expect(await found()).toEqual([]);

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
      changes: {},
      data: customer,
    });
    expect(after.filter((event) => event['entity_id'] === other)).toMatchObject([
      { data: { name: 'Other' }, actor: { user_email: null } },
    ]);
    const counts = erasure.body['counts'] as Json;
    const history = (await api.get(`/customers/${id}/history?limit=100`)).body['items'] as Json[];
    expect(counts['events']).toBe(history.length - 1);
    expect((await api.get(`/customers/${id}?as_of=${new Date().toISOString()}`)).body).toMatchObject({
      name: 'Erased',
    });

    // A request that is sent again makes nothing anew, and is answered with what is left.
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

  it('is erased again where something has come since, and otherwise nothing is told', async () => {
    const id = await lived();
    const erase = () => api.post(`/customers/${id}/erase`);
    await erase();
    const second = await erase();
    const { customers, contacts, events, actors, idempotency_answers } = second.body['counts'] as Json;
    expect([customers, contacts, events, actors, idempotency_answers]).toEqual([0, 0, 0, 0, 0]);
    await api.post(`/customers/${id}/restore`);
    await api.put(`/customers/${id}`, { name: 'Quastenflosser AG' });
    expect(((await erase()).body['counts'] as Json)['customers']).toBe(1);
    expect(await found()).toEqual([]);
    const types = ((await api.get(`/events?limit=100&type=customer.erased`)).body['items'] as Json[]).length;
    expect(types).toBe(2);
  });

  it('is erased with all that was merged into it, and not without the one that it was merged into', async () => {
    const [oldest, middle] = [await lived('a'), await lived('b')];
    await sent(
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
    expect((data.body['merged_customers'] as Json[]).map(({ id }) => id)).toEqual([middle, oldest]);

    for (const merged of [oldest, middle]) {
      const { status, body } = await api.post(`/customers/${merged}/erase`);
      expect([status, body['detail']]).toEqual([409, expect.stringContaining('was merged into')]);
    }
    const imported = before.filter(({ actor }) => (actor as Json)['import_id'] !== null);
    expect(imported).toHaveLength(1);
    await api.post(`/customers/${String(imported[0]?.['entity_id'])}/erase`);
    const { status, body } = await api.post(`/customers/${stays}/erase`);
    expect([status, (body['counts'] as Json)['customers'], (body['counts'] as Json)['contacts']]).toEqual([
      200, 3, 2,
    ]);
    expect(await found()).toEqual([]);
    const after = (await api.get('/events?limit=200')).body['items'] as Json[];
    expect(shape(after.slice(0, before.length))).toEqual(shape(before));
    expect(after.slice(-3).map((event) => [event['type'], event['entity_id']])).toEqual(
      [stays, oldest, middle].map((id) => ['customer.erased', id]),
    );
    for (const id of [stays, middle, oldest])
      expect((await api.get(`/customers/${id}`)).body).toMatchObject({ name: 'Erased', is_deleted: true });
  }, 60_000);

  it('takes what is told of its contacts along, also from when they were of another customer', async () => {
    const { body: other } = await api.post('/customers', { name: 'Other', email: 'o@example.com' });
    const { body: customer } = await api.post('/customers', { name: 'Stays', email: 's@example.com' });
    const [otherId, id] = [String(other['id']), String(customer['id'])];
    await api.post(`/customers/${otherId}/contacts`, contact, { headers: { 'idempotency-key': 'one' } });
    await api.post(`/customers/${id}/merge`, { from: [otherId] });
    await api.post(`/customers/${otherId}/restore`);
    expect((await api.post(`/customers/${id}/erase`)).status).toBe(200);
    expect(await found()).toEqual([]);
    expect((await api.get(`/customers/${otherId}`)).body).toMatchObject({ name: 'Other', is_deleted: false });
  });

  it('is found among very many answers and events', async () => {
    const id = await lived();
    const { businessId } = api;
    const many = 12_000;
    await service.database.sql(
      `insert into idempotency_keys (business_id, route, key, fingerprint, body)
       select $1, 'POST /customers', lpad(n::text, 6, '0'), '\\x00',
         json_build_object('id', case when n % 4000 = 1 then $2 else 'nobody' end, 'name', 'Quasten ' || n)
       from generate_series(1, $3::int) n`,
      [businessId, id, many],
    );
    await service.database.sql(
      `insert into events (business_id, position, id, type, entity_id, occurred_at, actor, data)
       select $1, p.last_position + n, gen_random_uuid(), 'customer.updated', gen_random_uuid(), now(),
         json_build_object('user_email', case when n % 10000 = 1 then $2 end), '{}'
       from event_positions p, generate_series(1, 30000) n where p.business_id = $1`,
      [businessId, words.email.toUpperCase()],
    );
    await service.database.sql(
      'update event_positions set last_position = last_position + 30000 where business_id = $1',
      [businessId],
    );
    const { status, body } = await api.post(`/customers/${id}/erase`);
    expect(status).toBe(200);
    expect(body['counts']).toMatchObject({ idempotency_answers: 3 + 3, actors: 1 + 3 });
    const [left] = await service.database.sql<{ count: number }>(
      `select count(*) from idempotency_keys where business_id = $1 and body like '%Quasten %'`,
      [businessId],
    );
    expect(left?.count).toBe(many - 3);
    await service.database.sql('delete from idempotency_keys where business_id = $1', [businessId]);
  }, 60_000);

  it('is erased once for a request that is sent again', async () => {
    const id = await lived();
    const keyed = { headers: { 'idempotency-key': 'erase' } };
    const first = await api.post(`/customers/${id}/erase`, undefined, keyed);
    const again = await api.post(`/customers/${id}/erase`, undefined, keyed);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('is sent to endpoints as it is left', async () => {
    receiver.answer = refused();
    const { body: webhook } = await api.post('/webhooks', { url: receiver.url });
    const id = String((await api.post('/customers', words)).body['id']);
    await settled(api, webhook['id'], ([delivery]) => delivery?.['attempts'] === 1);
    const { body } = await api.post(`/customers/${id}/erase`);
    expect(body['counts']).toMatchObject({ webhook_deliveries: 1 });
    const count = receiver.messages.length;
    await api.post(
      `/webhooks/${String(webhook['id'])}/deliveries/${String(
        ((await api.get('/events')).body['items'] as Json[])[0]?.['id'],
      )}/redeliver`,
    );
    const messages = await receiver.received(count + 1);
    expect(messages.at(-1)?.event).toMatchObject({ type: 'customer.created', data: { name: 'Erased' } });
    expect(messages.at(-1)?.body.toLowerCase()).not.toContain('quasten');
  });

  it('waits for a file that names it and is being worked on', async () => {
    const id = await lived();
    const { body } = await sendFile(api, '/customers/imports', `name,email\nX,${words.email}\n`);
    const importId = String(body['id']);
    await until(
      () => api.get(`/customers/imports/${importId}`),
      (answer) => answer.body['state'] === 'completed',
      20_000,
    );
    await service.database.sql(`update imports set state = 'running' where id = $1`, [importId]);
    const refusal = await api.post(`/customers/${id}/erase`);
    expect(refusal.status).toBe(409);
    expect((await api.get(`/customers/${id}`)).body).toMatchObject({ email: words.email });
    await service.database.sql(`update imports set state = 'completed' where id = $1`, [importId]);
    expect((await api.post(`/customers/${id}/erase`)).status).toBe(200);
  });

  it('needs customers:erase, and is one of the business', async () => {
    const id = await lived();
    const writer = await service.client([api.businessId], { scopes: ['customers:write'] });
    expect((await writer.post(`/customers/${id}/erase`)).status).toBe(403);
    const stranger = await service.business();
    expect((await stranger.post(`/customers/${id}/erase`)).status).toBe(404);
    expect((await stranger.get(`/customers/${id}/data`)).status).toBe(404);
    expect((await api.get(`/customers/${id}`)).body).toMatchObject({ email: words.email });
  });

  it('was seen whole before: all that is held about it in one document', async () => {
    const id = await lived();
    const importId = await sent(
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
