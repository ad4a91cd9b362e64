import { type Arena, databaseOf, startContender } from '../arena.js';
import type { Options } from '../options.js';
import { report } from '../report.js';
import { median } from '../statistics.js';
import { template } from '../template.js';

/** From spawn to the first 200 of /health/ready, on a database that exists and is migrated. */
export async function runStart({ server, tenant }: Arena, { rounds }: Options): Promise<object> {
  const database = databaseOf('service');
  await server.clone(template, database);
  const startsMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const service = await startContender('service', server, database, tenant);
    startsMs.push(service.startMs);
    await service.stop();
  }
  const all = startsMs.map((ms) => Math.round(ms)).join(', ');
  report(`Ready in ${Math.round(median(startsMs))} ms: the median of ${all}.`);
  return { startsMs, medianMs: median(startsMs) };
}
