import { parseArgs } from 'node:util';
import { Cleanup } from './cleanup.js';
import { startDatabaseServer } from './database-server.js';
import { UsageError } from './options.js';
import { machine, print, table, writeResults } from './report.js';
import { measureScale, type ScaleResult } from './scale/measure-scale.js';
import { makeScaleDatabase, type Scale, scaleOf } from './scale/scale-database.js';
import { scenarios } from './scale/scenarios.js';

const help = `
How the service's times grow with its data: each operation, one request after the other, at several sizes.

  node dist/bench/growth.js [options]

  --sizes <list>         customers (10000,100000,1000000); 10000000 takes long, and tens of GB in the directory
                         for temporary files
  --share <n>            of the customers, what belongs to the largest business (0.1)
  --samples <n>          requests of each kind (200)
  --shared-buffers <s>   of PostgreSQL (the service's own 128MB)
  --output <file>        where the JSON goes (bench/results/growth-<time>.json)
`.trimStart();

interface Row extends ScaleResult {
  readonly scale: Scale;
  /** Of the business that was asked about. */
  readonly customers: number;
  readonly isLargest: boolean;
}

const sizesOf = (rows: readonly Row[]) =>
  rows.map(
    ({ scale, customers }) => `${scale.customers.toLocaleString('en')} (${customers.toLocaleString('en')})`,
  );

function printLatencies(title: string, rows: readonly Row[]): void {
  const p50AndP95 = (row: Row, name: string) => {
    const times = row.latencies[name];
    return times === undefined ? '–' : `${times.p50Ms.toFixed(1)} / ${times.p95Ms.toFixed(1)}`;
  };
  print(
    '',
    `${title}: p50 / p95 in ms, by customers altogether (of the business that is asked about):`,
    '',
    table(
      ['operation', ...sizesOf(rows)],
      [
        ...scenarios.map(({ name }) => [name, ...rows.map((row) => p50AndP95(row, name))]),
        ['the deep page begins at row', ...rows.map(({ deepRow }) => String(deepRow ?? '–'))],
        ['WAL bytes per create', ...rows.map((row) => row.walBytesPerCreate.toFixed(0))],
      ],
    ),
  );
}

function printSizes(rows: readonly Row[]): void {
  print(
    '',
    'MiB of the table and its indexes:',
    '',
    table(
      ['relation', ...sizesOf(rows)],
      (rows[0]?.relations ?? []).map(({ name }) => [
        name,
        ...rows.map(({ relations }) =>
          (relations.find((other) => other.name === name)?.mebibytes ?? 0).toFixed(1),
        ),
      ]),
    ),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      sizes: { type: 'string', default: '10000,100000,1000000' },
      share: { type: 'string', default: '0.1' },
      samples: { type: 'string', default: '200' },
      'shared-buffers': { type: 'string', default: '128MB' },
      output: { type: 'string' },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const sizes = values.sizes.split(',').map(Number);
  const samples = Number(values.samples);
  const share = Number(values.share);
  if (![...sizes, samples].every((number) => Number.isSafeInteger(number) && number >= 1)) {
    throw new UsageError('--sizes and --samples have to be positive integers.');
  }
  if (!(share > 0 && share <= 1)) throw new UsageError('--share has to be above 0, and 1 at most.');
  const cleanup = new Cleanup();
  const rows: Row[] = [];
  try {
    const server = await startDatabaseServer(cleanup, { shared_buffers: values['shared-buffers'] });
    const about = machine(server.version);
    for (const size of sizes) {
      const scale = scaleOf(size, share);
      const started = Date.now();
      const { database, businesses } = await makeScaleDatabase(server, scale, (made) => {
        if (made % 1_000_000 < 50_000) print(`made ${made} of ${size}`);
      });
      print(
        `${size} customers in ${scale.businesses} businesses after ${Math.round((Date.now() - started) / 1_000)} s`,
      );
      for (const [index, { tenant, customers }] of businesses.entries()) {
        const result = await measureScale(server, database, tenant, samples);
        rows.push({ scale, customers, isLargest: index === 0, ...result });
      }
      await server.sql('postgres', `drop database ${database} with (force)`);
    }
    const largest = rows.filter(({ isLargest }) => isLargest);
    printLatencies('The largest business', largest);
    const others = rows.filter(({ isLargest }) => !isLargest);
    if (others.length > 0) printLatencies('One of the others', others);
    printSizes(largest);
    const file = await writeResults('growth', values.output, { machine: about, rows });
    print('', `Written to ${file}`);
  } finally {
    await cleanup.run();
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
