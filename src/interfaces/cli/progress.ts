import { Presets, SingleBar } from 'cli-progress';
import type { OnProgress } from '../../modules/imports/import-run.js';
import type { CliContext } from './cli-context.js';

/** How often a line is written where no bar can be drawn, in milliseconds. */
const lineMs = 3_000;

interface Progress {
  readonly add: OnProgress;
  readonly end: () => void;
}

/**
 * Rows, rate and time left, on standard error: a bar on a terminal, and otherwise a line every few seconds.
 *
 * @param totalBytes of the file; undefined if unknown
 */
export function showProgress(
  { err, isWatched }: CliContext,
  totalBytes: number | undefined,
  isQuiet: boolean,
): Progress {
  if (isQuiet) return { add: () => undefined, end: () => undefined };
  const startedAt = performance.now();
  let rows = 0;
  let saidAt = startedAt;
  const rate = () => Math.round((rows * 1_000) / Math.max(1, performance.now() - startedAt));
  if (isWatched === true && totalBytes !== undefined) {
    const bar = new SingleBar(
      {
        format: '{bar} {percentage}% | {rows} rows | {rate} rows/s | {eta_formatted} left',
        stream: process.stderr,
      },
      Presets.shades_classic,
    );
    bar.start(totalBytes, 0, { rows, rate: 0 });
    return {
      add: (counts, bytesRead) => {
        rows += counts.rows;
        bar.update(Math.min(bytesRead, totalBytes), { rows, rate: rate() });
      },
      end: () => bar.stop(),
    };
  }
  return {
    add: (counts, bytesRead) => {
      rows += counts.rows;
      if (performance.now() - saidAt < lineMs) return;
      saidAt = performance.now();
      const left =
        totalBytes === undefined || bytesRead === 0
          ? ''
          : `, ${Math.ceil((((saidAt - startedAt) / bytesRead) * (totalBytes - bytesRead)) / 1_000)} s left`;
      err(`${rows} rows, ${rate()} rows/s${left}\n`);
    },
    end: () => undefined,
  };
}
