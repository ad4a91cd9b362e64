import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

interface Event extends Json {
  readonly type: string;
  readonly position: number;
  readonly entity_id: string;
  readonly changes: Record<string, [unknown, unknown]>;
  readonly data: Json;
}

const brief = (events: readonly Event[]) =>
  events.map(({ type, entity_id, changes }) => [type, entity_id, changes]);

describe('the events of a write', () => {
  let service: SharedService;
  let api: ApiClient;
  let last: number;

  beforeAll(async () => {
    service = await shareService();
  });
  afterAll(() => service.release());

  beforeEach(async () => {
    api = await service.business();
    last = 0;
  });

  /** Those that were recorded since it was asked last. */
  const news = async (): Promise<Event[]> => {
    const { status, body } = await api.get(`/events?after=${last}&limit=1000`);
    expect(status).toBe(200);
    const items = body['items'] as Event[];
    expect(items.map(({ position }) => position)).toEqual(items.map((_, n) => last + 1 + n));
    last += items.length;
    return items;
  };
  const newCustomer = async (fields: Json = {}) => {
    const { body } = await api.post('/customers', { name: 'Acme', email: 'a@example.com', ...fields });
    return String(body['id']);
  };

  it('say who, what, when, and the resource as the response had it', async () => {
    const headers = { 'x-user-email': 'ada@example.com', 'x-request-id': 'request-1' };
    const { body } = await api.post('/customers', { name: 'Acme', email: 'a@example.com' }, { headers });
    const tokenId = String(
      (
        await service.database.sql<{ id: string }>(
          'select t.id from tokens t join token_businesses b on b.token_id = t.id where b.business_id = $1',
          [api.businessId],
        )
      )[0]?.id,
    );
    expect(await news()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        type: 'customer.created',
        position: 1,
        business_id: api.businessId,
        entity_id: body['id'],
        occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        actor: { token_id: tokenId, user_email: 'ada@example.com', request_id: 'request-1', import_id: null },
        changes: expect.objectContaining({ name: [null, 'Acme'], email: [null, 'a@example.com'] }),
        data: body,
      },
    ]);
  });

  it('are one for each customer of a batch, each by its own actor', async () => {
    const ids = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const headers = { 'x-request-id': `request-${n}` };
        const { body } = await api.post(
          '/customers',
          { name: `Acme ${n}`, email: 'a@example.com' },
          { headers },
        );
        return [body['id'], `request-${n}`];
      }),
    );
    const events = await news();
    const told = events.map(({ entity_id, actor }) => [entity_id, (actor as Json)['request_id']]);
    expect(new Map(told as [string, string][])).toEqual(new Map(ids as [string, string][]));
    expect(new Set(events.map(({ id }) => id)).size).toBe(30);
  });

  it('are one for each change of a customer, and none where nothing changes', async () => {
    const id = await newCustomer();
    await news();
    await api.put(`/customers/${id}`, { notes: 'x', name: 'Acme' });
    expect(brief(await news())).toEqual([['customer.updated', id, { notes: [null, 'x'] }]]);
    await api.put(`/customers/${id}`, { notes: 'x' });
    await api.put(`/customers/${id}`, {});
    await api.put(`/customers/${id}`, { notes: 'y' }, { headers: { 'if-match': '"other"' } });
    await api.put(`/customers/${crypto.randomUUID()}`, { notes: 'y' });
    await api.put(`/customers/${id}`, { default_payment_term_id: crypto.randomUUID() });
    await api.post(`/customers/${id}/restore`);
    expect(await news()).toEqual([]);
    await api.delete(`/customers/${id}`);
    await api.delete(`/customers/${id}`);
    await api.put(`/customers/${id}`, { notes: 'z' });
    const deleted = await news();
    expect(brief(deleted)).toEqual([
      ['customer.deleted', id, { is_deleted: [false, true], deleted_at: [null, expect.any(String)] }],
    ]);
    expect(deleted[0]?.data).toEqual((await api.get(`/customers/${id}`)).body);
    await api.post(`/customers/${id}/restore`);
    expect(brief(await news())).toMatchObject([['customer.restored', id, { is_deleted: [true, false] }]]);
  });

  it('record the link with Stripe', async () => {
    const id = await newCustomer();
    await news();
    await api.put(`/customers/${id}/stripe-link`, { stripe_customer_id: 'cus_1' });
    await api.put(`/customers/${id}/stripe-link`, { stripe_customer_id: 'cus_1' });
    await api.delete(`/customers/${id}/stripe-link`);
    await api.delete(`/customers/${id}/stripe-link`);
    expect(brief(await news())).toEqual([
      ['customer.updated', id, { stripe_customer_id: [null, 'cus_1'] }],
      ['customer.updated', id, { stripe_customer_id: ['cus_1', null] }],
    ]);
  });

  it('record contacts, and the previous primary contact before the new one', async () => {
    const id = await newCustomer();
    await news();
    const add = async (name: string) =>
      String((await api.post(`/customers/${id}/contacts`, { name, is_primary: true })).body['id']);
    const first = await add('Ada');
    const second = await add('Grace');
    expect(brief(await news())).toMatchObject([
      ['customer.contact.created', first, { name: [null, 'Ada'] }],
      ['customer.contact.updated', first, { is_primary: [true, false] }],
      ['customer.contact.created', second, { is_primary: [null, true] }],
    ]);
    const path = `/customers/${id}/contacts/${first}`;
    await api.put(path, { is_primary: true });
    await api.put(path, { is_primary: true });
    expect(brief(await news())).toEqual([
      ['customer.contact.updated', second, { is_primary: [true, false] }],
      ['customer.contact.updated', first, { is_primary: [false, true] }],
    ]);
    const { body } = await api.get(`/customers/${id}/contacts`);
    await api.delete(path);
    const [deleted] = await news();
    expect(deleted).toMatchObject({ type: 'customer.contact.deleted', changes: { name: ['Ada', null] } });
    expect((body as unknown as Json[]).find((contact) => contact['id'] === first)).toEqual(deleted?.data);
  });

  it('record payment terms, and the previous default', async () => {
    const post = async (name: string) =>
      (
        await api.post('/payment-terms', {
          name,
          days_until_due: 30,
          discount_percent: '2.50',
          is_default: true,
        })
      ).body;
    const first = await post('One');
    const second = await post('Two');
    await api.put(`/payment-terms/${String(second['id'])}`, { name: 'Two' });
    await api.delete(`/payment-terms/${String(second['id'])}`);
    await api.delete(`/payment-terms/${String(second['id'])}`);
    const events = await news();
    expect(brief(events)).toMatchObject([
      ['payment_term.created', first['id'], { discount_percent: [null, 2.5] }],
      ['payment_term.updated', first['id'], { is_default: [true, false] }],
      ['payment_term.created', second['id'], {}],
      ['payment_term.deactivated', second['id'], { is_active: [true, false], is_default: [true, false] }],
    ]);
    expect(events[0]?.data).toEqual(first);
    await api.post('/payment-terms/seed-defaults');
    await api.post('/payment-terms/seed-defaults');
    expect((await news()).map(({ type }) => type)).toEqual(
      Array.from({ length: 8 }, () => 'payment_term.created'),
    );
  });

  it('are recorded once for a request that is sent again', async () => {
    const headers = { 'idempotency-key': 'key' };
    for (let n = 0; n < 3; n += 1)
      await api.post('/customers', { name: 'A', email: 'a@example.com' }, { headers });
    expect(await news()).toHaveLength(1);
  });

  it('show a customer with its contacts as it was at any time', async () => {
    const id = await newCustomer({ notes: 'first' });
    await api.post(`/customers/${id}/contacts`, { name: 'Ada' });
    await api.put(`/customers/${id}`, { notes: 'second' });
    const { body: contact } = await api.post(`/customers/${id}/contacts`, {
      name: 'Grace',
      is_primary: true,
    });
    const before = (await api.get(`/customers/${id}`)).body;
    await api.delete(`/customers/${id}/contacts/${String(contact['id'])}`);
    await api.put(`/customers/${id}`, { notes: 'third' });
    const events = await news();
    // Times a second apart, as if that had been so: the clock is the database's.
    await service.database.sql(
      `update events set occurred_at = (timestamp '2026-01-01' + make_interval(secs => position)) at time zone 'UTC'
       where business_id = $1`,
      [api.businessId],
    );
    const asOf = (position: number) =>
      api.get(`/customers/${id}?as_of=2026-01-01T00:00:${String(position).padStart(2, '0')}.500Z`);
    expect(events.map(({ type }) => type)).toEqual([
      'customer.created',
      'customer.contact.created',
      'customer.updated',
      'customer.contact.created',
      'customer.contact.deleted',
      'customer.updated',
    ]);
    expect((await asOf(0)).status).toBe(404);
    expect((await asOf(1)).body).toMatchObject({ notes: 'first', contacts: [] });
    expect((await asOf(2)).body).toMatchObject({ notes: 'first', contacts: [{ name: 'Ada' }] });
    expect((await asOf(4)).text).toBe(JSON.stringify(before));
    expect((await asOf(5)).body).toMatchObject({ notes: 'second', contacts: [{ name: 'Ada' }] });
    expect((await asOf(6)).body).toEqual((await api.get(`/customers/${id}`)).body);
    // Events that are kept no longer are not needed to tell what followed.
    await service.database.sql('delete from events where business_id = $1 and position <= 4', [
      api.businessId,
    ]);
    expect((await asOf(4)).body).toMatchObject({ notes: 'second', contacts: [{ name: 'Grace' }] });

    const { body } = await api.get(`/customers/${id}/history`);
    expect((body['items'] as Event[]).map(({ position }) => position)).toEqual([5, 6]);
    expect((await api.get(`/customers/${crypto.randomUUID()}/history`)).status).toBe(404);
  });
});
