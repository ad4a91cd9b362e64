import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from '../../src/resource/lists/page.js';
import type { Token } from '../../src/modules/tokens/token.entity.js';
import type { ApiClient, ApiResponse, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const pageOf = ({ body }: ApiResponse) => body as unknown as Page<Token>;
const idsOf = (response: ApiResponse) => pageOf(response).items.map(({ id }) => id);

const mint = async (client: ApiClient, changes: Json = {}) => {
  const { body } = await client.post('/tokens', {
    name: 'Invoicing',
    owner_email: `${crypto.randomUUID()}@example.com`,
    scopes: ['customers:read'],
    business_ids: [client.businessId],
    ...changes,
  });
  return String(body['id']);
};

describe('GET /tokens', () => {
  let service: SharedService;
  let mine: ApiClient;
  let other: ApiClient;
  /** All that `mine` administers, newest first: its own last. */
  let administered: string[];

  beforeAll(async () => {
    service = await shareService();
    mine = await service.business();
    other = await service.business();
    administered = idsOf(await mine.get('/tokens'));
    for (let count = 0; count < 6; count += 1) {
      administered.unshift(await mint(mine, { business_ids: count % 2 === 0 ? [mine.businessId] : [] }));
      await mint(other);
    }
  });
  afterAll(() => service.release());

  /** The ids of all pages. */
  const walk = async (query: string, which: 'next' | 'prev' = 'next') => {
    const ids: string[] = [];
    let cursor = '';
    for (;;) {
      const answer = await mine.get(`/tokens?${query}&direction=${which}${cursor}`);
      expect(answer.status).toBe(200);
      const page = pageOf(answer);
      const found = page.items.map(({ id }) => id);
      if (which === 'next') ids.push(...found);
      else ids.unshift(...found);
      if (!(which === 'next' ? page.has_next : page.has_prev)) return ids;
      cursor = `&cursor=${which === 'next' ? page.next_cursor : page.prev_cursor}`;
    }
  };

  it('is a page, newest first', async () => {
    const answer = await mine.get('/tokens?limit=3&include_total_count=true');
    expect(answer.body).toEqual({
      items: expect.any(Array),
      total: 7,
      limit: 3,
      next_cursor: expect.any(String),
      prev_cursor: null,
      has_next: true,
      has_prev: false,
    });
    expect(idsOf(answer)).toEqual(administered.slice(0, 3));
    const [first] = pageOf(answer).items;
    expect(first).toEqual((await mine.get(`/tokens/${first?.id}`)).body);
  });

  it('is walked in both directions and orders, each token once', async () => {
    const oldestFirst = administered.toReversed();
    for (const limit of [1, 2, 3, 7, 1000]) {
      expect(await walk(`limit=${limit}`)).toEqual(administered);
      expect(await walk(`limit=${limit}`, 'prev')).toEqual(administered);
      expect(await walk(`limit=${limit}&descending=false`)).toEqual(oldestFirst);
      expect(await walk(`limit=${limit}&descending=false`, 'prev')).toEqual(oldestFirst);
    }
  });

  it('continues after a token that was revoked in the meantime', async () => {
    const ids = [await mint(mine), await mint(mine), await mint(mine)].toReversed();
    const { next_cursor } = pageOf(await mine.get('/tokens?limit=1'));
    for (const id of ids) expect((await mine.delete(`/tokens/${id}`)).status).toBe(204);
    const second = await mine.get(`/tokens?limit=1&cursor=${next_cursor}`);
    expect(idsOf(second)).toEqual(administered.slice(0, 1));
    expect(pageOf(second).has_prev).toBe(false);
  });

  it('takes the filters owner_email, in any case, and business_id', async () => {
    const owner_email = 'Filtered@example.com';
    const both = await service.client([mine.businessId, other.businessId]);
    const here = await mint(both, { owner_email, business_ids: [mine.businessId] });
    const there = await mint(both, { owner_email, business_ids: [other.businessId] });
    const nowhere = await mint(both, { owner_email: 'else@example.com', business_ids: [] });
    const owned = await both.get('/tokens?owner_email=FILTERED@example.com');
    expect(idsOf(owned)).toEqual([there, here]);
    const granted = idsOf(await both.get(`/tokens?business_id=${mine.businessId}&limit=1000`));
    expect(granted).toContain(here);
    expect(granted).not.toContain(there);
    expect(granted).not.toContain(nowhere);
    const one = await both.get(`/tokens?business_id=${mine.businessId}&owner_email=${owner_email}`);
    expect(idsOf(one)).toEqual([here]);
    for (const query of ['owner_email=nobody', 'business_id=x', 'limit=0', 'limit=1001']) {
      expect((await both.get(`/tokens?${query}`)).status).toBe(422);
    }
    for (const id of [here, there, nowhere]) await both.delete(`/tokens/${id}`);
  });

  it('takes a cursor for the token and the filters that it was made for, and no other', async () => {
    const { next_cursor } = pageOf(await mine.get('/tokens?limit=1'));
    expect(await mine.get(`/tokens?limit=2&cursor=${next_cursor}`)).toMatchObject({ status: 200 });
    const elsewhere = [
      await other.get(`/tokens?cursor=${next_cursor}`),
      await mine.get(`/tokens?cursor=${next_cursor}&descending=false`),
      await mine.get(`/tokens?cursor=${next_cursor}&business_id=${mine.businessId}`),
      await mine.get(`/businesses?cursor=${next_cursor}`),
      await mine.get(`/tokens?cursor=${next_cursor}x`),
    ];
    for (const { status, body } of elsewhere) {
      expect(status).toBe(422);
      expect(body['detail']).toMatchObject([{ loc: ['query', 'cursor'] }]);
    }
  });

  it('never shows a token of another business, nor one that is granted for another business too', async () => {
    const wide = await service.client([mine.businessId, other.businessId]);
    const [wideId = ''] = idsOf(await wide.get(`/tokens?limit=1`));
    const ids = await walk('limit=2');
    expect(ids).not.toContain(wideId);
    for (const id of idsOf(await other.get('/tokens?limit=1000'))) expect(ids).not.toContain(id);
    const { total } = pageOf(await mine.get('/tokens?include_total_count=true'));
    expect(total).toBe(ids.length);
  });

  it('says the same of each token to several readers of large pages', async () => {
    const pages = await Promise.all(Array.from({ length: 6 }, () => mine.get('/tokens?limit=1000')));
    for (const page of pages) expect(page.body).toEqual(pages[0]?.body);
  });
});
