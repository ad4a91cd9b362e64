import { chmod, mkdtemp } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { v7 as uuidv7 } from 'uuid';
import { newCustomer, randomFrom } from '../load/workload.js';

/** The same rows twice: as a person sends them, and as COPY takes them. */
export interface RowsFiles {
  readonly directory: string;
  readonly upload: string;
  readonly copy: string;
  /** Of `copy`, in its order. */
  readonly columns: readonly string[];
}

const fields = [
  'name',
  'email',
  'address',
  'phone',
  'tax_id',
  'website',
  'notes',
  'credit_limit_cents',
  'status',
  'category',
];
const rowsOfPiece = 5_000;

const cell = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
const line = (values: readonly unknown[]) => `${values.map(cell).join(',')}\r\n`;

function* pieces(rows: number, head: string, columns: (index: number) => readonly unknown[]) {
  const random = randomFrom(1);
  yield head;
  for (let from = 0; from < rows; from += rowsOfPiece) {
    let piece = '';
    for (let index = from; index < Math.min(rows, from + rowsOfPiece); index += 1) {
      const { email, ...customer } = newCustomer(random);
      // Each address is of one customer, so that no row is skipped.
      const all: Record<string, unknown> = { ...customer, email: `${index}.${String(email)}` };
      piece += line([...columns(index), ...fields.map((field) => all[field])]);
    }
    yield piece;
  }
}

const write = (file: string, source: Iterable<string>) =>
  pipeline(Readable.from(source), createWriteStream(file, { mode: 0o644 }));

export async function writeRows(rows: number, businessId: string): Promise<RowsFiles> {
  const directory = await mkdtemp(join(tmpdir(), 'customers-rows-'));
  // The database server, which may be another account's, reads one of them.
  await chmod(directory, 0o755);
  const [upload, copy] = [join(directory, 'upload.csv'), join(directory, 'copy.csv')];
  const own = ['business_id', 'id', 'created_at', 'updated_at'];
  const now = new Date().toISOString();
  await write(
    upload,
    pieces(rows, line(fields), () => []),
  );
  await write(
    copy,
    pieces(rows, '', () => [businessId, uuidv7(), now, now]),
  );
  return { directory, upload, copy, columns: [...own, ...fields] };
}
