import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Business } from '../../src/modules/businesses/business.entity.js';
import type { Page } from '../../src/resource/lists/page.js';
import type { ApiClient } from '../support/api-client.js';
import { type Replica, startReplica } from '../support/replica.js';
import { itInOneProcess } from '../support/one-process.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const customer = { name: 'Acme', email: 'billing@acme.example.com' };
const withoutBusiness = { headers: { 'x-business-id': undefined } };

const found = ({ items }: Page<Business>) => items.map(({ id }) => id);

describe('businesses', () => {
  let service: TestService;
  let replica: Replica;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    replica = await startReplica(service);
    api = await service.business();
  });
  afterAll(async () => {
    await replica.stop();
    await service.stop();
  });

  it('answers 201 with the business, its Location and an ETag, and stores it with its grant', async () => {
    const created = await api.post('/businesses', { name: '  Acme Inc. ' }, withoutBusiness);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{14}7/),
      name: 'Acme Inc.',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updated_at: created.body['created_at'],
    });
    const id = String(created.body['id']);
    expect(created.headers.get('location')).toBe(`/api/v1/businesses/${id}`);
    const read = await api.get(`/businesses/${id}`, withoutBusiness);
    expect(read.status).toBe(200);
    expect(read.text).toBe(created.text);
    expect(read.headers.get('etag')).toBe(created.headers.get('etag'));
    const grants = await service.database.sql<{ name: string; grants: number }>(
      `select b.name, count(g.token_id) as grants from businesses b
       left join token_businesses g on g.business_id = b.id where b.id = $1 group by b.id`,
      [id],
    );
    expect(grants).toEqual([{ name: 'Acme Inc.', grants: 1 }]);
  });

  itInOneProcess(
    'lets the token act in its new business at once here, and within 5 seconds on another replica',
    async () => {
      // Both replicas know the token already, without the new business.
      expect((await replica.as(api).get('/businesses')).status).toBe(200);
      const { body } = await api.post('/businesses', { name: 'New' });
      const headers = { 'x-business-id': String(body['id']) };
      expect((await api.post('/customers', customer, { headers })).status).toBe(201);
      const there = await until(
        () => replica.as(api).post('/customers', customer, { headers }),
        ({ status }) => status !== 403,
        5_000,
      );
      expect(there.status).toBe(201);
    },
  );

  itInOneProcess('sees a new business at once although look-ups of the token were in flight', async () => {
    const racing = await service.business();
    for (let round = 0; round < 10; round++) {
      const [created] = await Promise.all([
        racing.post('/businesses', { name: `Round ${round}` }),
        ...Array.from({ length: 5 }, () => racing.get('/businesses')),
      ]);
      const headers = { 'x-business-id': String(created.body['id']) };
      expect((await racing.post('/customers', customer, { headers })).status).toBe(201);
    }
  });

  it('lists the businesses that the token is granted for, newest first, and no other', async () => {
    const other = await service.business();
    const mine = await service.business();
    const second = await mine.post('/businesses', { name: 'Second' });
    const list = await mine.get('/businesses', withoutBusiness);
    expect(list.status).toBe(200);
    expect(list.body['items']).toEqual([second.body, expect.objectContaining({ id: mine.businessId })]);
    expect(list.text).not.toContain(other.businessId);
  });

  it('is a page, walked in both directions, whose cursor is of the token alone', async () => {
    const mine = await service.business();
    const ids = [mine.businessId];
    for (const name of ['Second', 'Third', 'Fourth']) {
      ids.unshift(String((await mine.post('/businesses', { name })).body['id']));
    }
    const read = async (query: string) => {
      const { status, body } = await mine.get(`/businesses?${query}`, withoutBusiness);
      expect(status).toBe(200);
      return body as unknown as Page<Business>;
    };
    const first = await read('limit=3&include_total_count=true');
    expect(first).toMatchObject({ total: 4, limit: 3, has_next: true, has_prev: false, prev_cursor: null });
    expect(found(first)).toEqual(ids.slice(0, 3));
    const last = await read(`limit=3&cursor=${first.next_cursor}`);
    expect(found(last)).toEqual(ids.slice(3));
    expect(last).toMatchObject({ has_next: false, has_prev: true, next_cursor: null });
    expect(found(await read(`limit=2&direction=prev&cursor=${last.prev_cursor}`))).toEqual(ids.slice(1, 3));
    expect(found(await read('descending=false'))).toEqual(ids.toReversed());
    const other = await service.business();
    const refused = await other.get(`/businesses?cursor=${first.next_cursor}`, withoutBusiness);
    expect(refused.status).toBe(422);
    expect(refused.body['detail']).toMatchObject([{ loc: ['query', 'cursor'] }]);
  });

  it('answers 404 for a business that the token is not granted for as for one that does not exist', async () => {
    const other = await service.business();
    const foreign = await api.get(`/businesses/${other.businessId}`);
    const missing = await api.get('/businesses/019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90');
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual({ detail: 'Business not found' });
    expect(missing.text).toBe(foreign.text);
  });

  it('rejects a name that is empty, too long, or not there', async () => {
    for (const json of [{ name: ' ' }, { name: 'x'.repeat(256) }, {}]) {
      const { status, body } = await api.post('/businesses', json);
      expect(status).toBe(422);
      expect(body['detail']).toEqual([expect.objectContaining({ loc: ['body', 'name'] })]);
    }
  });
});
