import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { checkedFetch } from '../support/checked-fetch.js';
import { type SharedService, shareService } from '../support/shared-service.js';

/** More than the service takes of one answer of the database: an event holds all contacts of its customer. */
const events = 150;
const bytesOfOne = 600_000;

describe('events that are too large to be read at once', () => {
  let service: SharedService;
  let api: ApiClient;
  let customerId: string;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    const { body } = await api.post('/customers', { name: 'Acme', email: 'billing@example.com' });
    customerId = String(body['id']);
    await service.database.sql(
      `insert into events (business_id, position, id, type, entity_id, customer_id, occurred_at, actor, data)
       select e.business_id, e.position + n, gen_random_uuid(), 'customer.updated', e.entity_id, e.customer_id,
         e.occurred_at, e.actor, jsonb_set(e.data::jsonb, '{notes}', to_jsonb(repeat('x', $2::integer)))
       from events e, generate_series(1, $3::integer) n where e.business_id = $1`,
      [api.businessId, bytesOfOne, events - 1],
    );
    await service.database.sql('update event_positions set last_position = $2 where business_id = $1', [
      api.businessId,
      events,
    ]);
  });
  afterAll(() => service.release());

  it('are streamed all the same, in their order', async () => {
    const response = await checkedFetch(`${api.url}/api/v1/events`, {
      headers: {
        authorization: `Bearer ${api.token}`,
        'x-business-id': api.businessId,
        accept: 'text/event-stream',
      },
    });
    const positions: number[] = [];
    let rest = '';
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      const lines = (rest + Buffer.from(piece).toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      positions.push(
        ...lines.flatMap((line) => (line.startsWith('id: ') ? [Number.parseInt(line.slice(4), 10)] : [])),
      );
      if (positions.length >= events) break;
    }
    expect(positions).toEqual(Array.from({ length: events }, (_, index) => index + 1));
  });

  it('are erased all the same', async () => {
    const { status, body } = await api.post(`/customers/${customerId}/erase`);
    expect([status, body['counts']]).toMatchObject([200, { events }]);
    const left = await service.database.sql(
      `select count(*)::integer as events from events where business_id = $1 and data ->> 'notes' is not null`,
      [api.businessId],
    );
    expect(left).toEqual([{ events: 0 }]);
  });
});
