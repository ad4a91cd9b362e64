import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { csvOf } from '../../src/modules/imports/file/csv-writer.js';
import { neutralised } from '../../src/modules/imports/rows/cells.js';
import type { KnownTerm } from '../../src/modules/imports/rows/import-row.js';
import { readFile } from './support.js';

const terms: readonly KnownTerm[] = [
  { id: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90', name: 'Net 30', days_until_due: 30 },
  { id: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91', name: 'Due on receipt', days_until_due: 0 },
];

const row = async (columns: string, cells: string, options = {}) =>
  (await readFile(`Customer,Mail,${columns}\nA,a@example.com,${cells}\n`, options, { terms })).rows[0];

describe('a cell', () => {
  it.each(['4.41E+11', '4,41E+11', '1E+15', '########'])('%s has lost its digits', async (cell) => {
    expect((await row('Phone', `"${cell}"`))?.problems).toMatchObject([
      { type: 'number_destroyed', loc: ['body', 'phone'], input: cell },
    ]);
  });

  it("whose digits are lost is nobody's loss where it is not used", async () => {
    expect(await row('Phone,Mobile', '1,4.41E+11')).toMatchObject({ body: { phone: '1' }, problems: [] });
  });

  it('of a contact may have lost its digits, too', async () => {
    expect((await row('x', '4.41E+11', { map: { x: 'person_1_phone' } }))?.problems).toMatchObject([
      { type: 'number_destroyed', loc: ['body', 'person_1_phone'] },
    ]);
  });

  it.each(['#N/A', 'NULL', '-', 'n/a', ' ', '#NV', '#BEZUG!', '#VALEUR!', '#N/D', '#¡REF!'])(
    '%j is nothing',
    async (cell) => {
      expect((await row('Phone', cell))?.body).not.toHaveProperty('phone');
    },
  );

  it.each([
    ['1,234.56', '1234.56', 123_456],
    ['5000', '5000', 500_000],
    ['"$1,234"', '$1,234', 123_400],
    ['"12,5"', '12,5', 1_250],
    ["1'234.50", '', 123_450],
    ['USD 10', '', 1_000],
    ['-1', '', -100],
    ['1 234,50 kr', '', 123_450],
    ['R$ 1.234,50', '', 123_450],
    ['1.234,50 €', '', 123_450],
  ])('%s is an amount', async (cell, _, cents) => {
    expect(
      (await row('Credit limit', /^[^"]*,/.test(cell) ? `"${cell}"` : cell))?.body['credit_limit_cents'],
    ).toBe(cents);
  });

  it.each(['abc', '1.2.3', '0.001', '1,2345', '10k', '1E+05'])('%s is not an amount', async (cell) => {
    expect((await row('Credit limit', `"${cell}"`))?.problems).toMatchObject([
      { type: 'money_parsing', input: cell },
    ]);
  });

  it.each([
    ['Net 30', 0],
    ['net-30', 0],
    ['30 days', 0],
    ['30 Tage netto', 0],
    ['30 jours', 0],
    ['Sofort fällig', 1],
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
    ['mailto:a@x.com?subject=Hi', 'a@x.com', []],
    [' a@x.com\n', 'a@x.com', []],
    ['a@x.com;', 'a@x.com', []],
    ['a@x.com; b@x.com', 'a@x.com', [['b@x.com', 'b@x.com']]],
    ['a@x.com b@x.com', 'a@x.com', [['b@x.com', 'b@x.com']]],
    ['a@x.com\nb@x.com', 'a@x.com', [['b@x.com', 'b@x.com']]],
    ['a@x.com ::: b@x.com', 'a@x.com', [['b@x.com', 'b@x.com']]],
    ['a@x.com, A@x.com', 'a@x.com', []],
    ['Ada <a@x.com>', 'a@x.com', []],
    ['Dr. Ada\n<mailto:a@x.com>', 'a@x.com', []],
    ['Doe, Jane <a@x.com>', 'a@x.com', []],
    ['""Doe, Jane"" <a@x.com>; Roe, Bob <b@x.com>', 'a@x.com', [['Roe, Bob', 'b@x.com']]],
    ['Jane, a@x.com', 'Jane, a@x.com', []],
    ['a@x.com, n.n.', 'a@x.com, n.n.', []],
    ['nobody', 'nobody', []],
  ])('%j has the email %j', async (cell, email, others) => {
    const { rows } = await readFile(`Customer,Mail\nA,"${cell}"\n`);
    expect(rows[0]?.body['email']).toBe(email);
    expect(rows[0]?.contacts.map((contact) => [contact.name, contact.email])).toEqual(others);
  });

  it.each([
    ['Phone:(555) 010-7788', '(555) 010-7788'],
    ['Phone:(555) 010-7788 Mobile:(555) 010-7799', '(555) 010-7788'],
    ['Mobile: (555) 010-7799', '(555) 010-7799'],
    ['Fax:(555) 1; Phone:(555) 2', '(555) 2'],
    ['1 ::: 2', '1'],
    ['Hotel 5', 'Hotel 5'],
    ['Fax:(555) 1', undefined],
  ])('%j has the phone %j', async (cell, phone) => {
    expect((await row('Phone', cell))?.body['phone']).toBe(phone);
  });

  it('is as quickly read where it is long', async () => {
    const [blanks, zeros] = [' '.repeat(400_000), '0'.repeat(400_000)];
    const { rows } = await readFile(
      `Customer,Mail,Credit limit\nA,"a${blanks}b@x.com${' b@x.com'.repeat(10_000)}",5.${zeros}1\n`,
    );
    expect(rows).toMatchObject([{ problems: [{ type: 'money_parsing' }] }]);
  });

  it('of an export is what it was, however a spreadsheet would take it', async () => {
    const header = 'name,email,id,created_at,updated_at,notes\n';
    const read = async (value: string) =>
      (await readFile(`${header}${csvOf([['A', 'a@example.com', '', '', '', neutralised(value)]], ',')}`))
        .rows[0]?.body['notes'];
    for (const value of [
      '+49 30',
      '-5°',
      "'t Hooft",
      "'=x",
      '=1+1',
      '@x',
      '\tx',
      '\rx',
      ' NULL',
      '4.41E+11',
      '-',
    ]) {
      expect(await read(value)).toBe(value);
    }
    const character = fc.constantFrom(...'\'"=+-@\t\r\n ,;ax#');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: character, minLength: 1, maxLength: 8 }), async (value) => {
        expect(await read(value)).toBe(value);
      }),
    );
  });
});
