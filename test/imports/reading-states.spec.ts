import { describe, expect, it } from '@jest/globals';
import { readFile } from './support.js';

const survivor = '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b92';
const ownHeader =
  'name,email,address,phone,tax_id,website,notes,credit_limit_cents,default_payment_term_id,status,category,' +
  'invoice_footer,id,created_at,updated_at,is_deleted,deleted_at,stripe_customer_id,merged_into';

const stateIn = async (header: string, line: string) => {
  const { rows } = await readFile(`${header}\n${line}\n`);
  return [rows[0]?.exclusion?.type, rows[0]?.problems.map(({ type }) => type)];
};
const stateOf = (isDeleted: string, mergedInto: string) =>
  stateIn(ownHeader, `A,a@example.com${','.repeat(14)}${isDeleted},,,${mergedInto}`);

describe('the state of a customer in a file', () => {
  it.each(['true', 'TRUE', ' True ', 'WAHR', 'VRAI', 'prawda', '1', '1.0', 'yes'])(
    'excludes a row with the word %j in is_deleted',
    async (word) => {
      expect(await stateOf(word, '')).toEqual(['customer_deleted', []]);
    },
  );

  it.each(['false', 'FALSE', 'FALSCH', 'FAUX', 'fałsz', '0', '0.0', '', 'NULL', '#N/A'])(
    'includes a row with the word %j in is_deleted',
    async (word) => {
      expect(await stateOf(word, '')).toEqual([undefined, []]);
    },
  );

  it('excludes a row with an id in merged_into, whatever is_deleted says', async () => {
    for (const word of ['true', 'false', '', 'maybe'])
      expect(await stateOf(word, survivor)).toEqual(['customer_merged', []]);
  });

  it('finds a problem in a cell that may say that the customer is not live', async () => {
    expect(await stateOf('maybe', '')).toEqual([undefined, ['bool_parsing']]);
    expect(await stateOf('', '019ab0f7…')).toEqual([undefined, ['uuid_parsing']]);
    expect(await stateOf('true', '019ab0f7…')).toEqual(['customer_deleted', []]);
  });

  it('is read in files that people have edited, too', async () => {
    expect(await stateIn('Name,E-Mail,is_deleted', 'A,a@example.com,true')).toEqual(['customer_deleted', []]);
    expect(await stateIn('name,email,Merged into,Remark', `A,a@example.com,${survivor},x`)).toEqual([
      'customer_merged',
      [],
    ]);
  });
});
