import { rm, writeFile } from 'node:fs/promises';
import { escapeLiteral } from 'pg';
import { type Arena, databaseOf, type Entrant } from '../arena.js';
import { chartOf } from '../import/chart.js';
import { followImport } from '../import/follow-import.js';
import { type RowsFiles, writeRows } from '../import/rows-file.js';
import type { LoadResult } from '../load/job.js';
import type { Options } from '../options.js';
import { print, report } from '../report.js';
import { median } from '../statistics.js';
import { template } from '../template.js';
import { rssMiB } from '../usage.js';

/** Of single creates, before the import and meanwhile: well below what the service can take. */
const creates = { operation: 'create', connections: 4, rate: 20, seconds: 5 } as const;
const usualRounds = 3;

/** What the import may take of memory, beyond the idle process. */
const maxMiB = 200;

/** COPY of the rows into the same table with the same indexes; at the server, which \copy is no faster than. */
async function copyRows({ server }: Arena, { copy, columns }: RowsFiles): Promise<number> {
  const database = databaseOf('copy');
  await server.clone(template, database);
  await server.checkpoint();
  const began = performance.now();
  await server.sql(
    database,
    `copy customers (${columns.join(', ')}) from ${escapeLiteral(copy)} with (format csv)`,
  );
  const seconds = (performance.now() - began) / 1_000;
  await server.sql('postgres', `drop database ${database}`);
  return seconds;
}

const createSome = ({ load, tenant }: Arena, { process }: Entrant) =>
  load.run({ ...creates, url: process.url, headers: tenant.headers });

async function createWhile(arena: Arena, entrant: Entrant, isOver: () => boolean): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  while (!isOver()) results.push(await createSome(arena, entrant));
  return results;
}

const p99Of = (results: readonly LoadResult[]) => median(results.map(({ p99Ms }) => p99Ms));

/** An import alongside COPY of the same rows: rows per second, memory, and what single creates notice of it. */
export async function runImport(arena: Arena, { rows, chart }: Options): Promise<object> {
  const files = await writeRows(rows, arena.tenant.businessId);
  try {
    print(`${rows} rows are written.`);
    const copySeconds = await copyRows(arena, files);
    const copyRate = rows / copySeconds;
    print(`COPY: ${Math.round(copyRate)} rows/s`);

    await arena.server.checkpoint();
    const service = await arena.enter('service');
    await createSome(arena, service);
    let rounds = usualRounds;
    const usual = await createWhile(arena, service, () => rounds-- === 0);
    const idleMiB = await rssMiB(service.process.pid);

    let isOver = false;
    const importing = followImport(service, arena.tenant, files.upload).finally(() => (isOver = true));
    const [imported, meanwhile] = await Promise.all([importing, createWhile(arena, service, () => isOver)]);
    const { seconds, created, samples } = imported;
    if (created !== rows) throw new Error(`Of ${rows} rows ${created} were created`);
    const rate = rows / seconds;
    const peakMiB = Math.max(...samples.map((sample) => sample.rssMiB));
    const [usualP99Ms, p99Ms] = [p99Of(usual), p99Of(meanwhile)];
    report(
      `Import: ${Math.round(rate)} rows/s, ${(rate / copyRate).toFixed(2)} of COPY; ` +
        `${Math.round(peakMiB - idleMiB)} MiB above the idle ${Math.round(idleMiB)}; ` +
        `p99 of single creates ${p99Ms.toFixed(1)} ms, usually ${usualP99Ms.toFixed(1)} ms.`,
    );
    if (chart !== undefined) {
      const title = `${rows.toLocaleString('en')} rows imported`;
      await writeFile(chart, chartOf({ title, samples, copyRate, idleMiB, maxMiB }));
    }
    return {
      rows,
      copy: { seconds: copySeconds, rowsPerSecond: copyRate },
      import: { seconds, rowsPerSecond: rate, toCopy: rate / copyRate, idleMiB, peakMiB },
      creates: { usualP99Ms, p99Ms, usual, meanwhile },
      samples,
    };
  } finally {
    await rm(files.directory, { recursive: true, force: true });
  }
}
