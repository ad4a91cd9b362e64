import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import type { Page } from '../../src/resource/lists/page.js';
import { type SharedService, shareService } from '../support/shared-service.js';

describe('GET /payment-terms', () => {
  let service: SharedService;
  let api: ApiClient;
  /** In the order of their creation; the third is deactivated. */
  const terms: Json[] = [];

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    for (const [name, days_until_due] of [
      ['net 30', 30],
      ['Net 7', 7],
      ['Old', 90],
      ['Äußerst', 7],
      ['Net 15', 15],
    ]) {
      const { body } = await api.post('/payment-terms', { name, days_until_due });
      terms.push(body);
    }
    await api.delete(`/payment-terms/${String(terms[2]?.['id'])}`);
    terms[2] = (await api.get(`/payment-terms/${String(terms[2]?.['id'])}`)).body;
  });
  afterAll(() => service.release());

  const list = async (query: string) => {
    const { status, body } = await api.get(`/payment-terms${query}`);
    expect(status).toBe(200);
    return body as unknown as Page<Json>;
  };
  const at = (...indexes: number[]) => indexes.map((index) => terms[index]);
  const walk = async (query: string, key: 'next_cursor' | 'prev_cursor' = 'next_cursor') => {
    const names: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await list(cursor === '' ? query : `${query}&cursor=${cursor}`);
      const found = page.items.map((term) => term['name']);
      names.push(...(key === 'prev_cursor' ? found.toReversed() : found));
      cursor = page[key];
    }
    return names;
  };

  it('answers with a page of the active ones, newest first', async () => {
    expect(await list('')).toEqual({
      items: at(4, 3, 1, 0),
      total: null,
      limit: 50,
      next_cursor: null,
      prev_cursor: null,
      has_next: false,
      has_prev: false,
    });
  });

  it('lists the deactivated ones too with active_only=false, and counts what it lists', async () => {
    expect(await list('?active_only=false&include_total_count=true')).toMatchObject({
      items: at(4, 3, 2, 1, 0),
      total: 5,
    });
    expect(await list('?active_only=true&include_total_count=true&limit=1')).toMatchObject({
      items: at(4),
      total: 4,
      has_next: true,
    });
  });

  it.each([
    ['created_at', ['net 30', 'Net 7', 'Old', 'Äußerst', 'Net 15']],
    ['name', ['Net 15', 'net 30', 'Net 7', 'Old', 'Äußerst']],
    ['days_until_due', ['Net 7', 'Äußerst', 'Net 15', 'net 30', 'Old']],
    ['updated_at', ['net 30', 'Net 7', 'Äußerst', 'Net 15', 'Old']],
  ])('walks in the order by %s, forwards and backwards, two at a time', async (sort, names) => {
    const query = `?active_only=false&limit=2&sort_by=${sort}`;
    expect(await walk(`${query}&descending=false`)).toEqual(names);
    expect(await walk(`${query}&descending=true`)).toEqual(names.toReversed());
    expect(await walk(`${query}&descending=false&direction=prev`, 'prev_cursor')).toEqual(names.toReversed());
  });

  it('sends the fields of a payment term and no other, whatever the order', async () => {
    expect((await list('?sort_by=name&descending=false')).items).toEqual(at(4, 0, 1, 3));
  });

  it('refuses a cursor of another list', async () => {
    const { next_cursor } = await list('?limit=1');
    const { status, body } = await api.get(`/payment-terms?active_only=false&cursor=${String(next_cursor)}`);
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['query', 'cursor'] }] },
    });
  });

  it('refuses invalid parameter values', async () => {
    const { status, body } = await api.get('/payment-terms?active_only=perhaps&limit=0&sort_by=email');
    expect(status).toBe(422);
    expect(body['detail']).toMatchObject([
      { type: 'greater_than_equal', loc: ['query', 'limit'] },
      { type: 'bool_parsing', loc: ['query', 'active_only'] },
      { type: 'enum', loc: ['query', 'sort_by'] },
    ]);
  });

  it("holds a business's own payment terms only", async () => {
    const other = await service.business();
    expect((await other.get('/payment-terms?active_only=false')).body['items']).toEqual([]);
  });
});
