import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { contact, contactsOf, customer, merge } from './support.js';

/** Of customers whose merge adds no contact. */
const same = { email: 'same@example.com' };

describe('merges at once', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const contactCount = async (ids: readonly string[]) => {
    const [row] = await service.database.sql<{ count: number }>(
      'select count(*)::int as count from customer_contacts where customer_id = any($1)',
      [ids],
    );
    return row?.count;
  };

  it('do one of two crosswise ones, and refuse the other', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [one, other] = [await customer(api, same), await customer(api, same)];
      await contact(api, one.id, { name: 'One', is_primary: true });
      await contact(api, other.id, { name: 'Other', is_primary: true });

      const answers = await Promise.all([merge(api, one.id, [other.id]), merge(api, other.id, [one.id])]);

      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
      const survivor = answers.find(({ status }) => status === 200)?.body ?? {};
      expect(contactsOf(survivor).filter(({ is_primary }) => is_primary)).toHaveLength(1);
      expect(await contactCount([one.id, other.id])).toBe(2);
      expect(contactsOf(survivor)).toHaveLength(2);
    }
  });

  it('of a ring leave no circle, and lose no contact', async () => {
    for (let round = 0; round < 10; round += 1) {
      const ring = [await customer(api, same), await customer(api, same), await customer(api, same)].map(
        ({ id }) => id,
      );
      for (const id of ring) await contact(api, id, { name: 'Contact' });

      const answers = await Promise.all(
        ring.map((id, index) => merge(api, id, [ring[(index + 1) % 3] ?? ''])),
      );

      expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
      const [live] = await service.database.sql<{ count: number }>(
        'select count(*)::int as count from customers where id = any($1) and not is_deleted',
        [ring],
      );
      expect(live?.count).toBeGreaterThan(0);
      expect(await contactCount(ring)).toBe(3);
    }
  });

  it('lose nothing that is written to the customers meanwhile', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, other] = [await customer(api, same), await customer(api, same)];
      const [merged, ...others] = await Promise.all([
        merge(api, one.id, [other.id]),
        api.post(`/customers/${other.id}/contacts`, { name: 'Late', is_primary: true }),
        api.post(`/customers/${one.id}/contacts`, { name: 'Own', is_primary: true }),
        api.put(`/customers/${other.id}`, { phone: '5' }),
        api.delete(`/customers/${other.id}`),
        api.put(`/customers/${one.id}`, { name: 'New' }),
      ]);
      expect([200, 409]).toContain(merged.status);
      expect(others.every(({ status }) => status < 300 || status === 409)).toBe(true);
      const made = others.filter(({ status }) => status === 201).length;
      expect(await contactCount([one.id, other.id])).toBe(made);
      const left = await contactCount([other.id]);
      expect(merged.status === 200 ? left : 0).toBe(0);
    }
  });
});
