import { describe, expect, it } from '@jest/globals';
import type { KnownTerm } from '../../src/imports/rows/import-row.js';
import { readFile } from './support.js';

const terms: readonly KnownTerm[] = [
  { id: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90', name: 'Net 30', days_until_due: 30 },
  { id: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91', name: 'Due on receipt', days_until_due: 0 },
];

const person = (fields: object) => ({ email: null, phone: null, role: null, ...fields });

describe('the export of', () => {
  it.each([
    [
      'Xero',
      '*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAttentionTo,POAddressLine1,POAddressLine2,POCity,PORegion,POPostalCode,POCountry,SAAddressLine1,PhoneNumber,TaxNumber,Website,Person1FirstName,Person1LastName,Person1Email,Person1IncludeInEmails\n' +
        'Acme Ltd,1,billing@acme.example.com,Ada,Lovelace,Accounts,1 Main St,Unit 2,London,,N1 9GU,UK,Elsewhere 9,020 7946,GB123,https://acme.example.com,Grace,Hopper,grace@acme.example.com,yes\n',
      {
        name: 'Acme Ltd',
        email: 'billing@acme.example.com',
        address: 'Accounts\n1 Main St\nUnit 2\nLondon N1 9GU\nUK',
        phone: '020 7946',
        tax_id: 'GB123',
        website: 'https://acme.example.com',
      },
      [
        person({ name: 'Ada Lovelace', email: 'billing@acme.example.com', phone: '020 7946' }),
        person({ name: 'Grace Hopper', email: 'grace@acme.example.com' }),
      ],
    ],
    [
      'QuickBooks Online',
      'Craig Design,,,,,\nCustomer Contact List,,,,,\n,,,,,\nCustomer full name,Phone numbers,Email,Full name,Bill address,Ship address\n' +
        'Amy Lauterbach,Phone:(555) 010-7788,amy@example.com,Amy Lauterbach,"4581 Finch St., Bayshore, CA",Ship\n\n"Friday, Jan 3, 2025 10:00:00 AM",,,,,\n',
      {
        name: 'Amy Lauterbach',
        email: 'amy@example.com',
        phone: '(555) 010-7788',
        address: '4581 Finch St., Bayshore, CA',
      },
      [],
    ],
    [
      'QuickBooks Desktop',
      'JOB OR CUSTOMER NAME,COMPANY NAME,FIRST NAME,LAST NAME,CONTACT,PHONE,EMAIL,BILLING ADDRESS 1,BILLING ADDRESS 2,CUSTOMER TYPE,TERMS,RESALE NUMBER,ACCOUNT NUMBER,CREDIT LIMIT\n' +
        'Cook,Cook Ltd,Brian,Cook,,555,cook@example.com,Brian Cook,345 Cherry,Residential,Net 30,R1,7,"5,000.00"\n',
      {
        name: 'Cook',
        email: 'cook@example.com',
        phone: '555',
        address: 'Brian Cook\n345 Cherry',
        category: 'Residential',
        tax_id: 'R1',
        default_payment_term_id: terms[0]?.id,
        credit_limit_cents: 500_000,
      },
      [person({ name: 'Brian Cook', email: 'cook@example.com', phone: '555' })],
    ],
    [
      'Stripe',
      'id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend\ncus_1,Jane of Acme,jane@example.com,,2024-01-01 10:00,false,,active,12.00\n',
      { name: 'Jane of Acme', email: 'jane@example.com' },
      [],
    ],
    [
      'Shopify',
      "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Note,Tax Exempt,Tags\n'7210,Jane,Doe,jane@example.com,yes,,1 Main,,Reno,NV,US,'89501,'+15550100,,Nice,no,vip\n",
      {
        name: 'Jane Doe',
        email: 'jane@example.com',
        phone: '+15550100',
        address: '1 Main\nReno NV 89501\nUS',
        notes: 'Nice',
      },
      [],
    ],
    [
      'Zoho Books',
      'Created Time,Display Name,Company Name,First Name,Last Name,Phone,Notes,Website,Status,Credit Limit,Billing Address,Billing City,Billing Country,Shipping Address,Payment Terms,Payment Terms Label,EmailID,MobilePhone,Customer ID,Customer Name,Contact Type\n' +
        'x,Acme,Acme,Ada,Lovelace,,,,Inactive,100.5,1 Main,Pune,India,Elsewhere,30,Thirty,ada@example.com,91,7,Acme,customer\n',
      {
        name: 'Acme',
        email: 'ada@example.com',
        phone: '91',
        status: 'inactive',
        credit_limit_cents: 10_050,
        address: '1 Main\nPune\nIndia',
        default_payment_term_id: terms[0]?.id,
      },
      [person({ name: 'Ada Lovelace', email: 'ada@example.com', phone: '91' })],
    ],
    [
      'FreshBooks',
      'Organization,First Name,Last Name,Email,Phone,Street,City,Province/State,Country,Postal Code,Notes\n,Jo,Fox,jo@example.com,1,2 Road,Toronto,ON,Canada,M5V,\n',
      { name: 'Jo Fox', email: 'jo@example.com', phone: '1', address: '2 Road\nToronto ON M5V\nCanada' },
      [],
    ],
    [
      'Invoice Ninja',
      'Acme,\nClients,\n,\nName,Balance,Paid to Date,Billing Street,Billing Apt/Suite,Billing City,Billing State/Province,Billing Postal Code,Billing Country,Shipping Street,ID Number,VAT Number,Website,Phone,Currency,Public Notes,Private Notes,First Name,Last Name,Email,Phone\n' +
        'Beta,0,0,3 Lane,,Oslo,,0150,Norway,Other,1,NO1,,111,NOK,,,Kari,Nord,kari@example.com,222\n',
      {
        name: 'Beta',
        email: 'kari@example.com',
        phone: '111',
        tax_id: 'NO1',
        address: '3 Lane\nOslo 0150\nNorway',
      },
      [person({ name: 'Kari Nord', email: 'kari@example.com', phone: '222' })],
    ],
    [
      'Pipedrive',
      'Name,Email,Phone,Organization,Owner,Label\nJane,"jane@example.com, jd@example.com",1,,Bob,Hot\n',
      { name: 'Jane', email: 'jane@example.com', phone: '1', category: 'Hot' },
      [person({ name: 'jd@example.com', email: 'jd@example.com' })],
    ],
    [
      'German',
      'Kundennummer;Firma;Vorname;Nachname;Position;Strasse;PLZ;Ort;Telefon;E-Mail;Status;Quelle;Notizen;Kreditlimit\n1;Groß GmbH;Jürgen;Groß;Chef;Weg 1;01067;Dresden;0351;mailto:j@example.com;gesperrt;Messe;N;1.234,56\n',
      {
        name: 'Groß GmbH',
        email: 'j@example.com',
        phone: '0351',
        address: 'Weg 1\n01067 Dresden',
        status: 'blocked',
        notes: 'N',
        credit_limit_cents: 123_456,
      },
      [person({ name: 'Jürgen Groß', email: 'j@example.com', phone: '0351', role: 'Chef' })],
    ],
    [
      'Swedish',
      'Namn;E-post;Mobil\nBo;bo@example.com;070\n',
      { name: 'Bo', email: 'bo@example.com', phone: '070' },
      [],
    ],
    [
      'Google',
      'Name,Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name\nAda L,Ada,L,ada@example.com,1,Acme\n',
      { name: 'Acme', email: 'ada@example.com', phone: '1' },
      [person({ name: 'Ada L', email: 'ada@example.com', phone: '1' })],
    ],
    [
      'Outlook',
      'First Name,Middle Name,Last Name,E-mail Address,Mobile Phone,Company\nAda,B,L,ada@example.com,1,\n',
      { name: 'Ada B L', email: 'ada@example.com', phone: '1' },
      [],
    ],
    [
      'Mailchimp',
      'Email Address,First Name,Last Name,Address,Phone Number,Tags\na@example.com,Ada,L,1 Main,1,x\n',
      { name: 'Ada L', email: 'a@example.com', phone: '1', address: '1 Main' },
      [],
    ],
    [
      'HubSpot',
      'Record ID,First Name,Last Name,Email,Phone Number,Associated Company,Country/Region\n1,Ada,L,a@example.com,1,Acme,UK\n',
      { name: 'Acme', email: 'a@example.com', phone: '1', address: 'UK' },
      [person({ name: 'Ada L', email: 'a@example.com', phone: '1' })],
    ],
    [
      'WooCommerce',
      'Customer ID,Username,First name,Last name,Email,Billing Phone,City\n1,ada,,,a@example.com,1,Bath\n',
      { name: 'ada', email: 'a@example.com', phone: '1', address: 'Bath' },
      [],
    ],
    [
      'Wave',
      'customer_name,email,contact_first_name,contact_last_name,phone,website,country,province/state,address_line_1,address_line_2,city,postal_code/zip_code,shipping_address\nAcme,a@example.com,Ada,L,1,,US,NV,1 Main,,Reno,89501,Other\n',
      { name: 'Acme', email: 'a@example.com', phone: '1', address: '1 Main\nReno NV 89501\nUS' },
      [person({ name: 'Ada L', email: 'a@example.com', phone: '1' })],
    ],
  ])('%s is recognised and mapped', async (product, file, body, contacts) => {
    const { table, rows } = await readFile(file, {}, { terms });
    expect(table.header.product?.name).toBe(product);
    expect(rows[0]).toMatchObject({ problems: [], isVendor: false });
    expect(rows[0]?.body).toEqual(body);
    expect(rows[0]?.contacts).toEqual(contacts);
  });

  it('DATEV leaves out the accounts of suppliers', async () => {
    const { table, rows } = await readFile(
      '"EXTF";"700";"16";"Debitoren/Kreditoren"\nKonto;Name (Adressattyp Unternehmen);E-Mail;PLZ;Ort\n10000;Acme;a@example.com;01067;Dresden\n70000;Lieferant;l@example.com;;\n',
    );
    expect(table.header.product?.name).toBe('DATEV');
    expect(rows.map(({ isVendor, line }) => [isVendor, line])).toEqual([
      [false, 3],
      [true, 4],
    ]);
  });

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

  it('Zoho Books leaves out vendors', async () => {
    const { rows } = await readFile(
      'Display Name,EmailID,Billing Address,Contact Type\nA,a@example.com,x,vendor\n',
    );
    expect(rows.map(({ isVendor }) => isVendor)).toEqual([true]);
  });
});

const row = async (columns: string, cells: string, options = {}) =>
  (await readFile(`Customer,Mail,${columns}\nA,a@example.com,${cells}\n`, options, { terms })).rows[0];

describe('a cell', () => {
  it.each(['4.41E+11', '4,41E+11', '1E+15'])('%s has lost its digits', async (cell) => {
    expect((await row('Phone', `"${cell}"`))?.problems).toMatchObject([
      { type: 'number_destroyed', loc: ['body', 'phone'], input: cell },
    ]);
  });

  it.each(['#N/A', 'NULL', '-', 'n/a', ' '])('%j is nothing', async (cell) => {
    expect((await row('Phone', cell))?.body).not.toHaveProperty('phone');
  });

  it.each([
    ['1,234.56', '1234.56', 123_456],
    ['5000', '5000', 500_000],
    ['"$1,234"', '$1,234', 123_400],
    ['"12,5"', '12,5', 1_250],
    ["1'234.50", '', 123_450],
    ['USD 10', '', 1_000],
    ['-1', '', -100],
  ])('%s is an amount', async (cell, _, cents) => {
    expect(
      (await row('Credit limit', cell.startsWith('1,') ? `"${cell}"` : cell))?.body['credit_limit_cents'],
    ).toBe(cents);
  });

  it.each(['abc', '1.2.3', '0.001', '1,2345'])('%s is no amount', async (cell) => {
    expect((await row('Credit limit', `"${cell}"`))?.problems).toMatchObject([
      { type: 'money_parsing', input: cell },
    ]);
  });

  it.each([
    ['Net 30', 0],
    ['net-30', 0],
    ['30 days', 0],
    ['DUE ON RECEIPT', 1],
    ['0', 1],
  ])('%s names a payment term', async (cell, index) => {
    expect((await row('Terms', cell))?.body['default_payment_term_id']).toBe(terms[index]?.id);
  });

  it('that names no payment term of the business says so', async () => {
    expect((await row('Terms', 'Net 45'))?.problems).toMatchObject([
      { type: 'payment_term_unknown', input: 'Net 45' },
    ]);
  });

  it.each([
    ['mailto:a@x.com', 'a@x.com', []],
    [' a@x.com\n', 'a@x.com', []],
    ['a@x.com; b@x.com', 'a@x.com', ['b@x.com']],
    ['a@x.com b@x.com', 'a@x.com', ['b@x.com']],
    ['Ada <a@x.com>', 'Ada <a@x.com>', []],
    ['Doe, Jane <a@x.com>', 'Doe, Jane <a@x.com>', []],
  ])('%j has the email %s', async (cell, email, others) => {
    const { rows } = await readFile(`Customer,Mail\nA,"${cell}"\n`);
    expect(rows[0]?.body['email']).toBe(email);
    expect(rows[0]?.contacts.map((contact) => contact.email)).toEqual(others);
  });

  it('of a column that nobody knows is what the map says', async () => {
    const { rows, table } = await readFile('Wer,Wohin,Name\nA,a@example.com,x\n', {
      map: { Wer: 'name', wohin: 'email', name: null },
    });
    expect(rows[0]?.body).toEqual({ name: 'A', email: 'a@example.com' });
    expect(table.header.product).toBeNull();
  });
});
