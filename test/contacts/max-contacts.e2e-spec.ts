import { afterAll, beforeAll, expect, describe, it } from '@jest/globals';
import { type Replica, startReplica } from '../support/replica.js';
import { startService, type TestService } from '../support/service.js';

describe('the contacts of a customer', () => {
  let service: TestService;
  let replica: Replica;

  beforeAll(async () => {
    service = await startService();
    replica = await startReplica(service);
  });
  afterAll(async () => {
    await replica.stop();
    await service.stop();
  });

  it('are at most 1,000, also when two requests race', async () => {
    const api = await service.business();
    const { body } = await api.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
    const contacts = `/customers/${String(body['id'])}/contacts`;
    await service.database.sql(
      `insert into customer_contacts (business_id, customer_id, id, name, created_at, updated_at)
       select $1, $2, gen_random_uuid(), 'Grace', now(), now() from generate_series(1, 999)`,
      [api.businessId, body['id']],
    );
    const create = (from: typeof api) => from.post(contacts, { name: 'Ada', is_primary: true });
    const answers = await Promise.all([create(api), create(replica.as(api)), create(api)]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toEqual({
      detail: 'The customer has 1000 contacts already',
    });
    const stored = await service.database.sql<{ is_primary: boolean }>(
      'select is_primary from customer_contacts where customer_id = $1',
      [body['id']],
    );
    expect(stored).toHaveLength(1_000);
    expect(stored.filter(({ is_primary }) => is_primary)).toHaveLength(1);
    // One that goes makes room for another.
    const [first] = JSON.parse((await api.get(contacts)).text) as { id: string }[];
    expect((await api.delete(`${contacts}/${first?.id ?? ''}`)).status).toBe(204);
    expect((await create(api)).status).toBe(201);
  });
});
