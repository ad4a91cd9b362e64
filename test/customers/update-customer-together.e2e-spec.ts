import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { someoneWaits } from '../support/sessions.js';

describe('PUT /customers/{customer_id}, together with other writes', () => {
  let service: SharedService;
  let api: ApiClient;
  let customer: Json;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());
  beforeEach(async () => {
    const created = await api.post('/customers', {
      name: 'Acme Corporation',
      email: 'billing@acme.example.com',
    });
    customer = created.body;
  });

  const path = () => `/customers/${String(customer['id'])}`;
  const put = async (request: object) => {
    const { status, body } = await api.put(path(), request);
    return { status, body };
  };
  const stored = async () => (await api.get(path())).body;

  describe('while others write', () => {
    let rival: Client;

    beforeEach(async () => {
      rival = new Client({ connectionString: service.database.url });
      await rival.connect();
      await rival.query('begin');
      await rival.query('select from customers where business_id = $1 and id = $2 for no key update', [
        api.businessId,
        customer['id'],
      ]);
    });
    afterEach(() => rival.end());

    const addContact = () =>
      rival.query(
        `insert into customer_contacts (business_id, customer_id, id, name, created_at, updated_at)
         values ($1, $2, gen_random_uuid(), 'Grace', now(), now())`,
        [api.businessId, customer['id']],
      );

    it('answers with the contact that was committed while it waited', async () => {
      await addContact();
      const waiting = put({ notes: 'other' });
      await someoneWaits(service.database);
      await rival.query('commit');
      const { status, body } = await waiting;
      expect({ status, body }).toMatchObject({ status: 200, body: { contacts: [{ name: 'Grace' }] } });
      expect(await stored()).toEqual(body);
    });

    it('keeps the fields that the one before it has changed', async () => {
      await rival.query(
        `update customers set phone = '1', notes = 'theirs' where business_id = $1 and id = $2`,
        [api.businessId, customer['id']],
      );
      const waiting = put({ notes: 'ours' });
      await someoneWaits(service.database);
      await rival.query('commit');
      expect(await waiting).toMatchObject({ status: 200, body: { phone: '1', notes: 'ours' } });
    });

    it('answers 409 if the customer was deleted while it waited', async () => {
      await rival.query('update customers set deleted_at = now() where business_id = $1 and id = $2', [
        api.businessId,
        customer['id'],
      ]);
      const waiting = put({ notes: 'ours' });
      await someoneWaits(service.database);
      await rival.query('commit');
      expect(await waiting).toMatchObject({ status: 409 });
    });
  });

  it('is either done or a 409 while the customer is deleted and restored', async () => {
    const over = new AbortController();
    const flapping = (async () => {
      while (!over.signal.aborted) {
        await api.delete(path());
        await api.post(`${path()}/restore`);
      }
    })();
    const statuses: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      const answers = await Promise.all(Array.from({ length: 5 }, (_, n) => put({ notes: `${round} ${n}` })));
      statuses.push(...answers.map(({ status }) => status));
    }
    over.abort();
    await flapping;
    expect([...new Set(statuses)].toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('keeps every one of many concurrent changes of different fields', async () => {
    const changed = {
      name: 'Emca',
      email: 'accounts@emca.example.com',
      address: '2 Side Street',
      phone: '+1 555 0199',
      tax_id: 'FR99',
      website: 'https://emca.example.com',
      notes: '',
      credit_limit_cents: 0,
      status: 'blocked',
      category: 'Wholesale',
      invoice_footer: 'Pay soon',
    };
    await Promise.all(Object.entries(changed).map(([field, value]) => put({ [field]: value })));
    expect(await stored()).toMatchObject(changed);
  });
});
