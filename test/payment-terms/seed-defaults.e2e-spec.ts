import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const usual = [
  ['Due on receipt', 0, null, null, false],
  ['Net 7', 7, null, null, false],
  ['Net 15', 15, null, null, false],
  ['Net 30', 30, null, null, true],
  ['Net 45', 45, null, null, false],
  ['Net 60', 60, null, null, false],
  ['Net 90', 90, null, null, false],
  ['2/10 Net 30', 30, 2, 10, false],
];

const summary = (terms: readonly Json[]) =>
  terms.map((term) => [
    term['name'],
    term['days_until_due'],
    term['discount_percent'],
    term['discount_days'],
    term['is_default'],
  ]);

describe('POST /payment-terms/seed-defaults', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
  });
  beforeEach(async () => {
    api = await service.business();
  });
  afterAll(() => service.release());

  const seed = async () => {
    const { status, text, headers } = await api.post('/payment-terms/seed-defaults');
    expect(status).toBe(201);
    expect(headers.get('location')).toBeNull();
    return JSON.parse(text) as Json[];
  };
  const stored = () =>
    service.database.sql<Json>('select * from payment_terms where business_id = $1 order by id', [
      api.businessId,
    ]);

  it('makes the usual payment terms, Net 30 the default, and answers with them', async () => {
    const seeded = await seed();
    expect(summary(seeded)).toEqual(usual);
    expect(seeded.every((term) => term['is_active'] === true && term['business_id'] === api.businessId)).toBe(
      true,
    );
    expect(await stored()).toEqual(seeded);
    expect((await api.get('/payment-terms/default')).body).toEqual(seeded[3]);
  });

  it('changes nothing the second time', async () => {
    const seeded = await seed();
    expect(await seed()).toEqual(seeded);
    expect(await stored()).toEqual(seeded);
  });

  it('makes each of them once when twenty ask at once, and answers all of them alike', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, seed));
    const rows = await stored();
    expect(summary(rows)).toEqual(usual);
    for (const answer of answers) expect(answer).toEqual(rows);
  });

  it('leaves a payment term that has one of the names, and a default that there is, as they are', async () => {
    const own = await api.post('/payment-terms', { name: 'NET 30', days_until_due: 31 });
    const standing = await api.post('/payment-terms', { name: 'Ours', days_until_due: 3, is_default: true });
    const seeded = await seed();
    expect(seeded).toHaveLength(8);
    expect(seeded[3]).toEqual(own.body);
    expect(seeded.filter((term) => term['is_default'] === true)).toEqual([]);
    expect(await stored()).toHaveLength(9);
    expect((await api.get('/payment-terms/default')).text).toBe(standing.text);
  });

  it('restores neither a deactivated term nor a removed default', async () => {
    const seeded = await seed();
    await api.delete(`/payment-terms/${String(seeded[3]?.['id'])}`);
    const again = await seed();
    expect(again[3]).toMatchObject({ id: seeded[3]?.['id'], is_active: false, is_default: false });
    expect((await api.get('/payment-terms/default')).status).toBe(404);
    expect(await stored()).toHaveLength(8);
  });

  it('answers with the active one, then the oldest, of several that have the name', async () => {
    const names = { name: 'Net 7', days_until_due: 7 };
    await api.post('/payment-terms', { ...names, is_active: false });
    const second = await api.post('/payment-terms', names);
    await api.post('/payment-terms', names);
    expect((await seed())[1]).toEqual(second.body);
  });
});
