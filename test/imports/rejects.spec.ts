import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { rejects } from '../../src/modules/imports/rejects.js';
import type { RowProblem } from '../../src/modules/imports/rows/import-row.js';
import { pieces, readFile, usualOptions } from './support.js';

const problem = (row: number, line: number): RowProblem => ({
  row,
  line,
  loc: ['body', 'email'],
  msg: 'No',
  type: 'value_error',
  input: null,
});

/** The rejects of a file of which these rows, in these lines, were not stored. */
async function rejectsOf(
  file: string | Uint8Array,
  rows: readonly (readonly [row: number, line: number])[],
  encoding?: string,
  size?: number,
): Promise<Buffer> {
  async function* problems() {
    yield rows.map(([row, line]) => problem(row, line));
  }
  const options = { ...usualOptions, encoding };
  const parts: Buffer[] = [];
  const record = { options, error: null, is_given_up: false, rows_read: 0 };
  for await (const part of rejects(record, pieces(file, size), problems())) parts.push(part);
  return Buffer.concat(parts);
}

describe('the rows that were not stored', () => {
  it('have the lines before the header, without which DATEV is not recognised', async () => {
    const file =
      '"EXTF";"700"\r\nKonto;Name;E-Mail\r\n10000;A;a@example.com\r\n10001;B;keine\r\n70000;C;c@example.com\r\n';
    const text = (await rejectsOf(file, [[2, 4]])).toString();
    expect(text).toBe('EXTF;700\r\nKonto;Name;E-Mail;reason\r\n10001;B;keine;email: No\r\n');
    const { table, rows } = await readFile(text);
    expect([table.header.product?.name, rows[0]?.body['name'], rows[0]?.line]).toEqual(['DATEV', 'B', 3]);
  });

  it('are there also where the file could not be read to its end', async () => {
    const good = Buffer.from(`name,email\n${'A,x\n'.repeat(17_500)}`);
    const file = Buffer.concat([good, Buffer.of(0xe9)]);
    expect((await rejectsOf(file, [[17_450, 17_451]], undefined, good.length)).toString()).toBe(
      'name,email,reason\r\nA,x,email: No\r\n',
    );
  });

  it.each([
    ['shift_jis', 'shift_jis'],
    ['iso-2022-jp', 'utf-8'],
  ])('of a file in %s are in %s', async (encoding, written) => {
    const file =
      encoding === 'iso-2022-jp'
        ? Buffer.concat([
            Buffer.from('name,email\n\u001b$B'),
            Buffer.of(0x46, 0x7c),
            Buffer.from('\u001b(B,x\n'),
          ])
        : iconv.encode('name,email\n日,x\n', encoding);
    const bytes = await rejectsOf(file, [[1, 2]], encoding);
    expect(iconv.decode(bytes, written)).toBe('name,email,reason\r\n日,x,email: No\r\n');
    expect((await readFile(bytes, { encoding })).rows[0]?.body['name']).toBe('日');
  });
});
