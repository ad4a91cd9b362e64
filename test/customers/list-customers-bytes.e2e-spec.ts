import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const maxBytes = 8 * 1_048_576;
const count = 500;

describe('a page of large customers', () => {
  let service: SharedService;
  let api: ApiClient;
  let ids: readonly string[];

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    const rows = Array.from({ length: count }, (_, n) => customerRow(Date.now() - n * 1_000));
    ids = rows.map(({ id }) => id);
    await insertCustomerRows(service.database, api.businessId, rows);
    // Four bytes a character: 40 KB of notes.
    await service.database.sql(
      `update customers set notes = repeat('\u{1F600}', 10000) where business_id = $1`,
      [api.businessId],
    );
  });
  afterAll(() => service.release());

  const walk = async (direction: 'next' | 'prev') => {
    const pages: string[][] = [];
    let cursor: string | null = null;
    do {
      const at: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { status, text, body } = await api.get(`/customers?limit=1000&direction=${direction}${at}`);
      expect([status, body['limit']]).toEqual([200, 1_000]);
      expect(Buffer.byteLength(text)).toBeLessThan(maxBytes + 4_096);
      pages.push((body['items'] as { id: string }[]).map(({ id }) => id));
      expect(body[`has_${direction}`]).toBe(body[`${direction}_cursor`] !== null);
      cursor = body[`${direction}_cursor`] as string | null;
    } while (cursor !== null);
    return pages;
  };

  it('ends at 8 MiB, and the next page continues after it', async () => {
    const pages = await walk('next');
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.flat()).toEqual(ids);
  });

  it('ends at 8 MiB backwards, too', async () => {
    const pages = await walk('prev');
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.toReversed().flat()).toEqual(ids);
  });

  it('has one customer in any case', async () => {
    const other = await service.business();
    const rows = [customerRow(Date.now()), customerRow(Date.now() - 1_000)];
    await insertCustomerRows(service.database, other.businessId, rows);
    await service.database.sql(
      `insert into customer_contacts (business_id, customer_id, id, name, notes, created_at, updated_at)
       select c.business_id, c.id, gen_random_uuid(), 'Grace', repeat('a', 10000), now(), now()
       from customers c, generate_series(1, 1000) where c.business_id = $1`,
      [other.businessId],
    );
    const first = await other.get('/customers?limit=2');
    expect(first.body).toMatchObject({ items: [{ id: rows[0]?.id }], has_next: true, has_prev: false });
    const second = await other.get(`/customers?limit=2&cursor=${String(first.body['next_cursor'])}`);
    expect(second.body).toMatchObject({ items: [{ id: rows[1]?.id }], has_next: false, has_prev: true });
  });
});
