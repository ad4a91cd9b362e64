import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';

/** In the expected order: by the folded name, equal ones by the name itself. */
const inOrder = [
  // Nothing to compare: signs only.
  '!!!',
  '3M',
  // Case, accents, width and punctuation at the start do not count.
  'Acme',
  'acme',
  'ＡＣＭＥ',
  '«Acme» Trading',
  'Acme Über',
  'Arzt Berlin',
  'Ärzte Hamburg',
  'arzttasche',
  'Straße',
  'Strassenbau',
  'Zebra',
  'Ήλιος',
  'ήλιος 2',
  'Ωμέγα',
  'Алмаз',
  'Елка',
  'Ёлкин',
  'Елкина',
  'Яхта',
  // Hiragana, katakana and half-width ones are the same.
  'かがく',
  'カガク 2',
  'ｶｶﾞｸ 3',
  'さくら',
  '東京',
  '(주)삼성',
  '😀',
];

describe('GET /customers?sort_by=name', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    const rows = inOrder
      .map((name, n) => customerRow(Date.UTC(2026, 0, 1) + ((n * 7) % inOrder.length), { name }))
      .toSorted((a, b) => Number(a.id > b.id) - Number(a.id < b.id));
    await insertCustomerRows(service.database, api.businessId, rows);
  });
  afterAll(() => service.release());

  const walk = async (limit: number, descending: boolean) => {
    const names: string[] = [];
    let cursor: unknown = null;
    do {
      const query = new URLSearchParams({
        sort_by: 'name',
        descending: String(descending),
        limit: String(limit),
        ...(typeof cursor === 'string' ? { cursor } : {}),
      });
      const { status, body } = await api.get(`/customers?${query.toString()}`);
      expect(status).toBe(200);
      names.push(...(body['items'] as { name: string }[]).map(({ name }) => name));
      cursor = body['next_cursor'];
    } while (cursor !== null);
    return names;
  };

  it.each([1, 4, 100])('is by the folded name, then by the name itself, in pages of %d', async (limit) => {
    expect(await walk(limit, false)).toEqual(inOrder);
    expect(await walk(limit, true)).toEqual(inOrder.toReversed());
  });

  it('is by the id where the names are the same', async () => {
    const business = await service.business();
    const rows = Array.from({ length: 5 }, (_, n) => customerRow(Date.UTC(2026, 0, 1) + n));
    await insertCustomerRows(service.database, business.businessId, rows.toReversed());
    const { body } = await business.get('/customers?sort_by=name&descending=false');
    expect((body['items'] as { id: string }[]).map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  });

  it('continues after a name of the maximum length, with four bytes per character', async () => {
    const business = await service.business();
    const names = ['😀', '😁'].map((emoji) => emoji.repeat(255));
    const rows = names.map((name, n) => customerRow(Date.UTC(2026, 0, 1) + n, { name }));
    await insertCustomerRows(service.database, business.businessId, rows);
    const { body: first } = await business.get('/customers?sort_by=name&descending=false&limit=1');
    const cursor = encodeURIComponent(String(first['next_cursor']));
    const { status, body } = await business.get(
      `/customers?sort_by=name&descending=false&limit=1&cursor=${cursor}`,
    );
    expect({ status, body }).toMatchObject({ status: 200, body: { items: [{ name: names[1] }] } });
  });
});
