import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SharedService, shareService } from '../support/shared-service.js';

describe('callers at once', () => {
  let service: SharedService;

  beforeAll(async () => {
    service = await shareService();
  });
  afterAll(() => service.release());

  it('answers each request for its own token and business, also while the tokens are being looked up', async () => {
    const clients = await Promise.all(Array.from({ length: 4 }, () => service.business()));
    const answers = await Promise.all(
      Array.from({ length: 80 }, async (_, index) => {
        const client = clients[index % clients.length];
        if (client === undefined) throw new Error('There is a client for each index');
        const name = `${client.businessId} ${index}`;
        return { client, name, created: await client.post('/customers', { name, email: 'a@example.com' }) };
      }),
    );
    for (const { client, name, created } of answers) {
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({ name, business_id: client.businessId });
    }
    const rows = await service.database.sql<{ misplaced: number }>(
      `select count(*) as misplaced from customers
       where business_id = any($1) and name not like business_id::text || ' %'`,
      [clients.map(({ businessId }) => businessId)],
    );
    expect(rows).toEqual([{ misplaced: 0 }]);
  });
});
