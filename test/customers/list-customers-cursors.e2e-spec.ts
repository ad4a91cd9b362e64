import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';

type Query = Readonly<Record<string, string>>;

const refused = (input: string) => ({
  status: 422,
  body: {
    detail: [
      {
        type: 'value_error',
        loc: ['query', 'cursor'],
        msg: 'Value error, the cursor is damaged, or was made with other filters or another order',
        input,
        ctx: { error: 'the cursor is damaged, or was made with other filters or another order' },
      },
    ],
  },
});

describe('the cursors of GET /customers', () => {
  let service: SharedService;
  let api: ApiClient;
  let cursor: string;

  const baseQuery: Query = { sort_by: 'name', status: 'active', limit: '1' };

  const list = (query: Query, client = api) =>
    client.get(`/customers?${new URLSearchParams(query).toString()}`);

  const cursorOf = async (query: Query): Promise<string> => {
    const { status, body } = await list(query);
    expect(status).toBe(200);
    return String(body['next_cursor']);
  };

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    const rows = Array.from({ length: 3 }, (_, n) => customerRow(Date.UTC(2026, 0, 1) + n, { name: `${n}` }));
    await insertCustomerRows(service.database, api.businessId, rows);
    cursor = await cursorOf(baseQuery);
  });
  afterAll(() => service.release());

  const answerTo = async (query: Query, client = api) => {
    const { status, body } = await list(query, client);
    return { status, body };
  };

  it('holds for another limit, another direction and with a count', async () => {
    for (const change of [{ limit: '2' }, { direction: 'prev' }, { include_total_count: 'true' }]) {
      const { status } = await list({ ...baseQuery, cursor, ...change });
      expect(status).toBe(200);
    }
  });

  it('is refused if any of its characters is another', async () => {
    for (const index of cursor.split('').keys()) {
      const original = cursor.charCodeAt(index);
      // The neighbours too: the last character of base64 holds bits that decode to nothing.
      for (const code of [original ^ 1, original ^ 2, 0x41, 0x7a, 0x2d, 0x2e, 0x20]) {
        if (code === original) continue;
        const damaged = cursor.slice(0, index) + String.fromCharCode(code) + cursor.slice(index + 1);
        expect(await answerTo({ ...baseQuery, cursor: damaged })).toEqual(refused(damaged));
      }
    }
  });

  it('is refused if its last character is any other of the alphabet', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const character of alphabet) {
      const damaged = cursor.slice(0, -1) + character;
      if (damaged === cursor) continue;
      expect(await answerTo({ ...baseQuery, cursor: damaged })).toEqual(refused(damaged));
    }
  });

  it.each([
    ['empty', () => ''],
    ['shortened by its first character', () => cursor.slice(1)],
    ['shortened by its last character', () => cursor.slice(0, -1)],
    ['followed by something', () => `${cursor}A`],
    ['preceded by a space', () => ` ${cursor}`],
    ['padded', () => `${cursor}=`],
    ['without its signature', () => cursor.replace(/\..*/, '')],
    ['without its place', () => cursor.replace(/.*\./, '.')],
    ['twice', () => `${cursor}.${cursor}`],
    ['an id', () => crypto.randomUUID()],
    ['not ASCII', () => 'é🏢'],
    ['long', () => 'A'.repeat(4_200)],
  ])('is refused if it is %s', async (_, make) => {
    const damaged = make();
    expect(await answerTo({ ...baseQuery, cursor: damaged })).toEqual(refused(damaged));
  });

  it('is a string_too_long beyond 4200 characters', async () => {
    const { status, body } = await list({ ...baseQuery, cursor: 'A'.repeat(4_201) });
    expect({ status, body }).toMatchObject({ status: 422, body: { detail: [{ type: 'string_too_long' }] } });
  });

  it.each([
    ['another order', { sort_by: 'email' }],
    ['the default order', { sort_by: 'created_at' }],
    ['the opposite order', { descending: 'false' }],
    ['another status', { status: 'blocked' }],
    ['a category', { category: 'Retail' }],
    ['an email', { email: 'billing@acme.example.com' }],
    ['an id', { id: crypto.randomUUID() }],
    ['deleted customers', { include_deleted: 'true' }],
    ['a created_after', { created_after: '2026-01-01' }],
    ['a created_before', { created_before: '2027-01-01' }],
    ['an updated_after', { updated_after: '2026-01-01' }],
    ['an updated_before', { updated_before: '2027-01-01' }],
  ])('is refused in a list with %s', async (_, change) => {
    expect(await answerTo({ ...baseQuery, cursor, ...change })).toEqual(refused(cursor));
  });

  it('is refused in a list without one of its filters', async () => {
    expect(await answerTo({ sort_by: 'name', cursor })).toEqual(refused(cursor));
  });

  it('is refused in another business', async () => {
    const other = await service.business();
    const own = await service.client([api.businessId]);
    expect(await answerTo({ ...baseQuery, cursor }, other)).toEqual(refused(cursor));
    expect(await answerTo({ ...baseQuery, cursor }, own)).toMatchObject({ status: 200 });
  });

  it('is refused in the list of another resource', async () => {
    const { body } = await api.get('/payment-terms');
    expect(body).toHaveProperty('items');
    const plain = await cursorOf({ limit: '1' });
    const { status, body: refusal } = await api.get(`/payment-terms?cursor=${plain}`);
    expect({ status, body: refusal }).toEqual(refused(plain));
  });

  it('holds where its row has the longest name there can be', async () => {
    const business = await service.business();
    for (const character of ['🏢', '"', '\u0001', 'İ']) {
      await business.post('/customers', { name: `x${character.repeat(253)}x`, email: 'long@example.com' });
    }
    let cursors = 0;
    let next: string | undefined;
    do {
      const query = { sort_by: 'name', limit: '1', ...(next === undefined ? {} : { cursor: next }) };
      const { status, body } = await list(query, business);
      expect(status).toBe(200);
      expect(body['items']).toHaveLength(1);
      next = typeof body['next_cursor'] === 'string' ? body['next_cursor'] : undefined;
      cursors += 1;
    } while (next !== undefined);
    expect(cursors).toBe(4);
  });
});
