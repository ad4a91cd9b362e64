import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SharedService, shareService } from '../support/shared-service.js';
import { clientOf } from './support.js';

describe('the client', () => {
  let service: SharedService;

  beforeAll(async () => {
    service = await shareService();
  });
  afterAll(() => service.release());

  it('follows the events: those that are there, and those that come', async () => {
    const followed = await service.business({ scopes: ['customers:write', 'events:read'] });
    const following = clientOf(followed);
    const { id } = await following.customers.create({ name: 'Before', email: 'before@example.com' });
    const seen: string[] = [];
    for await (const event of following.events.follow()) {
      seen.push(event.type);
      if (event.position === 3) break;
      // The first one is there already, and each next one is created between two requests or during a wait.
      if (event.position === 1) await following.customers.update(id, { name: 'After' });
      if (event.position === 2) await following.customers.remove(id);
    }
    expect(seen).toEqual(['customer.created', 'customer.updated', 'customer.deleted']);
    const later = await following.events.list({ after: 1 }).toArray();
    expect(later.map(({ position }) => position)).toEqual([2, 3]);
    const history = await following.events.history(id).toArray();
    expect(history.map(({ type }) => type)).toEqual(seen);
    const [created] = history;
    const then = await following.customers.get(id, { asOf: created?.occurred_at ?? '' });
    expect([then.name, then.is_deleted]).toEqual(['Before', false]);
    for await (const { type } of following.events.follow({ after: 2 })) {
      expect(type).toBe('customer.deleted');
      break;
    }
  });
});
