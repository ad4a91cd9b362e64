import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { all, counts, items, sendFile } from '../imports/client.js';
import { customerPolicies } from '../../src/modules/customers/customer-policies.js';
import { CustomerCreateRequest } from '../../src/modules/customers/customers.dto.js';
import { fieldsOf } from '../../src/resource/fields/request-reader.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { checkedFetch } from '../support/checked-fetch.js';
import { anyCharacter } from '../support/any-character.js';

const records = (text: string) =>
  parse(text, { columns: true, bom: true }) as unknown as Record<string, string>[];

/** Without what the service itself makes. */
const ownFieldsOf = async (business: ApiClient) =>
  items(await business.get('/customers?descending=false')).map(
    ({ id: _id, business_id: _business, created_at: _at, updated_at: _then, ...fields }) => fields,
  );

const withoutIds = (csv: string) =>
  records(csv).map(({ id: _id, created_at: _at, updated_at: _then, ...fields }) => fields);

describe('the export of customers', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    await api.post('/customers', {
      name: 'Acme',
      email: 'a@example.com',
      phone: '+49 351',
      category: 'Retail',
    });
    const { body } = await api.post('/customers', { name: 'Beta', email: 'b@example.com', notes: '' });
    await api.post(`/customers/${String(body['id'])}/contacts`, {
      name: 'Ada',
      phone: '=1+1',
      is_primary: true,
    });
    await api
      .post('/customers', { name: 'Gone', email: 'g@example.com' })
      .then((gone) => api.delete(`/customers/${String(gone.body['id'])}`));
  });
  afterAll(() => service.release());

  it('is CSV with the columns of an upload and those that are read only', async () => {
    const { status, headers, text } = await api.get('/customers/export');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="customers-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const { readWrite, readWriteKeys, readOnly } = customerPolicies;
    expect(text.split('\r\n')[0]).toBe([...readWrite, ...readOnly].join(','));
    expect([...readWrite, ...readWriteKeys]).toEqual(fieldsOf(CustomerCreateRequest).map(({ name }) => name));
    expect(records(text)).toMatchObject([
      { name: 'Beta', notes: "'", phone: '', is_deleted: 'false' },
      {
        name: 'Acme',
        phone: "'+49 351",
        category: 'Retail',
        created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      },
    ]);
  });

  it.each([
    ['category=Retail', ['Acme']],
    ['search=bet', ['Beta']],
    ['sort_by=name&descending=false&include_deleted=true', ['Acme', 'Beta', 'Gone']],
    ['email=A@example.com', ['Acme']],
  ])('takes the filters and orders of the list: %s', async (query, names) => {
    const { text } = await api.get(`/customers/export?${query}`);
    expect(records(text).map(({ name }) => name)).toEqual(names);
    const listed = items(await api.get(`/customers?${query}`));
    expect(listed.map(({ name }) => name)).toEqual(names);
  });

  it('is JSON by lines where that is asked for, with contacts only where they are', async () => {
    const lines = async (query: string, headers = {}) => {
      const response = await checkedFetch(`${api.url}/api/v1/customers/export${query}`, {
        headers: { authorization: `Bearer ${api.token}`, 'x-business-id': api.businessId, ...headers },
      });
      expect(response.headers.get('content-type')).toBe('application/x-ndjson');
      const text = await response.text();
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Json);
    };
    const listed = items(await api.get('/customers'));
    expect(await lines('?include=contacts', { accept: 'application/x-ndjson' })).toEqual(listed);
    expect(await lines('?format=ndjson')).toEqual(listed.map(({ contacts: _contacts, ...own }) => own));
  });

  it('has a file of contacts', async () => {
    const { text, headers } = await api.get('/customers/export?include=contacts');
    expect(headers.get('content-disposition')).toContain('filename="contacts-');
    expect(records(text)).toMatchObject([{ name: 'Ada', phone: "'=1+1", is_primary: 'true' }]);
  });

  it('begins with a byte order mark where that is asked for', async () => {
    const response = await checkedFetch(`${api.url}/api/v1/customers/export?bom=true`, {
      headers: { authorization: `Bearer ${api.token}`, 'x-business-id': api.businessId },
    });
    expect(Buffer.from(await response.arrayBuffer()).subarray(0, 7)).toEqual(Buffer.from('\ufeffname'));
  });

  it('is compressed where that is asked for', async () => {
    const plain = await api.get('/customers/export', { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    const zipped = await api.get('/customers/export', { headers: { 'accept-encoding': 'gzip' } });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(zipped.text).toBe(plain.text);
  });

  it('is of one snapshot, whatever is written meanwhile', async () => {
    const business = await service.business();
    const stored = Array.from({ length: 3_000 }, (_, n) =>
      customerRow(Date.UTC(2026, 0, 1) + n, { name: `N${n}` }),
    );
    await insertCustomerRows(service.database, business.businessId, stored);
    const response = await checkedFetch(`${business.url}/api/v1/customers/export`, {
      headers: { authorization: `Bearer ${business.token}`, 'x-business-id': business.businessId },
    });
    await business.post('/customers', { name: 'Late', email: 'late@example.com' });
    const names = records(await response.text()).map(({ name }) => name);
    expect(new Set(names).size).toBe(3_000);
    expect(names).not.toContain('Late');
  });

  it('has all customers, however large they are', async () => {
    const business = await service.business();
    const rows = Array.from({ length: 40 }, (_, n) => customerRow(Date.UTC(2026, 0, 1) + n));
    await insertCustomerRows(service.database, business.businessId, rows);
    // 64 MB together: more than the service takes of one answer of the database.
    await service.database.sql(
      `insert into customer_contacts (business_id, customer_id, id, name, notes, created_at, updated_at)
       select c.business_id, c.id, gen_random_uuid(), 'Contact ' || n, repeat('\u{1F600}', 1000), now(), now()
       from customers c, generate_series(1, 400) n where c.business_id = $1`,
      [business.businessId],
    );
    const { status, text } = await business.get('/customers/export');
    expect([status, records(text).length]).toEqual([200, rows.length]);
  });

  it('is refused for an unknown filter', async () => {
    expect((await api.get('/customers/export?format=xlsx')).status).toBe(422);
    expect((await api.get('/customers/export?status=x')).status).toBe(422);
  });

  it('sent again by id changes nothing, and says so', async () => {
    const { text } = await api.get('/customers/export?include_deleted=true');
    const update = await sendFile(api, '/customers/bulk-upload?mode=update&match_on=id', text);
    expect(counts(update)).toEqual(all({ unchanged: 2, skipped: 1 }));
    const skip = await sendFile(
      api,
      '/customers/bulk-upload?match_on=id',
      text.split('\r\n').slice(0, 1).join('') + '\r\n' + text.split('\r\n').slice(2).join('\r\n'),
    );
    expect(counts(skip)).toEqual(all({ skipped: 2 }));
  });

  it('comes back to the letter from another business, whatever the text', async () => {
    const special = fc.constantFrom(
      '+49',
      "'t Hooft",
      "'=x",
      '-5°',
      '=1+1',
      '@x',
      '\tx',
      '\rx',
      "'",
      "''",
      '#N/A',
      'NULL',
      '-',
      '4.41E+11',
      '＝1',
      ' x ',
      '"',
      '\n',
      ',;',
    );
    const text = fc
      .oneof(
        special,
        fc.string({ unit: anyCharacter, maxLength: 30 }).map((t) => t.replaceAll('\0', '')),
      )
      .filter((t) => !/[\ud800-\udfff]/.test(t) || Buffer.from(t).toString() === t);
    const nullable = fc.option(text);
    const customer = fc.record({
      name: text.map((t) => `${t}x`),
      address: nullable,
      phone: nullable,
      tax_id: nullable,
      website: nullable,
      notes: nullable,
      category: nullable,
      invoice_footer: nullable,
      credit_limit_cents: fc.option(fc.maxSafeNat()),
      status: fc.constantFrom('active', 'inactive', 'blocked'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(customer, { minLength: 1, maxLength: 8 }), async (customers) => {
        const [first, second] = [await service.business(), await service.business()];
        for (const [index, fields] of customers.entries()) {
          const { status } = await first.post('/customers', { ...fields, email: `c${index}@example.com` });
          expect(status).toBe(201);
        }
        const exported = await first.get('/customers/export?descending=false');
        const imported = await sendFile(second, '/customers/bulk-upload', exported.text);
        expect(counts(imported)).toEqual(all({ created: customers.length }));
        expect(await ownFieldsOf(second)).toEqual(await ownFieldsOf(first));
        const again = await second.get('/customers/export?descending=false');
        expect(withoutIds(again.text)).toEqual(withoutIds(exported.text));
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});
