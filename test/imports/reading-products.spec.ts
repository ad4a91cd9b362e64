import { describe, expect, it } from '@jest/globals';
import type { KnownTerm } from '../../src/modules/imports/rows/import-row.js';
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
        'Cook,Cook Ltd,Brian,Cook,Brian Cook,555,cook@example.com,Brian Cook,345 Cherry,Residential,Net 30,R1,7,"5,000.00"\n',
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
      'Pipedrive',
      'Name,Email,Phone,Organization,Owner,Label\nJane,jane@example.com,1,Acme,Bob,\n',
      { name: 'Acme', email: 'jane@example.com', phone: '1' },
      [person({ name: 'Jane', email: 'jane@example.com', phone: '1' })],
    ],
    [
      'German',
      'Firma;Vorname;Name;E-Mail\n;Jürgen;Groß;j@example.com\n',
      { name: 'Jürgen Groß', email: 'j@example.com' },
      [],
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
      'Swedish',
      'Förnamn;Efternamn;E-post\nBo;Ek;bo@example.com\n',
      { name: 'Bo Ek', email: 'bo@example.com' },
      [],
    ],
    [
      'QuickBooks Online',
      'Name,Company,Email,Phone,Mobile,Fax,Website,Street,City,State,ZIP,Country,Opening Balance,Date,Resale Number\n' +
        'Amy,Birds,amy@example.com,,555,9,birds.example.com,1 Main,Reno,NV,89501,US,0,1/1/2020,R7\n',
      {
        name: 'Amy',
        email: 'amy@example.com',
        phone: '555',
        website: 'birds.example.com',
        tax_id: 'R7',
        address: '1 Main\nReno NV 89501\nUS',
      },
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
      'customer_name,email,contact_first_name,contact_last_name,phone,mobile,toll_free,website,country,province/state,address_line_1,address_line_2,city,postal_code/zip_code,shipping_address,ship-to_contact\nAcme,a@example.com,Ada,L,,,1,,US,NV,1 Main,,Reno,89501,Other,O\n',
      { name: 'Acme', email: 'a@example.com', phone: '1', address: '1 Main\nReno NV 89501\nUS' },
      [person({ name: 'Ada L', email: 'a@example.com', phone: '1' })],
    ],
  ])('%s is recognised and mapped', async (product, file, body, contacts) => {
    const { table, rows } = await readFile(file, {}, { terms });
    expect(table.header.product?.name).toBe(product);
    expect(rows[0]).toMatchObject({ problems: [], exclusion: undefined });
    expect(rows[0]?.body).toEqual(body);
    expect(rows[0]?.contacts).toEqual(contacts);
  });
});
