import { startContender } from '../arena.js';
import type { DatabaseServer } from '../database-server.js';
import { assertSearches } from '../probe.js';
import { quantile } from '../statistics.js';
import type { Tenant } from '../template.js';
import { type Sample, scenarios } from './scenarios.js';
import { relationSizes, type RelationSize, walBytesPerCall } from './storage.js';
import { timed } from './timed.js';
import { cursorAt } from './walk.js';

export interface ScaleResult {
  readonly deepRow: number | null;
  readonly walBytesPerCreate: number;
  readonly relations: readonly RelationSize[];
  /** By the name of the scenario. */
  readonly latencies: Readonly<
    Record<string, { readonly p50Ms: number; readonly p95Ms: number } | undefined>
  >;
}

/** 10,000 pages of 50. */
const deepRow = 500_000;
const walCreates = 1_000;
const warmUpCalls = 20;

/** One request after the other, on a database without other load: the cost of each alone. */
export async function measureScale(
  server: DatabaseServer,
  database: string,
  tenant: Tenant,
  samplesOfScenario: number,
): Promise<ScaleResult> {
  const samples = await server.sql<Sample>(
    database,
    `select id, name, email from customers where business_id = $1 and not is_deleted
     order by md5(id::text) limit $2`,
    [tenant.businessId, 2 * (samplesOfScenario + warmUpCalls)],
  );
  const service = await startContender('service', server, database, tenant);
  try {
    await assertSearches(service.url, tenant.headers);
    const deep = await cursorAt(service.url, tenant.headers, deepRow);
    const latencies: Record<string, { p50Ms: number; p95Ms: number } | undefined> = {};
    for (const scenario of scenarios) {
      const warmUps = scenario.samples === undefined ? warmUpCalls : 1;
      const calls = samples
        .map((sample) => scenario.call(sample, deep?.cursor))
        .filter((made) => made !== undefined)
        .slice(0, (scenario.samples ?? samplesOfScenario) + warmUps);
      const times: number[] = [];
      for (const made of calls) {
        const time = await timed(service.url, tenant.headers, made).catch((error: unknown) => {
          if (scenario.samples === undefined) throw error;
        });
        if (time === undefined) break;
        times.push(time);
      }
      const measured = times.slice(warmUps).toSorted((a, b) => a - b);
      latencies[scenario.name] =
        measured.length === 0
          ? undefined
          : { p50Ms: quantile(measured, 0.5), p95Ms: quantile(measured, 0.95) };
    }
    const create = scenarios.find(({ name }) => name === 'create');
    const [sample] = samples;
    const walBytesPerCreate = await walBytesPerCall(server, walCreates, async () => {
      for (let made = 0; made < walCreates; made += 1) {
        const one = sample && create?.call(sample, undefined);
        if (one) await timed(service.url, tenant.headers, one);
      }
    });
    return {
      deepRow: deep?.row ?? null,
      walBytesPerCreate,
      relations: await relationSizes(server, database),
      latencies,
    };
  } finally {
    await service.stop();
  }
}
