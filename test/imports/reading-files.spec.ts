import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { FileError } from '../../src/modules/imports/file/file-error.js';
import { readFile, readOrSentence } from './support.js';

const names = async (...args: Parameters<typeof readFile>) =>
  (await readFile(...args)).rows.map(({ body }) => body['name']);

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

const simple = 'name,email\nJürgen Groß,j@example.com\nZoë,z@example.com\n';

describe('a file', () => {
  it.each([
    ['UTF-8', Buffer.from(simple), {}],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${simple}`), {}],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${simple.replaceAll(',', '\t')}`, 'utf16le'), {}],
    ['UTF-16 big-endian with a mark', Buffer.from(`\ufeff${simple}`, 'utf16le').swap16(), {}],
    ['UTF-8 with a mark, whatever is named', Buffer.from(`\ufeff${simple}`), { encoding: 'windows-1252' }],
    ['Windows-1252, which is named', iconv.encode(simple, 'windows-1252'), { encoding: 'windows-1252' }],
  ])('is read in %s, however its bytes arrive', async (_, bytes, options) => {
    for (const size of [1, 3, 65_536]) {
      expect(await names(bytes, options, { size })).toEqual(['Jürgen Groß', 'Zoë']);
    }
  });

  it.each([
    ['windows-1251', 'Ёлкин'],
    ['shift_jis', '日本商事'],
    ['gbk', '中国公司'],
  ])('is read in %s, which is named', async (encoding, name) => {
    const file = iconv.encode(`name,email\n${name},a@example.com\n`, encoding);
    expect(await names(file, { encoding })).toEqual([name]);
  });

  it.each([
    [',', 'name,email\nA,a@example.com'],
    [';', 'name;email\nA;a@example.com'],
    ['\t', 'name\temail\nA\ta@example.com'],
    [';', 'sep=;\nname;email\nA;a@example.com'],
    [';', 'sep=;\r\nname;email\r\nA;a@example.com\r\n'],
    [';', '\ufeffsep=;\r\nname;email\r\nA;a@example.com\r\n'],
    ['\t', 'sep=\t\nname\temail\nA\ta@example.com'],
    [',', 'name,email\rA,a@example.com\r'],
  ])('is read with the delimiter %j: %j', async (delimiter, file) => {
    const { table, rows } = await readFile(file);
    expect(table.delimiter).toBe(delimiter);
    expect(rows.map(({ body }) => body)).toEqual([{ name: 'A', email: 'a@example.com' }]);
  });

  it('has its header within the first ten lines', async () => {
    const before = 'Acme Inc.,\nCustomer list,\n,\n';
    const { rows } = await readFile(`${before}name,email\nA,a@example.com\n`);
    expect(rows).toMatchObject([{ row: 1, line: 5, body: { name: 'A' } }]);
    await expect(readFile(`${'x,\n'.repeat(10)}name,email\nA,a@example.com\n`)).rejects.toThrow(
      /^No header is found within the first 10 lines: .*; the first line has "x", ""$/,
    );
  });

  it('is as wide as a sheet of Excel, and no wider', async () => {
    const behind = ','.repeat(16_384 - 2);
    const rows = '\nA,a@example.com\n';
    expect((await readFile(`name,email${behind}${rows}`)).rows).toMatchObject([
      { row: 1, body: { name: 'A' } },
    ]);
    const refused = readFile(`name,email${behind},${rows}`);
    await expect(refused).rejects.toThrow('The header has more than 16,384 columns');
  });

  it('numbers rows as a person counts and lines as an editor does', async () => {
    const file =
      'name,email,address\r\n"A","a@example.com","1 Main\r\nSpringfield"\r\n\r\n,,\r\nB,b@example.com\rC,c@example.com,"x\ny"\nD,d@example.com';
    const { rows } = await readFile(file);
    expect(rows.map(({ row, line }) => [row, line])).toEqual([
      [1, 2],
      [2, 6],
      [3, 7],
      [4, 9],
    ]);
  });

  it.each([
    ['sep=;\nname;email\nA;a@example.com\n', 3],
    // As a spreadsheet saves it again.
    ['sep=;;\nname;email\nA;a@example.com\n', 3],
    ['name;email\nA;a@example.com\n', 2],
  ])('counts the line that names the delimiter: %j', async (file, line) => {
    expect((await readFile(file)).rows).toMatchObject([{ row: 1, line }]);
  });

  it('takes ragged rows, quotes within text, and columns without a name', async () => {
    const { rows } = await readFile(
      'name,email,,phone\n5" pipe,a@example.com\nB,b@example.com,x,1,2,3\n"C ""c""",c@example.com,,3\n',
    );
    expect(rows.map(({ body }) => body)).toEqual([
      { name: '5" pipe', email: 'a@example.com' },
      { name: 'B', email: 'b@example.com', phone: '1' },
      { name: 'C "c"', email: 'c@example.com', phone: '3' },
    ]);
  });

  it.each([
    ['empty', '', 'The file is empty'],
    ['of nothing but white space', ' \n \n', 'The file is empty'],
    [
      'an Excel workbook',
      'PK\u0003\u0004xl/',
      'The file is an Excel workbook (or another ZIP file), not CSV: save it as “CSV UTF-8 (Comma delimited)” and send that',
    ],
    [
      'an old Excel workbook',
      Buffer.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1),
      'The file is an old Excel workbook, not CSV: save it as “CSV UTF-8 (Comma delimited)” and send that',
    ],
    [
      'not UTF-8',
      Buffer.from('name,email\nA,a@example.com\nJ\xfcrgen,j@example.com\n', 'latin1'),
      'Line 3 is not UTF-8 (byte 0xFC): in Excel, save it as “CSV UTF-8 (Comma delimited)” and send that, or name the encoding of the file, for instance encoding=windows-1252',
    ],
    [
      'UTF-16 without its mark',
      Buffer.from('name,email\n', 'utf16le'),
      'The file holds zero bytes: it is no text, or text in UTF-16 without its mark',
    ],
    [
      'with a quote that is never closed',
      'name,email\nA,a@example.com\n"B,b@example.com\nC,c@example.com\n',
      'A quote is opened in the record that begins in line 3, and never closed',
    ],
    [
      'with a record beyond 1 MiB',
      `name,email\nA,a@example.com\n"${'x'.repeat(1_100_000)}",b@example.com\n`,
      'The record that begins in line 3 is larger than 1 MiB: is a quote opened there and never closed?',
    ],
    [
      'without a column for the email',
      'Record ID,Company name,Website URL,Company owner\n1,A,,\n',
      'The header, which is one of HubSpot, has no column for the email: add one, or say which it is in map',
    ],
  ])('that is %s is one sentence', async (_, file, sentence) => {
    for (const size of [1_000, 65_536]) {
      await expect(readFile(file, {}, { size })).rejects.toThrow(new FileError(sentence));
    }
  });

  it('names the line of a byte that is not of the encoding, wherever it stands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(300), fc.integer({ min: 1, max: 70 }), async (before, size) => {
        const head = `name,email\n${'Zoë,z@example.com\n'.repeat(before)}`;
        const file = Buffer.concat([Buffer.from(head), Buffer.of(0xe9, 0x0a)]);
        await expect(readFile(file, {}, { size: size * 100 })).rejects.toThrow(
          `Line ${before + 2} is not UTF-8 (byte 0xE9)`,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('of any bytes is read, or is one sentence', async () => {
    const start = fc.constantFrom(
      '',
      'name,email\n',
      '\ufeffname;email\n',
      'sep=;\n',
      '"EXTF";700\nKonto;Name\n',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (head, bytes) => {
        const file = Buffer.concat([Buffer.from(head), bytes]);
        expect(await readOrSentence(file)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  it('of any characters that a CSV file is made of is read, or is one sentence', async () => {
    const characters = fc.array(fc.constantFrom(...'",;\t\r\n\'=+-@aé0', 'name', 'email', 'a@example.com'), {
      maxLength: 80,
    });
    await fc.assert(
      fc.asyncProperty(characters, fc.integer({ min: 1, max: 50 }), async (text, size) => {
        expect(await readOrSentence(`name,email\n${text.join('')}`, {}, { size })).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same rows however its bytes arrive', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (cells, size) => {
          const file = `name,email,notes\n${cells.map(([a, b]) => `x,${quoted(a)},${quoted(b)}\n`).join('')}`;
          expect((await readFile(file, {}, { size })).rows).toEqual((await readFile(file)).rows);
        },
      ),
    );
  });
});
