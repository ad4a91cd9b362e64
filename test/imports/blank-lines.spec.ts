import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readRecords } from '../../src/modules/imports/file/csv-records.js';
import { minSkippedBytes } from '../../src/modules/imports/file/blank-lines.js';
import { pieces, readFile } from './support.js';

const head = 'name,email\n';

async function* buffers(text: string, size: number): AsyncGenerator<Buffer> {
  for await (const piece of pieces(text, size)) yield Buffer.from(piece);
}

/** The parser makes a record of each blank line that it gets. */
const parsedRecords = async (text: string, size = 65_536): Promise<number> => {
  let count = 0;
  for await (const records of readRecords(buffers(text, size), ',', 1)) count += records.length;
  return count;
};

/** Long enough to be skipped. */
const long = minSkippedBytes + 100;

describe('blank lines', () => {
  it.each([
    ['LF', '\n'],
    ['CR', '\r'],
    ['CRLF', '\r\n'],
  ])('reach the parser only up to a bound: a million that end with %s', async (_, end) => {
    const count = 1_000_000;
    const file = `${head}A,a@example.com${end}${end.repeat(count)}B,b@example.com${end}`;
    expect(await parsedRecords(file)).toBeLessThan(minSkippedBytes + 10);
    const { rows } = await readFile(file);
    expect(rows.map(({ row, line }) => [row, line])).toEqual([
      [1, 2],
      [2, count + 3],
    ]);
  });

  it.each([['\n'], ['\r'], ['\r\n']])(
    'of long runs are counted, and those in quotes kept: %j',
    async (end) => {
      const run = end.repeat(long);
      const file = `${head}A,a@example.com${run}"B",b@example.com,"${run}"${run}C,c@example.com`;
      for (const size of [1_000, 65_536]) {
        const { rows } = await readFile(file, {}, { size });
        expect(rows.map(({ row, line }) => [row, line])).toEqual([
          [1, 2],
          [2, 2 + long],
          [3, 2 + 3 * long],
        ]);
      }
      let quoted: string | undefined;
      for await (const records of readRecords(buffers(file, 999), ',', 1)) {
        quoted ??= records.find(({ cells }) => cells[0] === 'B')?.cells[2];
      }
      expect(quoted).toBe(run);
    },
  );

  it('of delimiters reach the parser only up to a bound, and count as lines', async () => {
    for (const [delimiter, end] of [
      [',', '\n'],
      [';', '\r\n'],
      ['\t', '\r'],
    ] as const) {
      const blank = `${delimiter}${delimiter}${end}`;
      const row = (name: string) => `${name}${delimiter}${name}@example.com${end}`;
      const file = `${row('name').replace('@example.com', '').replace(`name${end}`, `email${end}`)}${row('A')}${blank.repeat(100_000)}${delimiter}b@example.com${end}${row('C')}`;
      let count = 0;
      for await (const records of readRecords(buffers(file, 1_000), delimiter, 1)) count += records.length;
      expect(count).toBeLessThan(1_100);
      for (const size of [1_000, 65_536]) {
        const { rows } = await readFile(file, {}, { size });
        expect(rows.map(({ row: number, line, body }) => [number, line, body])).toEqual([
          [1, 2, { name: 'A', email: 'A@example.com' }],
          [2, 100_003, { email: 'b@example.com' }],
          [3, 100_004, { name: 'C', email: 'C@example.com' }],
        ]);
      }
    }
  });

  it('do not hide a quote that is never closed after them', async () => {
    const file = `${head}A,a@example.com\n${'\n'.repeat(long)}"B,b@example.com\n${'\n'.repeat(long)}`;
    await expect(readFile(file)).rejects.toThrow(
      `A quote is opened in the record that begins in line ${3 + long}, and never closed`,
    );
  });

  it('before the header count as lines in which none is found', async () => {
    await expect(readFile(`x,y\n${'\n'.repeat(long)}${head}A,a@example.com\n`)).rejects.toThrow(
      'No header is found within the first 10 lines',
    );
  });

  it('keep the line of each row, in any mixture of line ends, quotes and pieces', async () => {
    const lineEnds = fc.constantFrom('\n', '\r', '\r\n', '\n\r', '\r\r\n', '\n,,', ',\r\n', ',\r,\n');
    const run = fc
      .array(
        fc.tuple(lineEnds, fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 500, max: 1_100 }))),
        { minLength: 1, maxLength: 3 },
      )
      .map((parts) => parts.map(([end, times]) => end.repeat(times)).join(''));
    const row = fc.tuple(fc.option(run, { nil: '' }), run);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 3_000 }),
        async (parts, size) => {
          let text = head;
          const lines: number[] = [];
          for (const [quoted, behind] of parts) {
            lines.push(text.split(/\r\n|\r|\n/).length);
            text += `N,n@example.com,"${quoted}"${behind}`;
          }
          const { rows } = await readFile(text, {}, { size });
          expect(rows.map(({ line }) => line)).toEqual(lines);
        },
      ),
      { numRuns: 60 },
    );
  });
});
