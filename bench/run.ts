import { type Arena, openArena } from './arena.js';
import { Cleanup } from './cleanup.js';
import { runComparison } from './modes/compare-mode.js';
import { runEvents } from './modes/events-mode.js';
import { runHostile } from './modes/hostile-mode.js';
import { runGrown } from './modes/grown-mode.js';
import { runImport } from './modes/import-mode.js';
import { runMemory } from './modes/memory-mode.js';
import { runAtOneRate } from './modes/rate-mode.js';
import { runSearchQuality } from './modes/search-quality-mode.js';
import { runStart } from './modes/start-mode.js';
import { type Options, readOptions, UsageError } from './options.js';
import { machine, print, writeRecord, writeResults } from './report.js';

/** The modes that run in an arena with seeded databases; the grown mode starts with an empty one. */
const modes: Readonly<
  Record<Exclude<Options['mode'], 'grown'>, (arena: Arena, options: Options) => Promise<object>>
> = {
  compare: runComparison,
  rate: runAtOneRate,
  events: runEvents,
  memory: runMemory,
  import: runImport,
  start: runStart,
  hostile: runHostile,
  'search-quality': runSearchQuality,
};

async function run(
  cleanup: Cleanup,
  options: Options,
): Promise<{ about: Record<string, string>; results: object }> {
  if (options.mode === 'grown') {
    const results = await runGrown(cleanup, options);
    return { about: machine(results.version), results };
  }
  print('Starting PostgreSQL and seeding …');
  const arena = await openArena(cleanup, options.customers);
  const about = machine(arena.server.version);
  print(Object.values(about).join(', '));
  return { about, results: await modes[options.mode](arena, options) };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return;
  const cleanup = new Cleanup();
  try {
    const { about, results } = await run(cleanup, options);
    const file = await writeResults(options.mode, options.output, { machine: about, options, ...results });
    print('', `Written to ${file}`);
    if (options.record) print(`Written to ${await writeRecord(options.mode, process.argv.slice(2), about)}`);
  } finally {
    await cleanup.run();
  }
}

await main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(`${error instanceof Error && !isUsage ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
