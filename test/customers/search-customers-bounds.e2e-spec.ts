import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { sessions } from '../support/sessions.js';
import { until } from '../support/until.js';

describe('a search that cannot go on', () => {
  let service: TestService;
  let api: ApiClient;
  let holder: Client;

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
    api = await service.business();
    await insertCustomerRows(service.database, api.businessId, [customerRow(Date.UTC(2026, 0, 1))]);
    holder = new Client({ connectionString: service.database.url });
    await holder.connect();
  });
  afterAll(async () => {
    await holder.end();
    await service.stop();
  });

  /** No transaction can read customers until it ends. */
  const whileLocked = async (work: () => Promise<void>) => {
    await holder.query('begin; lock table customers in access exclusive mode');
    try {
      await work();
    } finally {
      await holder.query('rollback');
    }
  };

  it.each(['search=acme', 'search=acme&sort_by=name'])('is a 503 after a second: ?%s', async (query) => {
    await whileLocked(async () => {
      const began = performance.now();
      const { status, headers } = await api.get(`/customers?${query}`);
      expect(status).toBe(503);
      expect(headers.get('retry-after')).not.toBeNull();
      // Far below what a statement may take.
      expect(performance.now() - began).toBeLessThan(8_000);
    });
    expect((await api.get(`/customers?${query}`)).status).toBe(200);
  });

  const waiting = async () => {
    const [row] = await service.database.sql<{ count: number }>(
      `select count(*)::integer as count from ${sessions}
       where datname = current_database() and wait_event_type = 'Lock' and query like '%customers_search%'`,
    );
    return row?.count ?? 0;
  };

  it('leaves connections to the others of its process, and all are answered in the end', async () => {
    const answers: Promise<{ status: number }>[] = [];
    await whileLocked(async () => {
      answers.push(...Array.from({ length: 12 }, () => api.get('/customers?search=acme')));
      await until(waiting, (count) => count === 4, 5_000);
      // The pool has ten connections: what needs none of the customers goes on.
      expect((await api.get('/payment-terms')).status).toBe(200);
      expect(await waiting()).toBeLessThanOrEqual(4);
    });
    for (const { status } of await Promise.all(answers)) expect([200, 503]).toContain(status);
    expect((await api.get('/customers?search=acme')).status).toBe(200);
  });

  it('is a 503 at once where too many wait already', async () => {
    let refused = 0;
    const answers: Promise<void>[] = [];
    const search = async () => {
      const { body } = await api.get('/customers?search=acme');
      if (String(body['detail']).startsWith('Too many searches')) refused += 1;
    };
    await whileLocked(async () => {
      answers.push(...Array.from({ length: 4 + 64 + 5 }, search));
      await until(
        async () => refused,
        (count) => count === 5,
        10_000,
      );
    });
    await Promise.all(answers);
    expect(refused).toBe(5);
  });
});
