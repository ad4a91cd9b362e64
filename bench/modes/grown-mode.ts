import type { Cleanup } from '../cleanup.js';
import { measureGrown } from '../grown.js';
import type { Options } from '../options.js';
import { report, table } from '../report.js';

/** What nothing that varies by itself explains. */
const maxRatio = 1.5;

/** Each operation on a database that has grown from nothing, and by a process that knows the tables as they are. */
export async function runGrown(cleanup: Cleanup, options: Options): Promise<{ version: string }> {
  const grown = await measureGrown(cleanup, {
    server: options.server,
    seconds: options.growSeconds,
    samples: options.samples,
    stale: options.stale,
  });
  const { version, customers, rows } = grown;
  const slower = rows.filter(({ grownMs, analysedMs }) => grownMs > maxRatio * analysedMs);
  report(
    `PostgreSQL ${version}, from nothing to ${customers.toLocaleString('en')} customers; medians of ${options.samples} requests:`,
    '',
    table(
      ['operation', 'grown ms', 'analysed ms', 'ratio'],
      rows.map(({ operation, grownMs, analysedMs }) => [
        operation,
        grownMs,
        analysedMs,
        (grownMs / analysedMs).toFixed(2),
      ]),
    ),
    '',
    `${slower.length} of ${rows.length} operations take more than ${maxRatio} × as long.`,
  );
  return { ...grown };
}
