import { describe, expect, it } from '@jest/globals';
import { Decisions, RowGroup } from '../../src/modules/imports/rows/import-batch.js';
import { readFile, usualOptions } from './support.js';

const read = async (file: string) => (await readFile(file)).rows[0];

describe('the header of an unknown product', () => {
  it('says what the map says of it', async () => {
    const { rows, table } = await readFile('Wer,Wohin,Name\nA,a@example.com,x\n', {
      map: { Wer: 'name', wohin: 'email', name: null },
    });
    expect(rows[0]?.body).toEqual({ name: 'A', email: 'a@example.com' });
    expect(table.header.product).toBeNull();
  });

  it('is compared without case, blanks, `_`, `-`, `*` and mark', async () => {
    expect(await read('*FIRST name,Last_Name,\ufeffe-MAIL\nAda,L,a@example.com\n')).toMatchObject({
      body: { name: 'Ada L', email: 'a@example.com' },
    });
  });

  it('takes words to be words, whatever an object has by itself', async () => {
    const { table } = await readFile('Customer,Mail,constructor\nA,a@example.com,x\n');
    expect(table.header.targets).toEqual(['name', 'email', null]);
  });

  it.each([
    ['Nom;Prénom;E-mail', 'Dupont;Jean;j@example.com', 'Jean Dupont'],
    ['Nome;Cognome;Email', 'Ada;Rossi;a@example.com', 'Ada Rossi'],
    ['Nombre;Apellidos;Correo', 'Ana;García;a@example.com', 'Ana García'],
    ['Name;Vorname;E-Mail-Adresse', 'Groß;Jürgen;j@example.com', 'Jürgen Groß'],
    ['Nom;E-mail', 'Dupont SARL;d@example.com', 'Dupont SARL'],
    ['Name;Vorname;Nachname;Mail', 'Groß GmbH;Jürgen;Groß;j@example.com', 'Groß GmbH'],
  ])('%s has the halves of a name, or all of it', async (header, cells, name) => {
    expect((await read(`${header}\n${cells}\n`))?.body['name']).toBe(name);
  });

  it.each([
    ['Customer,Mail,Address,City,State,Zip', 'A,a@example.com,1 Main,Reno,NV,89501', '1 Main\nReno NV 89501'],
    [
      'Nom,Mail,Adresse,Code postal,Ville,Pays',
      'A,a@example.com,1 rue,75001,Paris,FR',
      '1 rue\n75001 Paris\nFR',
    ],
    [
      'Name;Mail;Street;Straße;Hausnummer;PLZ;Ort',
      'A;a@example.com;Hof;Weg;1;01067;Dresden',
      'Hof\nWeg 1\n01067 Dresden',
    ],
    ['Customer,Mail,Address', 'A,a@example.com,"1 Main, Reno"', '1 Main, Reno'],
  ])('%s has the lines of an address', async (header, cells, address) => {
    expect((await read(`${header}\n${cells}\n`))?.body['address']).toBe(address);
  });

  it('has whom to speak with alongside the customer, or the customer', async () => {
    expect(await read('Account Name,Contact Name,Email\nAcme,Joe,j@example.com\n')).toMatchObject({
      body: { name: 'Acme' },
      contacts: [{ name: 'Joe' }],
    });
    expect(await read('Contact Name,Email\nJoe,j@example.com\n')).toMatchObject({
      body: { name: 'Joe' },
      contacts: [],
    });
  });

  it.each(['Supplier', 'Lieferant', 'Vendors'])('may say that a row is of a %s', async (kind) => {
    expect(await read(`Customer,Mail,Contact type\nA,a@example.com,${kind}\n`)).toMatchObject({
      exclusion: { type: 'vendor' },
    });
  });
});

const below = async (line: string) =>
  (await readFile(`Customer,Mail,Credit limit\nA,a@example.com,5\n,,\n${line}\n`)).rows[1]?.exclusion?.type;

describe('below the rows', () => {
  it.each([
    '"Friday, Jan 3, 2025 10:00:00 AM GMT-8",,',
    '"   Friday, January 3, 2025",,',
    'Stand: 03.01.2025',
    'TOTAL,,5',
    'Grand total:,,5',
    'Summe,,',
    'Total: 12',
  ])('%j is not a customer', async (line) => {
    expect(await below(line)).toBe('footer');
  });

  it('an existing customer is skipped and reported, and is not a failure', async () => {
    const { rows } = await readFile('Customer,Mail\nA,a@example.com\nTotal,\n');
    const decisions = new Decisions(usualOptions, [], [], new Set());
    expect(rows.map((row) => decisions.decide(new RowGroup(row, undefined)))).toMatchObject([
      { kind: 'create' },
      { kind: 'skipped', problems: [{ type: 'footer', input: 'Total' }] },
    ]);
  });

  it.each(['B,,', 'Total,t@example.com,5', 'Total Plumbing,,', 'Studio 54,,', 'Agenda 2030 of 5,,7'])(
    '%j is a customer, who may lack something',
    async (line) => {
      expect(await below(line)).toBeUndefined();
    },
  );
});
