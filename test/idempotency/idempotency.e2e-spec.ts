import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';

const acme = { name: 'Acme', email: 'billing@acme.example.com' };

describe('Idempotency-Key', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
  });
  afterAll(() => service.stop());

  const create = (key: string, json: unknown = acme, client = api) =>
    client.post('/customers', json, { headers: { 'idempotency-key': key } });
  const customersNamed = (name: string) =>
    service.database.sql<{ id: string }>('select id from customers where name = $1', [name]);

  it('replays the status, the headers and the body of the first answer', async () => {
    const key = randomUUID();
    const first = await create(key, { ...acme, name: 'Replayed' });
    const again = await create(key, { email: acme.email, name: 'Replayed' });
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await customersNamed('Replayed')).toHaveLength(1);
  });

  it('replays a long answer, of any characters, byte for byte', async () => {
    const key = randomUUID();
    const request = { ...acme, notes: 'Zahlt "bar" \\ 🏢\u001f\u007f\u2028'.repeat(300) };
    const first = await create(key, request);
    const again = await create(key, request);
    expect(first.body).toMatchObject(request);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
  });

  it('refuses another body under the same key with 422 at the header', async () => {
    const key = randomUUID();
    await create(key);
    const other = await create(key, { ...acme, name: 'Another' });
    expect(other.status).toBe(422);
    expect(other.body['detail']).toEqual([
      expect.objectContaining({ type: 'value_error', loc: ['header', 'idempotency-key'], input: key }),
    ]);
    expect(await customersNamed('Another')).toHaveLength(0);
  });

  it('takes the same key in another business, and on another route, for another request', async () => {
    const key = randomUUID();
    const other = await service.business();
    const mine = await create(key);
    const theirs = await create(key, acme, other);
    expect(theirs.status).toBe(201);
    expect(theirs.body['id']).not.toBe(mine.body['id']);
    const restored = await api.post(`/customers/${String(mine.body['id'])}/restore`, undefined, {
      headers: { 'idempotency-key': key },
    });
    expect(restored.status).toBe(200);
    expect(restored.headers.get('idempotency-replayed')).toBeNull();
  });

  it('creates one customer from twenty requests at once: each gets the one answer, or a 409', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => create(key, { ...acme, name: 'Racing' })),
    );
    expect(await customersNamed('Racing')).toHaveLength(1);
    const created = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(created.length).toBeGreaterThan(0);
    expect(new Set(created.map(({ text }) => text)).size).toBe(1);
    expect(refused.map(({ status, body }) => [status, body['detail']])).toEqual(
      refused.map(() => [409, 'A request with this Idempotency-Key is still in flight']),
    );
    expect((await create(key, { ...acme, name: 'Racing' })).headers.get('idempotency-replayed')).toBe('true');
  });

  it('answers 409 while the first request still runs', async () => {
    const key = randomUUID();
    const owner = new Client({ connectionString: service.database.url });
    await owner.connect();
    try {
      await owner.query('begin');
      await owner.query('lock table customers in exclusive mode');
      const first = create(key);
      let waiting = 0;
      while (waiting === 0) {
        const { rows } = await owner.query<{ waiting: number }>(
          `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        waiting = rows[0]?.waiting ?? 0;
      }
      expect((await create(key)).status).toBe(409);
      await owner.query('rollback');
      expect((await first).status).toBe(201);
    } finally {
      await owner.end();
    }
  });

  it('stores nothing of a request that failed', async () => {
    const key = randomUUID();
    expect((await create(key, { name: 'No email' })).status).toBe(422);
    expect((await create(key, { ...acme, default_payment_term_id: randomUUID() })).status).toBe(400);
    expect((await create(key)).status).toBe(201);
  });

  it('stores nothing of a request that the service has failed of, so that it can be sent again', async () => {
    const key = randomUUID();
    const request = { ...acme, name: 'Failed once' };
    await service.database.sql(
      `alter table idempotency_keys add constraint never check (body not like '%Failed once%')`,
    );
    expect((await create(key, request)).status).toBe(500);
    await service.database.sql('alter table idempotency_keys drop constraint never');
    expect(await customersNamed('Failed once')).toHaveLength(0);
    const again = await create(key, request);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect(await customersNamed('Failed once')).toHaveLength(1);
  });

  it('forgets an answer after 24 hours', async () => {
    const key = randomUUID();
    const first = await create(key);
    await service.database.sql(
      `update idempotency_keys set created_at = now() - interval '24 hours' where key = $1`,
      [key],
    );
    const later = await create(key);
    expect(later.status).toBe(201);
    expect(later.body['id']).not.toBe(first.body['id']);
  });

  it.each([
    ['', 'string_too_short'],
    ['x'.repeat(256), 'string_too_long'],
    ['two words', 'string_pattern_mismatch'],
    ['schlüssel', 'string_pattern_mismatch'],
  ])('refuses the key %j with %s', async (key, type) => {
    const refused = await create(key);
    expect(refused.status).toBe(422);
    expect(refused.body['detail']).toEqual([
      expect.objectContaining({ type, loc: ['header', 'idempotency-key'] }),
    ]);
  });

  it('takes a key of 255 characters', async () => {
    expect((await create('k'.repeat(255))).status).toBe(201);
  });
});
