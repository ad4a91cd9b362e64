import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CustomersClient } from '../../clients/typescript/src/index.js';

const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, object>>;
};

/** Operations that are for others than callers of the client, or that it does in another way. */
const without = [
  'GET /health/live',
  'GET /health/ready',
  // `imports.follow` asks for the import again and again, which goes on by itself where a connection is lost.
  'GET /api/v1/customers/imports/{import_id}/events',
];

const customer = { name: 'Acme', email: 'billing@acme.example.com' };
const file = new Blob(['name,email\n']);

describe('the client', () => {
  it('has a method for every operation of the document', async () => {
    const sent: string[] = [];
    const { customers, contacts, paymentTerms, businesses, tokens, imports, events, webhooks } =
      new CustomersClient({
        baseUrl: 'http://localhost',
        token: 'dz_test',
        fetch: async (input, init) => {
          const { method, url } = new Request(input, init);
          const { pathname } = new URL(url);
          sent.push(`${method} ${pathname}`);
          return Response.json(pathname.endsWith('/imports/id') ? { state: 'completed' } : { items: [] });
        },
      });
    const hook = { url: 'https://hooks.example.com' };
    const term = { name: 'Net 30', days_until_due: 30 };
    await Promise.all([
      customers.create(customer),
      customers.list().page(),
      customers.get('id', { asOf: '2026-11-22T09:22:02.710Z' }),
      customers.update('id', { name: 'Acme' }),
      customers.remove('id'),
      customers.external('id').get(),
      customers.external('id').upsert(customer),
      customers.external('id').remove(),
      customers.restore('id'),
      customers.duplicates().page(),
      customers.merge('id', { from: ['other'] }),
      customers.upload(file),
      customers.uploadTemplate(),
      customers.export(),
      customers.erase('id'),
      customers.data('id'),
      customers.linkStripe('id', 'cus_1'),
      customers.unlinkStripe('id'),
      contacts.create('id', { name: 'Ada' }),
      contacts.list('id').page(),
      contacts.get('id', 'id'),
      contacts.update('id', 'id', { name: 'Ada' }),
      contacts.remove('id', 'id'),
      paymentTerms.create(term),
      paymentTerms.seedDefaults(),
      paymentTerms.list().page(),
      paymentTerms.get('id'),
      paymentTerms.getDefault(),
      paymentTerms.update('id', term),
      paymentTerms.remove('id'),
      businesses.create({ name: 'Acme' }),
      businesses.list().page(),
      businesses.get('id'),
      tokens.create({ name: 'A', owner_email: 'a@example.com', scopes: [], business_ids: [] }),
      tokens.list().page(),
      tokens.get('id'),
      tokens.remove('id'),
      imports.create(file),
      imports.list().page(),
      imports.finished('id'),
      imports.remove('id'),
      imports.rejects('id'),
      events.list().page(),
      events.history('id').page(),
      webhooks.create(hook),
      webhooks.list().page(),
      webhooks.get('id'),
      webhooks.update('id', hook),
      webhooks.remove('id'),
      webhooks.rotateSecret('id'),
      webhooks.test('id'),
      webhooks.deliveries('id').page(),
      webhooks.redeliver('id', 'id'),
      webhooks.redeliverSince('id', { since: '2026-11-22T09:22:02.710Z' }),
    ]);
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const expected = documented.filter((operation) => !without.includes(operation));
    expect(sent.toSorted()).toEqual(
      expected.map((operation) => operation.replaceAll(/\{\w+\}/g, 'id')).toSorted(),
    );
  });
});
