import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

let service: SharedService;
let api: ApiClient;

beforeAll(async () => {
  service = await shareService();
});
afterAll(() => service.release());
beforeEach(async () => {
  api = await service.business();
});

const create = async (): Promise<Json> =>
  (await api.post('/customers', { name: 'Acme', email: 'a@example.com' })).body;
const asOf = (id: unknown, time: unknown) => api.get(`/customers/${String(id)}?as_of=${String(time)}`);
const plus = (time: unknown, ms: number) => new Date(Date.parse(String(time)) + ms).toISOString();

it('a customer answers at its own created_at and updated_at, ten times of ten', async () => {
  for (let n = 0; n < 10; n += 1) {
    const { id, created_at, updated_at } = await create();
    expect((await asOf(id, created_at)).body).toMatchObject({ id, name: 'Acme' });
    expect((await asOf(id, updated_at)).body).toMatchObject({ id, name: 'Acme' });
    expect((await asOf(id, plus(created_at, -1))).status).toBe(404);
  }
});

it.each([-2_000, 2_000])('a customer answers at its created_at with clocks %d ms apart', async (ahead) => {
  const { id } = await create();
  // The process that made the customer has another clock than the database, which recorded the event.
  const [row] = await service.database.sql<{ occurred_at: string }>(
    `select occurred_at from events where business_id = $1`,
    [api.businessId],
  );
  const created_at = plus(row?.occurred_at, ahead);
  await service.database.sql('update customers set created_at = $2, updated_at = $2 where id = $1', [
    id,
    created_at,
  ]);
  await service.database.sql(
    `update events set data = (data::jsonb || jsonb_build_object('created_at', $2::text, 'updated_at', $2::text))::json
     where business_id = $1`,
    [api.businessId, created_at.replace('Z', '+00:00')],
  );
  expect((await asOf(id, created_at)).body).toMatchObject({ id, created_at });
  expect((await asOf(id, plus(created_at, -2_001))).status).toBe(404);
});

it('a customer answers as it is at the updated_at and deleted_at of each change', async () => {
  const created = await create();
  const path = `/customers/${String(created['id'])}`;
  const states = [created];
  for (const notes of ['1', '2', '3']) {
    states.push((await api.put(path, { notes })).body);
  }
  await api.delete(path);
  const deleted = (await api.get(path)).body;
  expect((await asOf(created['id'], deleted['deleted_at'])).body).toEqual(deleted);
  await api.post(`${path}/restore`);
  states.push((await api.get(path)).body);
  for (const [index, state] of states.entries()) {
    // Two changes within a millisecond: the later one is what the customer was at the end of it.
    if (states[index + 1]?.['updated_at'] === state['updated_at']) continue;
    expect((await asOf(created['id'], state['updated_at'])).body).toEqual(state);
  }
});

it('a customer has a contact at the created_at of the contact, and not after it was deleted', async () => {
  const { id } = await create();
  const { body: contact } = await api.post(`/customers/${String(id)}/contacts`, { name: 'Ada' });
  const contactsAt = async (time: unknown) => (await asOf(id, time)).body['contacts'] as Json[];
  expect(await contactsAt(contact['created_at'])).toMatchObject([{ id: contact['id'] }]);
  await api.delete(`/customers/${String(id)}/contacts/${String(contact['id'])}`);
  const { body } = await api.get(`/events?type=customer.contact.deleted`);
  const [{ occurred_at } = {}] = body['items'] as Json[];
  expect(await contactsAt(contact['created_at'])).toMatchObject([{ id: contact['id'] }]);
  expect(await contactsAt(occurred_at)).toEqual([]);
});
