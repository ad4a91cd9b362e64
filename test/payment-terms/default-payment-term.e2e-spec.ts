import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

describe('the default payment term', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
  });
  beforeEach(async () => {
    api = await service.business();
  });
  afterAll(() => service.release());

  const defaults = () =>
    service.database.sql<{ id: string }>(
      'select id from payment_terms where business_id = $1 and is_default',
      [api.businessId],
    );
  const create = (fields: Json = {}) =>
    api.post('/payment-terms', { name: 'Net 30', days_until_due: 30, ...fields });

  it('is a 404 if the business has none', async () => {
    await create();
    const { status, body } = await api.get('/payment-terms/default');
    expect({ status, body }).toEqual({ status: 404, body: { detail: 'Payment term not found' } });
  });

  it('has a path that is not an id', async () => {
    const created = await create({ is_default: true });
    const read = await api.get('/payment-terms/default');
    expect({ status: read.status, text: read.text }).toEqual({ status: 200, text: created.text });
    expect(read.headers.get('etag')).toBe(created.headers.get('etag'));
  });

  it('is one after twenty were created at once', async () => {
    const created = await times(20, (index) => create({ name: `Term ${index}`, is_default: true }));
    expect(created.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(created.every(({ body }) => body['is_default'] === true)).toBe(true);
    expect(await defaults()).toHaveLength(1);
  });

  it('is one after each of twenty was made it at once, created and seeded among them', async () => {
    const terms = await times(20, (index) => create({ name: `Term ${index}` }));
    const answers = await times(20, async (index) => {
      const answer = await api.put(`/payment-terms/${String(terms[index]?.body['id'])}`, {
        is_default: true,
      });
      if (index % 5 === 0) await create({ is_default: true });
      if (index % 7 === 0) await api.post('/payment-terms/seed-defaults');
      return answer;
    });
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(await defaults()).toHaveLength(1);
  });

  it('is one or none after twenty were made it and deactivated at once', async () => {
    const terms = await times(4, (index) => create({ name: `Term ${index}` }));
    const answers = await times(20, (index) => {
      const path = `/payment-terms/${String(terms[index % 4]?.body['id'])}`;
      return index % 3 === 0 ? api.delete(path) : api.put(path, { is_default: true, is_active: true });
    });
    expect(answers.filter(({ status }) => status !== 200 && status !== 204)).toEqual([]);
    expect((await defaults()).length).toBeLessThanOrEqual(1);
  });

  it('of one business is not that of another', async () => {
    const created = await create({ is_default: true });
    const other = await service.business();
    expect((await other.get('/payment-terms/default')).status).toBe(404);
    const others = await other.post('/payment-terms', { name: 'x', days_until_due: 1, is_default: true });
    expect(others.status).toBe(201);
    expect((await api.get('/payment-terms/default')).text).toBe(created.text);
  });
});
