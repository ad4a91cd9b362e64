import type { Cell } from './compare.js';
import type { Measurement } from './measure.js';
import { median } from './statistics.js';

/** A cell as the table shows it: medians over the rounds. */
export interface Summary extends Measurement {
  readonly operation: string;
  readonly connections: number;
  readonly contender: string;
  readonly toLimit: number | null;
  readonly toStock: number | null;
}

const fields = [
  'requestsPerSecond',
  'serverCpuMs',
  'databaseCpuMs',
  'p50Ms',
  'p99Ms',
  'rssMiB',
] as const satisfies readonly (keyof Measurement)[];

/** The median of the ratios of each round, in which both met the same state of the machine. */
export function ratio(cell: Cell, to: Cell | undefined): number | null {
  if (to === undefined) return null;
  return median(
    cell.rounds.map(
      ({ requestsPerSecond }, round) =>
        requestsPerSecond / (to.rounds[round]?.requestsPerSecond ?? Number.NaN),
    ),
  );
}

export function peerOf(cells: readonly Cell[], cell: Cell, contender: string): Cell | undefined {
  return cells.find(
    (other) =>
      other.contender === contender &&
      other.operation === cell.operation &&
      other.connections === cell.connections,
  );
}

export function summarize(cells: readonly Cell[]): Summary[] {
  return cells.map((cell) => {
    const medians = fields.map((field) => [field, median(cell.rounds.map((round) => round[field]))]);
    return {
      operation: cell.operation,
      connections: cell.connections,
      contender: cell.contender,
      ...(Object.fromEntries(medians) as Record<(typeof fields)[number], number>),
      toLimit: ratio(cell, peerOf(cells, cell, 'limit')),
      toStock: ratio(cell, peerOf(cells, cell, 'stock')),
    };
  });
}
