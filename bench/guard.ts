import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Arena, type Entrant, openArena } from './arena.js';
import { Cleanup } from './cleanup.js';
import { compare } from './compare.js';
import { measureGrown } from './grown.js';
import type { Operation } from './options.js';
import { assertSameAnswers } from './probe.js';
import { print, table } from './report.js';
import { peerOf, ratio } from './summary.js';

/** Requests per second of the service, as a part of what `limit` does, when they were last recorded. */
type Baseline = Partial<Record<Operation, number>>;

const baselineFile = fileURLToPath(new URL('../../bench/baseline.json', import.meta.url));
const operations: readonly Operation[] = ['get', 'list', 'search', 'update', 'create'];

/** Generous: a ratio of one short run varies, and only a change of kind is to fail. */
const minShareOfBaseline = 0.5;

const plan = { connections: [16], rounds: 5, secondsPerRound: 0.6, warmUpSeconds: 0.5 };
const customers = 5_000;

async function ratios(
  arena: Arena,
  entrants: readonly Entrant[],
  measured: readonly Operation[],
): Promise<Map<Operation, number>> {
  const cells = await compare(arena, entrants, undefined, { ...plan, operations: measured }, () => undefined);
  return new Map(
    cells
      .filter(({ contender }) => contender === 'service')
      .map((cell) => [cell.operation, ratio(cell, peerOf(cells, cell, 'limit')) ?? Number.NaN]),
  );
}

/** @throws if an operation is too slow, and is so once more when it is measured again */
async function check(arena: Arena, entrants: readonly Entrant[]): Promise<void> {
  const baseline = JSON.parse(await readFile(baselineFile, 'utf8')) as Baseline;
  // A missing record fails: it compares as NaN.
  const holds = (operation: Operation, value: number | undefined) =>
    (value ?? Number.NaN) >= minShareOfBaseline * (baseline[operation] ?? Number.NaN);
  const first = await ratios(arena, entrants, operations);
  const doubtful = operations.filter((operation) => !holds(operation, first.get(operation)));
  const again =
    doubtful.length === 0 ? new Map<Operation, number>() : await ratios(arena, entrants, doubtful);
  const tooSlow = doubtful.filter((operation) => !holds(operation, again.get(operation)));
  print(
    table(
      ['operation', '× limit recorded', '× limit now', 'once more', 'verdict'],
      operations.map((operation) => [
        operation,
        (baseline[operation] ?? Number.NaN).toFixed(2),
        (first.get(operation) ?? Number.NaN).toFixed(2),
        again.get(operation)?.toFixed(2) ?? '',
        tooSlow.includes(operation) ? 'too slow' : 'holds',
      ]),
    ),
  );
  if (tooSlow.length > 0) {
    throw new Error(`Less than ${minShareOfBaseline} of the recorded ratio: ${tooSlow.join(', ')}.`);
  }
}

const grownPlan = { seconds: 5, samples: 15, stale: false };
/** A plan that reads the whole business takes ten times as long by then, and more as the business grows. */
const maxGrownRatio = 4;
const minGrownMs = 15;

/** @throws if an operation is slow on a database that has grown from nothing, and not on one that was analysed */
async function checkGrown(cleanup: Cleanup): Promise<void> {
  const { customers: made, rows } = await measureGrown(cleanup, grownPlan);
  const slow = rows.filter(
    ({ grownMs, analysedMs }) => grownMs > minGrownMs && grownMs > maxGrownRatio * analysedMs,
  );
  const worst = Math.max(...rows.map(({ grownMs, analysedMs }) => grownMs / analysedMs));
  print(
    `Grown from nothing to ${made} customers: at worst ${worst.toFixed(2)} × of an analysed database's time.`,
  );
  if (slow.length > 0) {
    throw new Error(
      `Slow on a database that has grown: ${slow.map(({ operation }) => operation).join(', ')}.`,
    );
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { record: { type: 'boolean' } } });
  const cleanup = new Cleanup();
  try {
    const arena = await openArena(cleanup, customers);
    const entrants = [await arena.enter('service'), await arena.enter('limit')];
    await assertSameAnswers(arena, entrants, operations);
    if (values.record) {
      const recorded = await ratios(arena, entrants, operations);
      const rounded = [...recorded].map(([operation, value]) => [operation, Number(value.toFixed(2))]);
      await writeFile(baselineFile, `${JSON.stringify(Object.fromEntries(rounded), null, 2)}\n`);
      print(`Recorded in ${baselineFile}`);
    } else {
      await check(arena, entrants);
      await checkGrown(cleanup);
    }
  } finally {
    await cleanup.run();
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
