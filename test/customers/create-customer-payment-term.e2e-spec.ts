import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const refused = (id: string) => ({
  status: 400,
  body: {
    detail: `default_payment_term_id ${JSON.stringify(id.slice(0, 64))} is not an active payment term of this business`,
  },
});

describe('default_payment_term_id', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const addTerm = async (businessId: string, isActive: boolean): Promise<string> => {
    const id = crypto.randomUUID();
    await service.database.sql(
      `insert into payment_terms (business_id, id, name, days_until_due, is_active, created_at, updated_at)
       values ($1, $2, 'Net 30', 30, $3, now(), now())`,
      [businessId, id, isActive],
    );
    return id;
  };

  const create = (default_payment_term_id: unknown) =>
    api.post('/customers', { name: 'Acme', email: 'billing@acme.example.com', default_payment_term_id });

  const countCustomers = async () => {
    const [row] = await service.database.sql<{ count: number }>(
      'select count(*)::int as count from customers where business_id = $1',
      [api.businessId],
    );
    return row?.count;
  };

  /** Sends an id that is to be refused, which makes no row. */
  const refusal = async (id: string) => {
    const before = await countCustomers();
    const { status, body } = await create(id);
    expect(await countCustomers()).toBe(before);
    return { status, body };
  };

  it('takes an active payment term of the business', async () => {
    const id = await addTerm(api.businessId, true);
    const { status, body } = await create(id);
    expect({ status, id: body['default_payment_term_id'] }).toEqual({ status: 201, id });
    const [row] = await service.database.sql<object>(
      'select default_payment_term_id from customers where id = $1',
      [body['id']],
    );
    expect(row).toEqual({ default_payment_term_id: id });
  });

  it('takes the id in upper case, and answers it in lower case', async () => {
    const id = await addTerm(api.businessId, true);
    const { status, body } = await create(id.toUpperCase());
    expect({ status, id: body['default_payment_term_id'] }).toEqual({ status: 201, id });
  });

  it('refuses an inactive payment term with a 400', async () => {
    const id = await addTerm(api.businessId, false);
    expect(await refusal(id)).toStrictEqual(refused(id));
  });

  it("refuses another business's payment term with a 400 that does not tell it from one that is not there", async () => {
    const other = await service.business();
    const [theirs, nobodys] = [await addTerm(other.businessId, true), crypto.randomUUID()];
    expect(await refusal(theirs)).toStrictEqual(refused(theirs));
    expect(await refusal(nobodys)).toStrictEqual(refused(nobodys));
  });

  it.each(['', 'net-30', '019ab0f7', ' ', 'x'.repeat(1_000)])(
    'refuses %j, which is not an id, with a 400',
    async (id) => {
      expect(await refusal(id)).toStrictEqual(refused(id));
    },
  );

  it('names everything that is wrong with the fields first', async () => {
    const { status, body } = await api.post('/customers', {
      name: '',
      email: 'a@example.com',
      default_payment_term_id: 'x',
    });
    expect(status).toBe(422);
    expect(body['detail']).toHaveLength(1);
  });

  it('holds when the payment term is deactivated at the same moment: the customer has it or is refused', async () => {
    const id = await addTerm(api.businessId, true);
    const [, ...created] = await Promise.all([
      service.database.sql('update payment_terms set is_active = false where id = $1', [id]),
      ...Array.from({ length: 10 }, () => create(id)),
    ]);
    const outcomes = new Set(created.map(({ status }) => status));
    expect([...outcomes].filter((status) => status !== 201 && status !== 400)).toEqual([]);
    expect((await create(id)).status).toBe(400);
  });
});
