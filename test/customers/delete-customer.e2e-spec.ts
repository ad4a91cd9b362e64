import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { customerSorts } from '../../src/modules/customers/customer-list.dto.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const notFound = { status: 404, body: { detail: 'Customer not found' } };

describe('deleting and restoring a customer', () => {
  let service: SharedService;
  let api: ApiClient;
  let customer: Json;
  let path: string;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  beforeEach(async () => {
    const { body } = await api.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
    path = `/customers/${String(body['id'])}`;
    await service.database.sql(
      `insert into customer_contacts (business_id, customer_id, id, name, created_at, updated_at)
       values ($1, $2, gen_random_uuid(), 'Grace', now(), now())`,
      [api.businessId, body['id']],
    );
    customer = (await api.get(path)).body;
  });

  const read = async () => (await api.get(path)).body;

  const restore = async () => {
    const { status, body } = await api.post(`${path}/restore`);
    return { status, body };
  };

  const link = (id: unknown) =>
    service.database.sql(`update customers set stripe_customer_id = 'cus_1' where id = $1`, [id]);

  const listed = async (query: string) => {
    const { body } = await api.get(
      `/customers?id=${String(customer['id'])}&include_total_count=true&${query}`,
    );
    return { count: (body['items'] as Json[]).length, total: body['total'] };
  };

  describe('DELETE /customers/{customer_id}', () => {
    it('answers 204 without a body, and keeps the customer readable as deleted', async () => {
      const { status, text, headers } = await api.delete(path);
      expect({ status, text, type: headers.get('content-type') }).toEqual({
        status: 204,
        text: '',
        type: null,
      });
      const deleted = await read();
      expect(deleted).toStrictEqual({
        ...customer,
        is_deleted: true,
        deleted_at: timestamp,
        updated_at: deleted['deleted_at'],
      });
      const [row] = await service.database.sql<{ is_deleted: boolean }>(
        'select is_deleted from customers where id = $1',
        [customer['id']],
      );
      expect(row).toEqual({ is_deleted: true });
    });

    it('answers 204 again, and changes nothing', async () => {
      await api.delete(path);
      const deleted = await read();
      for (const { status, text } of [await api.delete(path), await api.delete(path)]) {
        expect({ status, text }).toEqual({ status: 204, text: '' });
      }
      expect(await read()).toEqual(deleted);
    });

    it('takes the customer out of every list, unless deleted ones are asked for', async () => {
      await api.delete(path);
      for (const sort_by of customerSorts) {
        expect(await listed(`sort_by=${sort_by}`)).toEqual({ count: 0, total: 0 });
        expect(await listed(`sort_by=${sort_by}&include_deleted=true`)).toEqual({ count: 1, total: 1 });
      }
    });

    it('leaves the contacts intact', async () => {
      await api.delete(path);
      const contacts = await service.database.sql(
        'select name from customer_contacts where customer_id = $1',
        [customer['id']],
      );
      expect(contacts).toEqual([{ name: 'Grace' }]);
    });

    it('moves updated_at never backwards, and deletes no earlier than that', async () => {
      const future = '2199-01-01T00:00:00.000Z';
      await service.database.sql('update customers set updated_at = $2 where id = $1', [
        customer['id'],
        future,
      ]);
      await api.delete(path);
      expect(await read()).toMatchObject({ updated_at: future, deleted_at: future });
      expect(await restore()).toMatchObject({ status: 200, body: { updated_at: future, deleted_at: null } });
    });

    it("answers 404 for a customer that is not there, or is another business's", async () => {
      const other = await service.business();
      for (const { status, body } of [
        await api.delete(`/customers/${crypto.randomUUID()}`),
        await other.delete(path),
      ]) {
        expect({ status, body }).toEqual(notFound);
      }
      expect(await read()).toEqual(customer);
    });

    it('answers 422 for an id that is not a UUID', async () => {
      const { status, body } = await api.delete('/customers/none');
      expect({ status, body }).toMatchObject({
        status: 422,
        body: { detail: [{ type: 'uuid_parsing', loc: ['path', 'customer_id'], input: 'none' }] },
      });
    });

    it('answers 204 to each of many at once, and deletes once', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => api.delete(path)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
      const deleted = await read();
      expect(deleted['deleted_at']).toBe(deleted['updated_at']);
    });
  });

  describe('POST /customers/{customer_id}/restore', () => {
    it('brings the customer back into the lists, with all that it had', async () => {
      await api.delete(path);
      const { updated_at: deletedAt } = await read();
      const { status, body } = await restore();
      expect({ status, body }).toStrictEqual({
        status: 200,
        body: { ...customer, updated_at: timestamp },
      });
      expect(String(body['updated_at']) >= String(deletedAt)).toBe(true);
      expect(await read()).toEqual(body);
      expect(await listed('')).toEqual({ count: 1, total: 1 });
    });

    it('answers 200 for a customer that is not deleted, unchanged', async () => {
      expect(await restore()).toEqual({ status: 200, body: customer });
      expect(await read()).toEqual(customer);
    });

    it('answers 200 for a second time, unchanged', async () => {
      await api.delete(path);
      const first = await restore();
      expect(await restore()).toEqual(first);
    });

    it('lets the customer be changed again', async () => {
      await api.delete(path);
      expect((await api.put(path, { name: 'New' })).status).toBe(409);
      await restore();
      expect(await api.put(path, { name: 'New' })).toMatchObject({ status: 200, body: { name: 'New' } });
    });

    it("answers 404 for a customer that is not there, or is another business's", async () => {
      await api.delete(path);
      const other = await service.business();
      const absent = await api.post(`/customers/${crypto.randomUUID()}/restore`);
      for (const { status, body } of [absent, await other.post(`${path}/restore`)]) {
        expect({ status, body }).toEqual(notFound);
      }
      expect(await read()).toMatchObject({ is_deleted: true });
    });

    it('answers 409 if its Stripe customer was linked to another customer meanwhile', async () => {
      await link(customer['id']);
      await api.delete(path);
      const { body: another } = await api.post('/customers', { name: 'Other', email: 'o@example.com' });
      await link(another['id']);
      expect(await restore()).toEqual({
        status: 409,
        body: { detail: 'The Stripe customer of this customer is now linked to another customer' },
      });
      expect(await read()).toMatchObject({ is_deleted: true });
    });

    it('ends with one state or the other, however deletions and restorations race', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? api.delete(path) : api.post(`${path}/restore`))),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 204]));
      const last = await read();
      expect(last['is_deleted']).toBe(last['deleted_at'] !== null);
      expect(await listed('')).toMatchObject({ count: last['is_deleted'] === true ? 0 : 1 });
    });
  });
});
