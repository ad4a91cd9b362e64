import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { Receiver, refused, settled } from '../webhooks/receiver.js';
import { lived, sent, words } from './support.js';

/** Who may request an erasure, what it waits for, and that it reaches data among very many rows, or in transfer. */
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

  it('is found among very many answers and events', async () => {
    const id = await lived(api);
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
    const id = await lived(api);
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
    const id = await lived(api);
    const importId = await sent(api, '/customers/imports', `name,email\nX,${words.email}\n`);
    await service.database.sql(`update imports set state = 'running' where id = $1`, [importId]);
    const refusal = await api.post(`/customers/${id}/erase`);
    expect(refusal.status).toBe(409);
    expect((await api.get(`/customers/${id}`)).body).toMatchObject({ email: words.email });
    await service.database.sql(`update imports set state = 'completed' where id = $1`, [importId]);
    expect((await api.post(`/customers/${id}/erase`)).status).toBe(200);
  });

  it('needs customers:erase, and is one of the business', async () => {
    const id = await lived(api);
    const writer = await service.client([api.businessId], { scopes: ['customers:write'] });
    expect((await writer.post(`/customers/${id}/erase`)).status).toBe(403);
    const stranger = await service.business();
    expect((await stranger.post(`/customers/${id}/erase`)).status).toBe(404);
    expect((await stranger.get(`/customers/${id}/data`)).status).toBe(404);
    expect((await api.get(`/customers/${id}`)).body).toMatchObject({ email: words.email });
  });
});
