import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const firstDay = Date.UTC(2026, 0, 1);
const numbered = (count: number, name: (n: string) => string) =>
  Array.from({ length: count }, (_, n) => name(String(n).padStart(4, '0')));

/** Of the order of names, the first 2,500 know nothing of the word that the newest have. */
const others = numbered(2_500, (n) => `Aardvark ${n}`);
const begun = numbered(70, (n) => `Mitherley ${n}`);
const within = numbered(130, (n) => `Smithers ${n}`);

describe('a search for a word that only names late in the order have', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    const rows = [...others, ...within, ...begun].map((name, n) =>
      customerRow(firstDay + n * 1_000, { name }),
    );
    await insertCustomerRows(service.database, api.businessId, rows);
  });
  afterAll(() => service.release());

  const page = async (query: string) => {
    const { status, body } = await api.get(`/customers?search=mither&limit=30${query}`);
    expect(status).toBe(200);
    const names = (body['items'] as Json[]).map(({ name }) => name);
    return { names, next: body['next_cursor'] as string | null, prev: body['prev_cursor'] as string | null };
  };

  it('has what begins with it first, then what holds it, page by page in both directions', async () => {
    const forth: unknown[][] = [];
    for (let query = ''; ;) {
      const { names, next } = await page(query);
      forth.push(names);
      if (next === null) break;
      query = `&cursor=${next}`;
    }
    expect(forth.flat()).toEqual([...begun, ...within]);

    const back: unknown[][] = [];
    for (let query = '&direction=prev'; ;) {
      const { names, prev } = await page(query);
      back.unshift(names);
      if (prev === null) break;
      query = `&direction=prev&cursor=${prev}`;
    }
    expect(back.flat()).toEqual([...begun, ...within]);
  });

  it('finds them with a filter too, and not those that were deleted', async () => {
    await service.database.sql(
      `update customers set status = 'blocked' where business_id = $1 and name like '%0'`,
      [api.businessId],
    );
    const blocked = [...begun, ...within].filter((name) => name.endsWith('0'));
    expect((await page('&status=blocked')).names).toEqual(blocked);
    await service.database.sql(
      `update customers set deleted_at = now() where business_id = $1 and name like '%5'`,
      [api.businessId],
    );
    const left = [...begun, ...within].filter((name) => !name.endsWith('5'));
    expect((await page('')).names).toEqual(left.slice(0, 30));
  });
});
