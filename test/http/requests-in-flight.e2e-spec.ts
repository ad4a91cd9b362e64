import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { ApiClient } from '../support/api-client.js';
import { head, RawConnection } from '../support/raw-connection.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const timeoutMs = 10_000;
const customer = { name: 'Acme', email: 'billing@acme.example.com' };

const list = (client: ApiClient, limit = 1) => client.get(`/customers?limit=${limit}&status=active`);

describe('requests in flight', () => {
  let service: TestService;
  let owner: Client;
  let api: ApiClient;

  beforeEach(async () => {
    service = await startService({ requestsAtOnce: 2, databaseStatementSeconds: 3_600 }, inOneProcess);
    api = await service.business();
    owner = new Client({ connectionString: service.database.url });
    await owner.connect();
  });
  afterEach(async () => {
    await owner.end();
    await service.stop();
  });

  /** Nothing that reads or writes customers ends before `work` has. */
  const whileHeld = async <T>(work: () => Promise<T>): Promise<T> => {
    await owner.query('begin');
    await owner.query('lock table customers in access exclusive mode');
    try {
      return await work();
    } finally {
      await owner.query('commit');
    }
  };
  /** Besides the service's own look at the sizes of its tables. */
  const waiting = (count: number) =>
    until(
      () =>
        service.database.sql(
          `select from pg_locks l join pg_stat_activity a on a.pid = l.pid
           where not l.granted and l.relation = 'customers'::regclass and a.query !~ 'pg_relation_size|pg_table_size'`,
        ),
      ({ length }) => length === count,
      timeoutMs,
    );

  it('are limited per business, and those of another are answered', async () => {
    const other = await service.business();
    const [held, refused, answered] = await whileHeld(async () => {
      const [first, second] = [list(api), list(api, 2)];
      await waiting(2);
      const colleague = await service.client([api.businessId]);
      return [[first, second], await list(colleague), await other.get('/payment-terms')] as const;
    });
    expect([refused.status, refused.body, refused.headers.get('retry-after')]).toEqual([
      429,
      { detail: 'Too many requests of this business are in flight, please try again' },
      '1',
    ]);
    expect(answered.status).toBe(200);
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await list(api)).status).toBe(200);
  });

  it('are limited per token, over all its businesses', async () => {
    const { businessId } = await service.business();
    const both = await service.client([api.businessId, businessId]);
    const headers = { 'x-business-id': businessId };
    const refused = await whileHeld(async () => {
      const held = [list(both), both.get('/customers?limit=1&status=active', { headers })];
      await waiting(2);
      const answer = await both.get('/businesses');
      return { held, answer };
    });
    expect([refused.answer.status, refused.answer.body]).toEqual([
      429,
      { detail: 'Too many requests of this token are in flight, please try again' },
    ]);
    expect((await Promise.all(refused.held)).map(({ status }) => status)).toEqual([200, 200]);
  });

  /** A request as bytes, to go away from in the middle. */
  const creation = (body: string) => {
    const headers = [
      `authorization: Bearer ${api.token}`,
      `x-business-id: ${api.businessId}`,
      'x-request-id: cut-off',
      'content-type: application/json',
      `content-length: ${body.length}`,
    ];
    return head('POST', '/api/v1/customers', headers) + body;
  };

  it('are so still when the other end has gone, and are logged when they have ended', async () => {
    await whileHeld(async () => {
      for (let count = 1; count <= 2; count += 1) {
        const connection = new RawConnection(api.url);
        connection.send(creation(JSON.stringify(customer)));
        await waiting(count);
        connection.socket.destroy();
        await connection.ended;
      }
      expect((await api.get('/payment-terms')).status).toBe(429);
    });
    await until(
      async () => (await api.get('/payment-terms')).status,
      (status) => status === 200,
      timeoutMs,
    );
    // One that has ended leaves room already; the other may end a moment later.
    const cutOff = await until(
      async () => service.logs.map((line) => JSON.parse(line) as object).filter((line) => 'cut_off' in line),
      ({ length }) => length >= 2,
      timeoutMs,
    );
    expect(cutOff).toHaveLength(2);
    expect(cutOff[0]).toMatchObject({
      request_id: 'cut-off',
      business_id: api.businessId,
      route: '/api/v1/customers',
      status: 201,
      cut_off: true,
    });
    expect(await service.database.sql('select from customers')).toHaveLength(2);
  });

  it('of one connection are answered in order, however many it sends at once', async () => {
    const count = 2_000;
    const ids = Array.from({ length: count }, (_, n) => `n${n}`);
    const connection = new RawConnection(api.url);
    connection.send(ids.map((id) => head('GET', `/${id}`, [`x-request-id: ${id}`])).join(''));
    await until(
      async () => connection.answers.length,
      (length) => length === count,
      timeoutMs,
    );
    connection.socket.destroy();
    expect(connection.answers.map(({ headers }) => headers['x-request-id'])).toEqual(ids);
  });
});
