import type { Arena, Entrant } from '../arena.js';
import { measure, type Measurement } from '../measure.js';
import type { Operation, Options } from '../options.js';
import { print, report, table } from '../report.js';
import { median } from '../statistics.js';
import { enterAll } from './compare-mode.js';

interface RateRow {
  readonly operation: Operation;
  readonly connections: number;
  readonly contender: string;
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rounds: readonly Measurement[];
}

async function capacity(
  arena: Arena,
  entrant: Entrant,
  operation: Operation,
  connections: number,
  options: Options,
) {
  const round = { operation, connections };
  await measure(arena, entrant, { ...round, seconds: options.warmUpSeconds });
  const { requestsPerSecond } = await measure(arena, entrant, { ...round, seconds: options.secondsPerRound });
  return requestsPerSecond;
}

/** Latency says little where each contender is driven at its own limit: here both get the same requests a second. */
export async function runAtOneRate(arena: Arena, options: Options): Promise<object> {
  await arena.server.layOutWal();
  const entrants = await enterAll(arena, options);
  const rows: RateRow[] = [];
  for (const operation of options.operations) {
    for (const connections of options.connections.filter((count) => count > 1)) {
      await arena.server.checkpoint();
      const capacities: number[] = [];
      for (const entrant of entrants) {
        capacities.push(await capacity(arena, entrant, operation, connections, options));
      }
      const rate = Math.max(1, Math.floor(options.shareOfCapacity * Math.min(...capacities)));
      const rounds = entrants.map((): Measurement[] => []);
      for (let round = 0; round < options.rounds; round += 1) {
        const inOrder = [...entrants.entries()];
        if (round % 2 === 1) inOrder.reverse();
        for (const [index, entrant] of inOrder) {
          const seconds = options.secondsPerRound;
          rounds[index]?.push(await measure(arena, entrant, { operation, connections, seconds, rate }));
        }
      }
      for (const [index, { name }] of entrants.entries()) {
        const own = rounds[index] ?? [];
        rows.push({
          operation,
          connections,
          contender: name,
          rate,
          p50Ms: median(own.map(({ p50Ms }) => p50Ms)),
          p99Ms: median(own.map(({ p99Ms }) => p99Ms)),
          rounds: own,
        });
      }
      print(`measured ${operation} at ${connections}`);
    }
  }
  report(
    `At one rate, ${Math.round(options.shareOfCapacity * 100)} % of the slower one's capacity; medians of ${options.rounds} rounds of ${options.secondsPerRound} s.`,
    '',
    table(
      ['operation', 'connections', 'contender', 'req/s', 'p50 ms', 'p99 ms'],
      rows.map((row) => [row.operation, row.connections, row.contender, row.rate, row.p50Ms, row.p99Ms]),
    ),
  );
  return { rows };
}
