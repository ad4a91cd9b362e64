import type { Arena, Entrant } from '../arena.js';
import { compare } from '../compare.js';
import { Pgbench } from '../contenders/pgbench.js';
import type { Options } from '../options.js';
import { assertSameAnswers } from '../probe.js';
import { print, report, table } from '../report.js';
import { forgetStatements, printStatementStatistics } from '../statement-statistics.js';
import { summarize } from '../summary.js';

/** The entrants that were asked for, running and found to do the same work. */
export async function enterAll(arena: Arena, options: Options): Promise<Entrant[]> {
  const entrants: Entrant[] = [];
  for (const name of options.contenders) {
    if (name !== 'pgbench') entrants.push(await arena.enter(name));
  }
  await assertSameAnswers(arena, entrants, options.operations);
  return entrants;
}

export async function runComparison(arena: Arena, options: Options): Promise<object> {
  await arena.server.layOutWal();
  const entrants = await enterAll(arena, options);
  const pgbench = options.contenders.includes('pgbench')
    ? await Pgbench.prepare(arena, options.operations)
    : undefined;
  if (options.contenders.includes('pgbench') && pgbench === undefined) {
    print('pgbench is skipped: it is not on the PATH (Debian has it in postgresql-contrib).');
  }
  await forgetStatements(arena.server);
  const cells = await compare(arena, entrants, pgbench, options, ([cell]) => {
    if (cell) print(`measured ${cell.operation} at ${cell.connections}`);
  });
  const summaries = summarize(cells);
  report(
    `Medians of ${options.rounds} rounds of ${options.secondsPerRound} s; × limit and × stock: ratio of requests per second.`,
    '',
    table(
      [
        'operation',
        'connections',
        'contender',
        'req/s',
        '× limit',
        '× stock',
        'CPU ms/req server',
        'CPU ms/req PostgreSQL',
        'p50 ms',
        'p99 ms',
        'RSS MiB',
      ],
      summaries.map((summary) => [
        summary.operation,
        summary.connections,
        summary.contender,
        Math.round(summary.requestsPerSecond),
        summary.toLimit?.toFixed(2) ?? null,
        summary.toStock?.toFixed(2) ?? null,
        summary.serverCpuMs,
        summary.databaseCpuMs,
        summary.p50Ms,
        summary.p99Ms,
        Math.round(summary.rssMiB),
      ]),
    ),
  );
  const statements = await printStatementStatistics(arena.server);
  return { summaries, cells, statements };
}
