import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { ApiClient } from '../support/api-client.js';
import { hasSeveralNodes } from '../support/one-node.js';
import { startService, type TestService } from '../support/service.js';
import { serviceRole } from '../../src/platform/database/rls.js';

const businessTables = ['payment_terms', 'customers', 'customer_contacts'] as const;

/** Where the business says on which node a row is, that is refused before any policy is asked. */
const refusedMove = hasSeveralNodes ? '0A000' : '42501';

describe('the wall between businesses, with the WHERE left out', () => {
  let service: TestService;
  let mine: ApiClient;
  let theirs: ApiClient;
  let client: Client;

  beforeAll(async () => {
    service = await startService();
    [mine, theirs] = [await service.business(), await service.business()];
    for (const api of [mine, theirs]) {
      const { body } = await api.post('/customers', { name: 'Acme', email: 'a@example.com' });
      await service.database.sql(
        `insert into customer_contacts (business_id, customer_id, id, name, created_at, updated_at)
         values ($1, $2, gen_random_uuid(), 'Grace', now(), now())`,
        [api.businessId, body['id']],
      );
      await service.database.sql(
        `insert into payment_terms (business_id, id, name, days_until_due, created_at, updated_at)
         values ($1, gen_random_uuid(), 'Net 30', 30, now(), now())`,
        [api.businessId],
      );
    }
    client = new Client({ connectionString: service.database.url });
    await client.connect();
    await client.query(`set role ${serviceRole}`);
  });
  afterAll(async () => {
    await client.end();
    await service.stop();
  });

  /** Runs a statement in a transaction of a business, or of none, and takes it back. */
  const attempt = async (businessId: string | undefined, text: string, values: unknown[] = []) => {
    await client.query('begin');
    try {
      if (businessId !== undefined) await client.query('select set_business($1)', [businessId]);
      const { rows, rowCount } = await client.query<{ business_id: string }>(text, values);
      return { rowCount, businesses: [...new Set(rows.map((row) => row.business_id))] };
    } finally {
      await client.query('rollback');
    }
  };

  describe.each(businessTables)('%s', (table) => {
    it('shows the rows of the business alone', async () => {
      const { businesses } = await attempt(mine.businessId, `select * from ${table}`);
      expect(businesses).toEqual([mine.businessId]);
    });

    it('shows nothing without a business', async () => {
      expect(await attempt(undefined, `select * from ${table}`)).toEqual({ rowCount: 0, businesses: [] });
    });

    it('changes the rows of the business alone', async () => {
      const all = await attempt(
        mine.businessId,
        `update ${table} set name = 'Changed' returning business_id`,
      );
      expect(all.businesses).toEqual([mine.businessId]);
      const other = await attempt(mine.businessId, `update ${table} set name = 'x' where business_id = $1`, [
        theirs.businessId,
      ]);
      expect(other.rowCount).toBe(0);
    });

    it('changes nothing without a business', async () => {
      expect((await attempt(undefined, `update ${table} set name = 'Changed'`)).rowCount).toBe(0);
    });

    it('does not let a row move to another business', async () => {
      const moved = attempt(mine.businessId, `update ${table} set business_id = $1`, [theirs.businessId]);
      await expect(moved).rejects.toMatchObject({ code: refusedMove });
    });
  });

  describe.each(['import_queue', 'webhook_queue'])('%s', (queue) => {
    const id = queue === 'import_queue' ? 'import_id' : 'webhook_id';
    const due = queue === 'import_queue' ? 'queued_at' : 'due_at';
    const insertInto = `insert into ${queue} (${id}, business, ${due}, busy_until) values (gen_random_uuid(), $1, now(), now())`;

    beforeAll(async () => {
      for (const { businessId } of [mine, theirs]) await service.database.sql(insertInto, [businessId]);
    });

    it('shows a business its own rows', async () => {
      const own = `select business as business_id from ${queue}`;
      expect((await attempt(mine.businessId, own)).businesses).toEqual([mine.businessId]);
    });

    it('shows nothing without a business', async () => {
      expect((await attempt(undefined, `select from ${queue}`)).rowCount).toBe(0);
    });

    it.each([`delete from ${queue}`, `update ${queue} set busy_until = now()`])(
      'lets %s reach own rows',
      async (text) => {
        expect(
          (await attempt(mine.businessId, `${text} where business <> $1`, [mine.businessId])).rowCount,
        ).toBe(0);
        expect((await attempt(mine.businessId, text)).rowCount).toBe(1);
        expect((await attempt(undefined, text)).rowCount).toBe(0);
      },
    );

    it('refuses a row of another business', async () => {
      await expect(attempt(mine.businessId, insertInto, [theirs.businessId])).rejects.toMatchObject({
        code: '42501',
      });
    });
  });

  it.each([
    ['another business', () => mine.businessId],
    ['no business', () => undefined],
  ])('refuses an insert for a business from within %s', async (_, businessId) => {
    const inserted = attempt(
      businessId(),
      `insert into customers (business_id, id, name, email, created_at, updated_at)
       values ($1, gen_random_uuid(), 'Planted', 'a@example.com', now(), now())`,
      [theirs.businessId],
    );
    await expect(inserted).rejects.toMatchObject({ code: '42501' });
  });

  it('does not let a contact or a payment term be attached across businesses', async () => {
    const [row] = await service.database.sql<{ id: string }>(
      'select id from customers where business_id = $1',
      [theirs.businessId],
    );
    const attached = attempt(
      mine.businessId,
      `insert into customer_contacts (business_id, customer_id, id, name, created_at, updated_at)
       values ($1, $2, gen_random_uuid(), 'Mallory', now(), now())`,
      [mine.businessId, row?.id],
    );
    await expect(attached).rejects.toMatchObject({ code: '23503' });
    const [term] = await service.database.sql<{ id: string }>(
      'select id from payment_terms where business_id = $1',
      [theirs.businessId],
    );
    const assigned = attempt(mine.businessId, 'update customers set default_payment_term_id = $1', [
      term?.id,
    ]);
    await expect(assigned).rejects.toMatchObject({ code: '23503' });
  });

  it.each([
    'delete from customers',
    'truncate customers',
    'alter table customers disable row level security',
  ])('does not let the service %s', async (statement) => {
    await expect(attempt(mine.businessId, statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('forgets the business at the end of the transaction, also when that failed', async () => {
    const business = async () => {
      const { rows } = await client.query<{ business: string | null }>(
        `select nullif(current_setting('app.business_id', true), '') as business`,
      );
      return rows[0]?.business;
    };
    await client.query('begin');
    await client.query('select set_business($1)', [mine.businessId]);
    expect(await business()).toBe(mine.businessId);
    await client.query('commit');
    expect(await business()).toBeNull();
    await expect(attempt(mine.businessId, 'select 1 / 0')).rejects.toMatchObject({ code: '22012' });
    expect(await business()).toBeNull();
  });
});
