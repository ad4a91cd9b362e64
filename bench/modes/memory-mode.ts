import type { Arena } from '../arena.js';
import type { Options } from '../options.js';
import { print, report } from '../report.js';
import { slope } from '../statistics.js';
import { rssMiB } from '../usage.js';

const sampleSeconds = 5;
const connections = 16;
const shareOfWarmUp = 0.2;

/** Whether the service grows with the requests that it has answered. */
export async function runMemory(arena: Arena, { creates }: Options): Promise<object> {
  const service = await arena.enter('service');
  const samples: { creates: number; rssMiB: number }[] = [];
  let done = 0;
  while (done < creates) {
    const { completed } = await arena.load.run({
      url: service.process.url,
      headers: arena.tenant.headers,
      operation: 'create',
      connections,
      seconds: sampleSeconds,
    });
    done += completed;
    samples.push({ creates: done, rssMiB: await rssMiB(service.process.pid) });
    print(`${done} creates: ${samples.at(-1)?.rssMiB.toFixed(1)} MiB`);
  }
  const warm = samples.filter((sample) => sample.creates >= shareOfWarmUp * creates);
  const values = samples.map((sample) => sample.rssMiB);
  const growth = slope(warm.map((sample) => ({ x: sample.creates / 100_000, y: sample.rssMiB })));
  const [minimum, maximum, last] = [Math.min(...values), Math.max(...values), values.at(-1) ?? Number.NaN];
  report(
    `RSS of the service over ${done} creates at ${connections} connections, every ${sampleSeconds} s: ` +
      `min ${minimum.toFixed(1)}, max ${maximum.toFixed(1)}, last ${last.toFixed(1)} MiB; ` +
      `${growth.toFixed(2)} MiB per 100,000 creates after the first ${shareOfWarmUp * 100} %.`,
  );
  return { samples, minimum, maximum, last, growthMiBPer100000: growth };
}
