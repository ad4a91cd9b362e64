import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type Replica, startReplica } from '../support/replica.js';
import { startService, type TestService } from '../support/service.js';
import { sessionId, sessions } from '../support/sessions.js';
import { until } from '../support/until.js';

const size = 40;
const statusesOf = (answers: readonly ApiResponse[]) => answers.map(({ status }) => status);

describe('many writes of one business at once', () => {
  let service: TestService;
  let replica: Replica;
  let api: ApiClient;
  let ids: string[];

  beforeAll(async () => {
    service = await startService();
    replica = await startReplica(service);
  });
  afterAll(async () => {
    await replica.stop();
    await service.stop();
  });

  beforeEach(async () => {
    api = await service.business();
    const rows = Array.from({ length: size }, (_, n) => customerRow(1_750_000_000_000 + n));
    await insertCustomerRows(service.database, api.businessId, rows);
    ids = rows.map(({ id }) => id);
  });

  const note = (id: string, notes: string, client = api) => client.put(`/customers/${id}`, { notes });

  const stored = () =>
    service.database.sql(
      `select id, notes, deleted_at is not null as is_deleted from customers where business_id = $1 order by id`,
      [api.businessId],
    );

  it('are answered each by its own outcome, as if it were alone', async () => {
    const term = crypto.randomUUID();
    await service.database.sql(
      'update customers set deleted_at = now() where business_id = $1 and id = any($2)',
      [api.businessId, ids.filter((_, n) => n % 5 === 1)],
    );
    const answers = await Promise.all(
      ids.map((id, n) => {
        if (n % 5 === 2) return note(crypto.randomUUID(), 'nobody');
        if (n % 5 === 3) return api.put(`/customers/${id}`, { notes: 'x', default_payment_term_id: term });
        if (n % 5 === 4) return api.delete(`/customers/${id}`);
        return note(id, `note ${n}`);
      }),
    );
    expect(statusesOf(answers)).toEqual(ids.map((_, n) => [200, 409, 404, 400, 204][n % 5]));
    expect(answers.filter(({ status }) => status === 200).map(({ body }) => body)).toMatchObject(
      ids.flatMap((id, n) => (n % 5 === 0 ? [{ id, notes: `note ${n}` }] : [])),
    );
    expect(await stored()).toEqual(
      ids.map((id, n) => ({
        id,
        notes: n % 5 === 0 ? `note ${n}` : null,
        is_deleted: n % 5 === 1 || n % 5 === 4,
      })),
    );
  });

  it('are all done if the database refuses one of them', async () => {
    // No request can cause this: a constraint that the service does not know.
    await service.database.sql(
      `alter table customers add constraint test_rule check (notes is distinct from 'refused') not valid`,
    );
    try {
      const answers = await Promise.all(ids.map((id, n) => note(id, n === 7 ? 'refused' : 'done')));
      expect(statusesOf(answers)).toEqual(ids.map((_, n) => (n === 7 ? 500 : 200)));
      expect(await stored()).toMatchObject(ids.map((_, n) => ({ notes: n === 7 ? null : 'done' })));
    } finally {
      await service.database.sql('alter table customers drop constraint test_rule');
    }
  });

  it('of customers and of their contacts are answered each by its own outcome', async () => {
    const contacts = await Promise.all(
      ids.map(async (id) => (await api.post(`/customers/${id}/contacts`, { name: 'Ada' })).body['id']),
    );
    const answers = await Promise.all(
      ids.flatMap((id, n) => {
        const path = `/customers/${id}/contacts/${n % 4 === 3 ? crypto.randomUUID() : String(contacts[n])}`;
        return [
          note(id, `note ${n}`),
          n % 4 === 0 ? api.delete(path) : api.put(path, { name: `Grace ${n}` }),
        ];
      }),
    );
    expect(statusesOf(answers)).toEqual(ids.flatMap((_, n) => [200, [204, 200, 200, 404][n % 4]]));
    const names = await service.database.sql(
      `select c.notes, k.name from customers c
       left join customer_contacts k on k.business_id = c.business_id and k.customer_id = c.id
       where c.business_id = $1 order by c.id`,
      [api.businessId],
    );
    expect(names).toEqual(
      ids.map((_, n) => ({ notes: `note ${n}`, name: [null, `Grace ${n}`, `Grace ${n}`, 'Ada'][n % 4] })),
    );
  });

  it('find a customer as it is when they have its lock, whatever another process does to it', async () => {
    const [id = ''] = ids;
    for (let round = 0; round < 20; round += 1) {
      const [changed, removed] = await Promise.all([
        note(id, `note ${round}`),
        replica.as(api).delete(`/customers/${id}`),
      ]);
      expect([200, 409]).toContain(changed.status);
      expect(removed.status).toBe(204);
      expect((await api.post(`/customers/${id}/restore`)).status).toBe(200);
    }
  });

  it('keep the fields of one customer that others change, two processes at once', async () => {
    const [id = ''] = ids;
    const fields = ['address', 'phone', 'tax_id', 'website', 'category', 'invoice_footer', 'notes'];
    const other = replica.as(api);
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        fields.map((field, n) =>
          (n % 2 === 0 ? api : other).put(`/customers/${id}`, { [field]: `${field} ${round}` }),
        ),
      );
      expect(statusesOf(answers)).toEqual(fields.map(() => 200));
      expect((await api.get(`/customers/${id}`)).body).toMatchObject(
        Object.fromEntries(fields.map((field) => [field, `${field} ${round}`])),
      );
    }
  });

  it('go on where two processes write the same customers the other way round', async () => {
    const other = replica.as(api);
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all([
        ...ids.map((id) => note(id, `first ${round}`)),
        ...ids.toReversed().map((id) => note(id, `second ${round}`, other)),
      ]);
      expect(new Set(statusesOf(answers))).toEqual(new Set([200]));
    }
  });

  it('do not get caught between a customer that is locked and a Stripe customer that is taken', async () => {
    const [first = '', second = ''] = ids;
    await api.put(`/customers/${first}/stripe-link`, { stripe_customer_id: 'cus_1' });
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all([
        note(first, `first ${round}`),
        note(second, `second ${round}`),
        replica.as(api).put(`/customers/${second}/stripe-link`, { stripe_customer_id: 'cus_1' }),
      ]);
      expect(statusesOf(answers)).toEqual([200, 200, 409]);
    }
  });

  describe('while one customer is locked', () => {
    let rival: Client;
    beforeEach(async () => {
      rival = new Client({ connectionString: service.database.url });
      await rival.connect();
      await rival.query('begin');
      await rival.query('select from customers where business_id = $1 and id = $2 for no key update', [
        api.businessId,
        ids[0],
      ]);
    });
    afterEach(() => rival.end());

    it('wait for it only if they write it', async () => {
      const [locked = '', ...others] = ids;
      let isAnswered = false;
      const waiting = note(locked, 'late').finally(() => {
        isAnswered = true;
      });
      for (const notes of ['once', 'twice']) {
        const answers = await Promise.all(others.map((id) => note(id, notes)));
        expect(new Set(statusesOf(answers))).toEqual(new Set([200]));
      }
      expect(isAnswered).toBe(false);
      await rival.query('commit');
      expect(await waiting).toMatchObject({ status: 200, body: { notes: 'late' } });
      expect(await stored()).toMatchObject(ids.map((id) => ({ notes: id === locked ? 'late' : 'twice' })));
    }, 10_000);

    it('are answered 503, and have changed nothing, if the database ends the wait', async () => {
      let isAnswered = false;
      const waiting = note(ids[0] ?? '', 'never').finally(() => {
        isAnswered = true;
      });
      await until(
        () =>
          service.database.sql(
            `select pg_cancel_backend(${sessionId}) from ${sessions}
             where datname = current_database() and wait_event_type = 'Lock'`,
          ),
        () => isAnswered,
        10_000,
      );
      const { status, headers, body } = await waiting;
      expect({ status, body }).toEqual({
        status: 503,
        body: { detail: 'The database took too long, please try again' },
      });
      expect(headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await stored()).toMatchObject(ids.map(() => ({ notes: null })));
    });
  });
});
