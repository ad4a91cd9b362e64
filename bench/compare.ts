import type { Arena, Entrant } from './arena.js';
import type { Pgbench } from './contenders/pgbench.js';
import { measure, type Measurement, type Round } from './measure.js';
import type { Operation, Options } from './options.js';

/** All rounds of one contender at one operation and one number of connections. */
export interface Cell {
  readonly operation: Operation;
  readonly connections: number;
  readonly contender: string;
  readonly rounds: Measurement[];
}

const warmUpConnections = 16;

type Plan = Pick<Options, 'operations' | 'connections' | 'rounds' | 'secondsPerRound' | 'warmUpSeconds'>;

/**
 * In turn and interleaved: each round measures every contender once before the next round begins, so that whatever
 * slows the machine down for a while slows all of them down. Each round begins with another contender.
 */
export async function compare(
  arena: Arena,
  entrants: readonly Entrant[],
  pgbench: Pgbench | undefined,
  plan: Plan,
  onCells: (cells: readonly Cell[]) => void,
): Promise<Cell[]> {
  const all: Cell[] = [];
  await warmUp(arena, entrants, plan);
  for (const operation of plan.operations) {
    const runners = [
      ...entrants.map((entrant) => ({
        name: entrant.name,
        run: (round: Round) => measure(arena, entrant, round),
      })),
      ...(pgbench ? [{ name: 'pgbench', run: (round: Round) => pgbench.measure(round) }] : []),
    ];
    for (const connections of plan.connections) {
      await arena.server.checkpoint();
      const cells = runners.map(({ name }): Cell => ({
        operation,
        connections,
        contender: name,
        rounds: [],
      }));
      for (const entrant of entrants) {
        await measure(arena, entrant, { operation, connections, seconds: plan.warmUpSeconds });
      }
      for (let round = 0; round < plan.rounds; round += 1) {
        for (let turn = 0; turn < runners.length; turn += 1) {
          const index = (round + turn) % runners.length;
          const measured = await runners[index]?.run({
            operation,
            connections,
            seconds: plan.secondsPerRound,
          });
          if (measured !== undefined) cells[index]?.rounds.push(measured);
        }
      }
      onCells(cells);
      all.push(...cells);
    }
  }
  return all;
}

/** Compiled code and full pools everywhere, so that the first measurement is not cold. */
async function warmUp(arena: Arena, entrants: readonly Entrant[], plan: Plan): Promise<void> {
  for (const operation of plan.operations) {
    for (const entrant of entrants) {
      await measure(arena, entrant, {
        operation,
        connections: warmUpConnections,
        seconds: plan.warmUpSeconds,
      });
    }
  }
}
