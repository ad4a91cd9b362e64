import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

const statuses = (answers: readonly { status: number }[]) => [
  ...new Set(answers.map(({ status }) => status)),
];

describe('the primary contact', () => {
  let service: SharedService;
  let api: ApiClient;
  let customer: string;
  let contacts: string;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  beforeEach(async () => {
    const { body } = await api.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
    customer = `/customers/${String(body['id'])}`;
    contacts = `${customer}/contacts`;
  });
  afterAll(() => service.release());

  const create = async (fields: Json = {}) => {
    const { body } = await api.post(contacts, { name: 'Grace', ...fields });
    return { id: body['id'], path: `${contacts}/${String(body['id'])}`, body };
  };
  const primaries = () =>
    service.database.sql<{ id: string }>(
      'select id from customer_contacts where customer_id = $1 and is_primary',
      [customer.slice('/customers/'.length)],
    );

  it('is demoted by a new one, and its updated_at moves', async () => {
    const first = await create({ is_primary: true });
    await service.database.sql(
      `update customer_contacts set updated_at = now() - interval '1 day' where id = $1`,
      [first.id],
    );
    const second = await create({ is_primary: true });
    expect(await primaries()).toEqual([{ id: second.id }]);
    const [primary, demoted] = JSON.parse((await api.get(contacts)).text) as Json[];
    expect(primary).toEqual(second.body);
    expect(demoted).toMatchObject({ id: first.id, is_primary: false });
    expect(String(demoted?.['updated_at']) >= String(first.body['updated_at'])).toBe(true);
  });

  it('is demoted when another is made it, and stays it when it is made it again', async () => {
    const first = await create({ is_primary: true });
    const second = await create();
    expect((await api.put(second.path, { is_primary: true })).body['is_primary']).toBe(true);
    expect(await primaries()).toEqual([{ id: second.id }]);
    const again = await api.put(second.path, { is_primary: true, role: 'CFO' });
    expect(again.status).toBe(200);
    expect(await primaries()).toEqual([{ id: second.id }]);
    await api.put(second.path, { is_primary: false });
    expect(await primaries()).toEqual([]);
    expect((await api.put(first.path, { is_primary: true })).status).toBe(200);
    expect(await primaries()).toEqual([{ id: first.id }]);
  });

  it('is not demoted by a request that is refused', async () => {
    const first = await create({ is_primary: true });
    const second = await create();
    const headers = { 'if-match': '"other"' };
    expect((await api.put(second.path, { is_primary: true }, { headers })).status).toBe(412);
    expect((await api.put(`${contacts}/${crypto.randomUUID()}`, { is_primary: true })).status).toBe(404);
    expect((await api.post(contacts, { name: '', is_primary: true })).status).toBe(422);
    expect(await primaries()).toEqual([{ id: first.id }]);
  });

  it('of one customer has nothing to do with that of another', async () => {
    const first = await create({ is_primary: true });
    const { body } = await api.post('/customers', { name: 'Other', email: 'other@acme.example.com' });
    await api.post(`/customers/${String(body['id'])}/contacts`, { name: 'Ada', is_primary: true });
    expect(await primaries()).toEqual([{ id: first.id }]);
  });

  it('is one after twenty were created at once', async () => {
    const answers = await times(20, () => api.post(contacts, { name: 'Grace', is_primary: true }));
    expect(statuses(answers)).toEqual([201]);
    expect(await primaries()).toHaveLength(1);
    expect(JSON.parse((await api.get(contacts)).text)).toHaveLength(20);
  });

  it('is one after twenty were made it at once, with and without If-Match', async () => {
    const all = await times(10, () => create());
    const answers = await times(20, (index) => {
      const headers = index % 2 === 0 ? {} : { 'if-match': '*' };
      return api.put(all[index % 10]?.path ?? '', { is_primary: true }, { headers });
    });
    expect(statuses(answers)).toEqual([200]);
    expect(await primaries()).toHaveLength(1);
  });

  it('is at most one while contacts and their customer change and go at once', async () => {
    const all = await times(8, () => create());
    const answers = await times(40, (index) => {
      const path = all[index % 8]?.path ?? '';
      switch (index % 5) {
        case 0:
          return api.post(contacts, { name: 'Ada', is_primary: true });
        case 1:
          return api.put(customer, { notes: `Change ${index}` });
        case 2:
          return index === 2 ? api.delete(path) : api.put(path, { is_primary: false, notes: `${index}` });
        default:
          return api.put(path, { is_primary: true });
      }
    });
    expect(answers.filter(({ status }) => ![200, 201, 204, 404].includes(status))).toEqual([]);
    expect((await primaries()).length).toBeLessThanOrEqual(1);
  });

  it('is not made in a customer that is deleted at the same moment', async () => {
    const answers = await times(20, (index) =>
      index === 10 ? api.delete(customer) : api.post(contacts, { name: 'Grace', is_primary: true }),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status }) => ![201, 204, 409].includes(status))).toEqual([]);
    const [row] = await service.database.sql<{ late: number }>(
      `select count(*)::int as late from customer_contacts k join customers c
         on c.business_id = k.business_id and c.id = k.customer_id
       where c.id = $1`,
      [customer.slice('/customers/'.length)],
    );
    expect(row?.late).toBe(created.length);
    expect(await primaries()).toHaveLength(Math.min(1, created.length));
  });

  it('lets one of twenty writers with the same ETag win', async () => {
    const { body } = await api.post(contacts, { name: 'Grace' });
    const path = `${contacts}/${String(body['id'])}`;
    const headers = { 'if-match': (await api.put(path, {})).headers.get('etag') ?? '' };
    const answers = await times(20, (index) => api.put(path, { notes: `Writer ${index}` }, { headers }));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
  });
});
