import type { Arena } from '../arena.js';
import { compare } from '../compare.js';
import type { Options } from '../options.js';
import { print, report, table } from '../report.js';
import { median } from '../statistics.js';

/** What it costs that a change records its event: the service alongside one that reports no change. */
export async function runEvents(arena: Arena, options: Options): Promise<object> {
  await arena.server.layOutWal();
  const entrants = [await arena.enter('service'), await arena.enter('silent')];
  const operations = options.operations.filter((each) => each === 'create' || each === 'update');
  const cells = await compare(arena, entrants, undefined, { ...options, operations }, ([cell]) => {
    if (cell) print(`measured ${cell.operation} at ${cell.connections}`);
  });
  const rows = cells
    .filter(({ contender }) => contender === 'service')
    .map(({ operation, connections, rounds }) => {
      const without = cells.find(
        (cell) =>
          cell.contender === 'silent' && cell.operation === operation && cell.connections === connections,
      );
      const others = without?.rounds ?? [];
      const rate = (measured: typeof rounds) =>
        median(measured.map(({ requestsPerSecond }) => requestsPerSecond));
      const ratio = median(
        rounds.map(
          ({ requestsPerSecond }, round) =>
            requestsPerSecond / (others[round]?.requestsPerSecond ?? Number.NaN),
        ),
      );
      return { operation, connections, with: rate(rounds), without: rate(others), ratio };
    });
  report(
    `Medians of ${options.rounds} rounds of ${options.secondsPerRound} s; the ratio is the median of the rounds' ratios.`,
    '',
    table(
      ['operation', 'connections', 'req/s with events', 'req/s without', 'ratio'],
      rows.map((row) => [
        row.operation,
        row.connections,
        Math.round(row.with),
        Math.round(row.without),
        row.ratio.toFixed(2),
      ]),
    ),
  );
  return { rows, cells };
}
