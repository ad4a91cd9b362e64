import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { customerPolicies } from '../../src/modules/customers/customer-policies.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { all, counts, items, sendFile } from './client.js';
import { checkedFetch } from '../support/checked-fetch.js';

const header = 'name,email,address,phone,tax_id,credit_limit_cents,status\n';

const persons =
  'Display Name,EmailID,Billing Address,Customer ID,First Name,Last Name,Payment Terms,Contact Type';
const personOf = (n: number, id: number) => `Acme,p${n}@example.com,,${id},First${n},Last,,customer\n`;

describe('a bulk upload', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService({ importMaxBytes: 3_000_000 });
    api = await service.business();
  });
  afterAll(() => service.stop());

  const upload = (file: string | Uint8Array<ArrayBuffer>, query = '', of = api) =>
    sendFile(of, `/customers/bulk-upload${query}`, file);
  const stored = (of = api) =>
    service.database.sql<Json>(
      'select name, email, address, phone, tax_id, credit_limit_cents, status from customers where business_id = $1 order by id',
      [of.businessId],
    );

  it.each(['', '&dry_run=true'])(
    'notes that the bytes contradict the encoding that was named%s, and obeys it all the same',
    async (more) => {
      const business = await service.business();
      const file = 'name,email\nMüller,m@example.com\n';
      const named = await upload(file, `?encoding=windows-1252${more}`, business);
      expect(named.body['warnings']).toEqual([
        'The file was read as windows-1252, as you asked, but it looks like UTF-8: check the names, or leave encoding out',
      ]);
      expect((await stored(business)).map(({ name }) => name)).toEqual(more === '' ? ['MÃ¼ller'] : []);
      const other = await service.business();
      expect((await upload(file, '', other)).body).not.toHaveProperty('warnings');
      expect((await stored(other)).map(({ name }) => name)).toEqual(['Müller']);
      const latin1 = new Uint8Array(Buffer.from(file, 'latin1'));
      const right = await upload(latin1, '?encoding=windows-1252&mode=create', other);
      expect(right.body).not.toHaveProperty('warnings');
    },
  );

  it('makes customers, and says what became of each row', async () => {
    const business = await service.business();
    const response = await upload(
      `${header}Acme,a@Example.com,"1 Main\nReno",+1 555,DE1,1000,blocked\nB,not an address,,,,,\nC,A@example.com,,,,,\nD,d@example.com,,,,-1,x\n`,
      '',
      business,
    );
    expect(response.status).toBe(201);
    expect(counts(response)).toEqual(all({ created: 1, skipped: 1, failed: 2 }));
    expect(response.body).toMatchObject({
      source: 'customers-service',
      mapping: { name: 'name', email: 'email', credit_limit_cents: 'credit_limit_cents' },
      ignored_columns: [],
      preview: null,
    });
    expect(response.body['errors']).toEqual([
      expect.objectContaining({
        row: 2,
        line: 4,
        loc: ['body', 'email'],
        type: 'value_error',
        input: 'not an address',
      }),
      expect.objectContaining({ row: 3, line: 5, loc: ['body', 'email'], type: 'duplicate' }),
      {
        row: 4,
        line: 6,
        loc: ['body', 'credit_limit_cents'],
        type: 'greater_than_equal',
        msg: 'Input should be greater than or equal to 0',
        input: '-1',
      },
      expect.objectContaining({ row: 4, line: 6, loc: ['body', 'status'], type: 'enum', input: 'x' }),
    ]);
    expect(await stored(business)).toEqual([
      {
        name: 'Acme',
        email: 'a@example.com',
        address: '1 Main\nReno',
        phone: '+1 555',
        tax_id: 'DE1',
        credit_limit_cents: 1000,
        status: 'blocked',
      },
    ]);
  });

  it('of the same file again makes nothing', async () => {
    const business = await service.business();
    const file = `name,email\n${Array.from({ length: 1_200 }, (_, n) => `N${n},n${n}@example.com\n`).join('')}`;
    expect(counts(await upload(file, '', business))).toEqual(all({ created: 1_200 }));
    const again = await upload(file, '', business);
    expect(counts(again)).toEqual(all({ skipped: 1_200 }));
    expect(again.body['errors']).toHaveLength(1_000);
    expect(await stored(business)).toHaveLength(1_200);
  });

  it('of the same file by several clients at once makes each customer once', async () => {
    const business = await service.business();
    const file = `name,email\n${Array.from({ length: 700 }, (_, n) => `N${n},n${n}@example.com\n`).join('')}`;
    const responses = await Promise.all([1, 2, 3].map(() => upload(file, '', business)));
    const created = responses.map(({ body }) => Number(body['created']));
    expect(created.reduce((sum, count) => sum + count)).toBe(700);
    expect(await stored(business)).toHaveLength(700);
  });

  it('creates another customer with the same email with mode=create', async () => {
    const business = await service.business();
    const response = await upload('name,email\nA,a@example.com\nB,a@example.com\n', '?mode=create', business);
    expect(counts(response)).toEqual(all({ created: 2 }));
  });

  it('changes the fields that are present, of the one customer with the key', async () => {
    const business = await service.business();
    await upload(
      `${header}A,a@example.com,Old,1,DE 1,,\nB,b@example.com,,,,,\nB2,b@example.com,,,,,\n`,
      '?mode=create',
      business,
    );
    const trial = await upload(
      `${header}A,a@example.com,Old,1,,,\nA,a@example.com,New,,,,\n`,
      '?mode=update&dry_run=true',
      business,
    );
    expect(counts(trial)).toEqual(all({ updated: 1, unchanged: 1 }));
    const response = await upload(
      `${header}A,a@example.com,New,,,5,\nA,a@example.com,New,,,5,\nB,b@example.com,,,,,\nN,n@example.com,,,,,\n`,
      '?mode=update',
      business,
    );
    expect(counts(response)).toEqual(all({ created: 1, updated: 1, unchanged: 1, failed: 1 }));
    expect(response.body['errors']).toMatchObject([{ row: 3, type: 'ambiguous' }]);
    const [a] = await stored(business);
    expect(a).toMatchObject({ address: 'New', phone: '1', tax_id: 'DE 1', credit_limit_cents: 5 });

    const byTax = await upload('tax_id,notes\nde-1,Hello\n,x\n', '?mode=update&match_on=tax_id', business);
    expect(counts(byTax)).toEqual(all({ updated: 1, failed: 1 }));
    const { body } = await business.get('/customers?email=a@example.com');
    expect((body['items'] as Json[])[0]).toMatchObject({ notes: 'Hello' });
  });

  it('of a trial stores nothing, and shows the first five rows as they would be', async () => {
    const business = await service.business();
    const file = `Customer,Mail,First name,Last name\n${[1, 2, 3, 4, 5, 6].map((n) => `N${n},n${n}@example.com,Ada,L\n`).join('')}N7,n1@example.com,,\n`;
    const response = await upload(file, '?dry_run=true', business);
    expect(counts(response)).toEqual(all({ created: 6, skipped: 1 }));
    expect(response.body['preview']).toHaveLength(5);
    expect((response.body['preview'] as Json[])[0]).toMatchObject({
      name: 'N1',
      email: 'n1@example.com',
      contacts: [{ name: 'Ada L', email: 'n1@example.com', is_primary: true }],
    });
    expect(await stored(business)).toEqual([]);
  });

  it('takes columns by a map, payment terms by name, and the persons of a customer as its contacts', async () => {
    const business = await service.business();
    const term = await business.post('/payment-terms', { name: 'Net 30', days_until_due: 30 });
    const response = await upload(
      'Display Name,EmailID,Billing Address,Customer ID,First Name,Last Name,Payment Terms,Contact Type\n' +
        'Acme,ada@example.com,1 Main,7,Ada,Lovelace,30,customer\nAcme,grace@example.com,1 Main,7,Grace,Hopper,30,customer\n' +
        'Shop,shop@example.com,,8,,,,vendor\n',
      '',
      business,
    );
    expect(counts(response)).toEqual(all({ created: 1, updated: 1, skipped: 1 }));
    expect(response.body['errors']).toMatchObject([{ row: 3, type: 'vendor' }]);
    const [customer] = items(await business.get('/customers'));
    expect(customer).toMatchObject({
      name: 'Acme',
      address: '1 Main',
      default_payment_term_id: term.body['id'],
    });
    expect(customer?.['contacts']).toMatchObject([
      { name: 'Ada Lovelace', email: 'ada@example.com', is_primary: true },
      { name: 'Grace Hopper', email: 'grace@example.com', is_primary: false },
    ]);
    const again = await upload(
      `${persons}\n${personOf(1, 7)}${personOf(2, 7)}`.replace('p1@', 'ada@'),
      '?mode=update',
      business,
    );
    expect(counts(again)).toEqual(all({ unchanged: 1, skipped: 1 }));
    expect(again.body['errors']).toMatchObject([{ row: 2, type: 'contact_left' }]);
    const map = encodeURIComponent(JSON.stringify({ Wer: 'name', Wohin: 'email' }));
    expect(counts(await upload('Wer,Wohin\nX,x@example.com\n', `?map=${map}`, business))).toEqual(
      all({ created: 1 }),
    );
  });

  it('gives a customer no more than 1,000 contacts: the rows beyond fail', async () => {
    const business = await service.business();
    const rows = Array.from({ length: 7_500 }, (_, n) => personOf(n, 7)).join('');
    const response = await upload(`${persons}\n${rows}${personOf(0, 8)}`, '?mode=create', business);
    expect(counts(response)).toEqual(all({ created: 2, updated: 999, failed: 6_500 }));
    expect((response.body['errors'] as Json[])[0]).toMatchObject({ row: 1_001, type: 'too_many_contacts' });
    const contacts = await service.database.sql(
      `select count(*)::integer as contacts from customers c join customer_contacts k
       on k.business_id = c.business_id and k.customer_id = c.id where c.business_id = $1 group by c.id order by 1`,
      [business.businessId],
    );
    expect(contacts).toEqual([{ contacts: 1 }, { contacts: 1_000 }]);
  });

  it('names the import in the event of each customer', async () => {
    const business = await service.business();
    await upload('name,email\nA,a@example.com\n', '', business);
    const [row] = await service.database.sql<{ actor: Json }>(
      `select actor from events where business_id = $1 and type = 'customer.created'`,
      [business.businessId],
    );
    const [latest] = items(await business.get('/customers/imports'));
    expect(row?.actor).toMatchObject({ import_id: latest?.['id'] });
  });

  it.each([
    ['', 'The file is empty'],
    ['PK\u0003\u0004', /^The file is an Excel workbook/],
    ['a,b\n1,2\n', /^No header is found within the first 10 lines/],
    [
      'name,email\nA,a@example.com\n"B,b@example.com\n',
      'A quote is opened in the record that begins in line 3, and never closed',
    ],
    [Buffer.from('name,email\nJ\xfcrgen,j@example.com\n', 'latin1'), /^Line 2 is not UTF-8 \(byte 0xFC\)/],
  ])('of a file that cannot be read is one sentence: %#', async (file, sentence) => {
    const response = await upload(typeof file === 'string' ? file : new Uint8Array(file));
    expect(response.status).toBe(422);
    const [error] = response.body['detail'] as { loc: unknown; msg: string; ctx: { error: string } }[];
    expect(error).toMatchObject({ type: 'value_error', loc: ['body', 'file'], input: 'customers.csv' });
    expect(error?.ctx.error).toMatch(sentence);
    expect(error?.msg).toBe(`Value error, ${error?.ctx.error}`);
  });

  it('leaves its Idempotency-Key to the mended file where it could not be read', async () => {
    const business = await service.business();
    const keyed = { 'idempotency-key': 'mended' };
    const send = (file: string) => sendFile(business, '/customers/bulk-upload', file, keyed);
    expect((await send('A,a@example.com\n')).status).toBe(422);
    expect((await send('name,email\nA,a@example.com\n')).status).toBe(201);
    const replayed = await send('name,email\nA,a@example.com\n');
    expect([replayed.status, replayed.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(await stored(business)).toHaveLength(1);
  });

  it('of a header alone makes nothing', async () => {
    const response = await upload('name,email\n');
    expect([response.status, counts(response)]).toEqual([201, all({})]);
  });

  it('is refused with 413 beyond the limit, said or not, with 415 as JSON, with 422 without a file', async () => {
    const large = `name,email\n${'x'.repeat(3_100_000)}`;
    expect((await upload(large)).status).toBe(413);
    const before = items(await api.get('/customers/imports')).length;
    const form = new FormData();
    form.append('file', new Blob([large]), 'a.csv');
    const chunked = await checkedFetch(`${api.url}/api/v1/customers/bulk-upload`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${api.token}`,
        'x-business-id': api.businessId,
        'content-type':
          new Request('http://x.invalid', { method: 'POST', body: form }).headers.get('content-type') ?? '',
      },
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect([400, 413]).toContain(chunked.status);
    expect(items(await api.get('/customers/imports'))).toHaveLength(before);
    expect((await api.post('/customers/bulk-upload', {})).status).toBe(415);
    const empty = new Request('http://x.invalid', {
      method: 'POST',
      body: (() => {
        const f = new FormData();
        f.append('other', 'x');
        return f;
      })(),
    });
    const without = await api.request('POST', '/api/v1/customers/bulk-upload', {
      raw: new Uint8Array(await empty.arrayBuffer()),
      headers: { 'content-type': empty.headers.get('content-type') ?? '' },
    });
    expect([without.status, without.body['detail']]).toEqual([
      422,
      [{ type: 'missing', loc: ['body', 'file'], msg: 'Field required', input: null }],
    ]);
  });

  it.each([
    ['mode=x', 'mode'],
    ['encoding=klingon', 'encoding'],
    ['map=%7B', 'map'],
    ['map=%7B%22a%22%3A%22nothing%22%7D', 'map'],
    ['delimiter=x', 'delimiter'],
  ])('is refused with 422 for %s', async (query, parameter) => {
    const { status, body } = await upload('name,email\n', `?${query}`);
    expect([status, (body['detail'] as Json[])[0]?.['loc']]).toEqual([422, ['query', parameter]]);
  });

  it('of any bytes is answered, and stores whole rows or none', async () => {
    const business = await service.business();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', 'name,email,phone\n'),
        fc.uint8Array({ maxLength: 200 }),
        async (start, bytes) => {
          const { status } = await upload(
            new Uint8Array(Buffer.concat([Buffer.from(start), bytes])),
            '',
            business,
          );
          expect([201, 422]).toContain(status);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has a template with the columns that it takes', async () => {
    const template = await api.get('/customers/bulk-upload/template');
    expect(template.status).toBe(200);
    expect(template.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(template.text).toBe(`${customerPolicies.readWrite.join(',')}\r\n`);
  });
});
