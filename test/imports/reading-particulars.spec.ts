import { describe, expect, it } from '@jest/globals';
import type { KnownTerm } from '../../src/modules/imports/rows/import-row.js';
import { readFile } from './support.js';

const terms: readonly KnownTerm[] = [
  { id: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90', name: 'Net 30', days_until_due: 30 },
  { id: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91', name: 'Due on receipt', days_until_due: 0 },
];

describe('particulars of a product:', () => {
  it('DATEV leaves out the accounts of suppliers', async () => {
    const { table, rows } = await readFile(
      '"EXTF";"700";"16";"Debitoren/Kreditoren"\nKonto;Name (Adressattyp Unternehmen);E-Mail;PLZ;Ort\n10000;Acme;a@example.com;01067;Dresden\n69999;B;b@example.com;;\n70000;Lieferant;l@example.com;;\n',
    );
    expect(table.header.product?.name).toBe('DATEV');
    expect(rows.map(({ exclusion, line }) => [exclusion?.type, line])).toEqual([
      [undefined, 3],
      [undefined, 4],
      ['vendor', 5],
    ]);
  });

  it.each(['EXTF', 'DTVF'])(
    'DATEV that begins with %s names companies, persons and neither',
    async (kind) => {
      const { rows } = await readFile(
        `"${kind}";"700"\nKonto;Name (Adressattyp Unternehmen);Name (Adressattyp natürl. Person);Vorname (Adressattyp natürl. Person);Name (Adressattyp keine Angabe);E-Mail\n` +
          '10000;Acme;;;;a@example.com\n10001;;Groß;Jürgen;;j@example.com\n10002;;;;Verein;v@example.com\n',
      );
      expect(rows.map(({ body }) => body['name'])).toEqual(['Acme', 'Jürgen Groß', 'Verein']);
    },
  );

  it.each([
    [
      'DATEV',
      '"EXTF",700\nKonto,Name (Adressattyp Unternehmen),E-Mail,PLZ,Ort,Kreditlimit (Debitor)\n10000,Acme,a@example.com,01067,Dresden,"1.234,50"\n',
    ],
    ['German', 'Firma,E-Mail,PLZ,Ort,Kreditlimit\nAcme,a@example.com,01067,Dresden,"1.234,50"\n'],
    ['Swedish', 'Namn,E-post,Postnummer,Ort,Kreditgräns\nAcme,a@example.com,01067,Dresden,"1.234,50"\n'],
  ])(
    '%s has a decimal comma also between commas, and postal codes ahead of cities',
    async (product, file) => {
      const { table, rows } = await readFile(file);
      expect(table.header.product?.name).toBe(product);
      expect(rows[0]?.body).toMatchObject({ address: '01067 Dresden', credit_limit_cents: 123_450 });
    },
  );

  it('Xero has a due date that counts from the invoice for a payment term, and no other', async () => {
    const { rows } = await readFile(
      '*ContactName,EmailAddress,POAddressLine1,DueDateSalesDay,DueDateSalesTerm\n' +
        'A,a@example.com,,30,day(s) after the invoice date\nB,b@example.com,,30,of the following month\n' +
        'C,c@example.com,,30,DAYSAFTERBILLDATE\nD,d@example.com,,31,day(s) after the invoice date\nE,e@example.com,,,\n',
      {},
      { terms },
    );
    const [thirty] = terms.map(({ id }) => id);
    expect(rows.flatMap(({ problems }) => problems)).toEqual([]);
    expect(rows.map(({ body }) => body['default_payment_term_id'])).toEqual([
      thirty,
      undefined,
      thirty,
      undefined,
      undefined,
    ]);
  });

  it('Stripe has the name in its own column, else in the description', async () => {
    const { rows } = await readFile(
      'id,Description,Email,Name,Created (UTC),Delinquent,name (metadata)\n' +
        'cus_1,VIP,a@example.com,Ada,,,x\ncus_2,Bob of Acme,a@example.com,,,,x\n',
    );
    expect(rows.map(({ body, id }) => [body['name'], id])).toEqual([
      ['Ada', undefined],
      ['Bob of Acme', undefined],
    ]);
  });

  it('Shopify has numbers after an apostrophe, and one of the two phones', async () => {
    const { rows } = await readFile(
      "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Address1,Default Address Phone,Phone\n'7210,A,B,a@example.com,yes,,'+15550100,'15550101\n'7211,C,D,c@example.com,yes,,'+15550100,\n",
    );
    expect(rows.map(({ body }) => body['phone'])).toEqual(['15550101', '+15550100']);
  });

  it('Zoho Books has a row for each contact person of a customer, also where a spreadsheet has destroyed its id', async () => {
    const { rows } = await readFile(
      'Display Name,EmailID,Billing Address,Customer ID\n' +
        'A,a@example.com,,46\nA,b@example.com,,46\nB,c@example.com,,4.6E+14\nC,d@example.com,,4.6E+14\n,e@example.com,,4.6E+14\n',
    );
    const ids = rows.map(({ recordId }) => recordId);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids.slice(1, 4)).size).toBe(3);
    expect(ids[4]).toBeUndefined();
  });

  it('Zoho Books leaves out vendors', async () => {
    const { rows } = await readFile(
      'Display Name,EmailID,Billing Address,Contact Type\nA,a@example.com,x,vendor\nB,b@example.com,x,customer\n',
    );
    expect(rows.map(({ exclusion }) => exclusion?.type)).toEqual(['vendor', undefined]);
  });
});
