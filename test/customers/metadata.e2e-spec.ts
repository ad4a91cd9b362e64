import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { merge } from '../merge/support.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';

const customer = { name: 'Acme', email: 'billing@acme.example.com' };

describe('the metadata of a customer', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
  });
  afterAll(() => service.stop());

  const create = async (metadata: unknown) => api.post('/customers', { ...customer, metadata });
  const storedOf = async (id: unknown) => {
    const [row] = await service.database.sql<{ metadata: Json | null }>(
      'select metadata from customers where business_id = $1 and id = $2',
      [api.businessId, id],
    );
    return row?.metadata;
  };

  it('are stored, and merged key by key', async () => {
    const { status, body } = await create({ plan: 'pro', seats: 12.5, 'a.b-c_D': true, gone: null });
    expect([status, body['metadata']]).toEqual([201, { plan: 'pro', seats: 12.5, 'a.b-c_D': true }]);
    const path = `/customers/${String(body['id'])}`;
    const { body: changed } = await api.put(path, { metadata: { seats: 13, plan: null } });
    expect(changed['metadata']).toEqual({ seats: 13, 'a.b-c_D': true });
    expect(await storedOf(body['id'])).toEqual({ seats: 13, 'a.b-c_D': true });
    const { body: same } = await api.put(path, { metadata: { seats: 13, other: null } });
    expect(same).toEqual(changed);
    const { body: cleared } = await api.put(path, { metadata: null });
    expect(cleared).not.toHaveProperty('metadata');
    expect(await storedOf(body['id'])).toBeNull();
    const { body: events } = await api.get(`/events?entity_id=${String(body['id'])}`);
    expect((events['items'] as Json[]).map(({ changes }) => changes)).toMatchObject([
      { 'metadata.plan': [null, 'pro'], 'metadata.seats': [null, 12.5], 'metadata.a.b-c_D': [null, true] },
      { 'metadata.seats': [12.5, 13], 'metadata.plan': ['pro', null] },
      { 'metadata.seats': [13, null], 'metadata.a.b-c_D': [true, null] },
    ]);
    expect((events['items'] as Json[])[2]?.['data']).not.toHaveProperty('metadata');
  });

  it('list the change of each key, whatever its name is', async () => {
    const { body } = await create({ contacts: 'a', updated_at: 'b' });
    const { body: events } = await api.get(`/events?entity_id=${String(body['id'])}`);
    expect((events['items'] as Json[])[0]?.['changes']).toMatchObject({
      'metadata.contacts': [null, 'a'],
      'metadata.updated_at': [null, 'b'],
    });
  });

  it('are absent where an object without keys was sent', async () => {
    expect((await create({})).body).not.toHaveProperty('metadata');
    expect((await create(null)).body).not.toHaveProperty('metadata');
  });

  it.each([
    [['text'], 'dict_type', []],
    ['text', 'dict_type', []],
    [{ 'a b': 1 }, 'string_pattern_mismatch', ['a b']],
    [{ ['k'.repeat(41)]: 1 }, 'string_pattern_mismatch', ['k'.repeat(41)]],
    [{ '': 1 }, 'string_pattern_mismatch', ['']],
    [{ plan: ['pro'] }, 'value_error', ['plan']],
    [{ plan: {} }, 'value_error', ['plan']],
    [{ plan: 'x'.repeat(501) }, 'string_too_long', ['plan']],
    [{ plan: 'a\0b' }, 'string_unicode', ['plan']],
    [Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, n])), 'too_long', []],
    [Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`k${n}`, 'ü'.repeat(400)])), 'value_error', []],
  ])('refuse %j', async (metadata, type, key) => {
    const { status, body } = await create(metadata);
    expect([status, (body['detail'] as Json[])[0]]).toMatchObject([
      422,
      { type, loc: ['body', 'metadata', ...key] },
    ]);
  });

  it('refuse a number that JSON readers would round', async () => {
    const { status, text } = await api.post('/customers', undefined, {
      raw: `{"name":"A","email":"a@example.com","metadata":{"id":12345678901234567890}}`,
      headers: { 'content-type': 'application/json' },
    });
    expect([status, text]).toEqual([422, expect.stringContaining('"loc":["body","metadata","id"]')]);
  });

  it('refuse a change after which they would not fit', async () => {
    const { body } = await create(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, n])));
    const path = `/customers/${String(body['id'])}`;
    const { status, body: refused } = await api.put(path, { metadata: { one: 1 } });
    expect([status, refused]).toEqual([
      422,
      {
        detail: [
          {
            type: 'value_error',
            loc: ['body', 'metadata'],
            msg: 'Value error, the metadata of a customer has at most 50 keys and 16 KiB',
            input: { one: 1 },
            ctx: { error: 'the metadata of a customer has at most 50 keys and 16 KiB' },
          },
        ],
      },
    ]);
    expect((await api.put(path, { metadata: { one: 1, k0: null } })).status).toBe(200);
    expect(Object.keys((await storedOf(body['id'])) ?? {})).toHaveLength(50);
  });

  it('refuse numbers whose digits would not fit, also with an idempotency key', async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 50 }, (_, n) => [`${'k'.repeat(30)}${n}`, 1e-300]),
    );
    for (const headers of [{}, { 'idempotency-key': 'digits' }]) {
      const { status, body } = await api.post('/customers', { ...customer, metadata }, { headers });
      expect([status, (body['detail'] as Json[])[0]]).toMatchObject([422, { loc: ['body', 'metadata'] }]);
    }
  });

  it('fill the keys that the survivor of a merge does not have', async () => {
    const ids = [];
    for (const metadata of [{ a: 1 }, { a: 2, b: 2 }, { b: 3, c: 3 }])
      ids.push(String((await create(metadata)).body['id']));
    const [survivor = '', ...others] = ids;
    expect((await merge(api, survivor, others)).body['metadata']).toEqual({ a: 1, b: 2, c: 3 });
    expect(await storedOf(survivor)).toEqual({ a: 1, b: 2, c: 3 });
  });
});
