import { v7 as uuidv7 } from 'uuid';
import { type Arena, databaseOf, startContender } from '../arena.js';
import { customersPath, pageSize } from '../load/workload.js';
import { allPairs, type Pair } from '../quality/pairs.js';
import { report, table } from '../report.js';
import { quantile } from '../statistics.js';
import { template } from '../template.js';

interface Found {
  readonly pair: Pair;
  /** Where the name is on the first page, from 1 on; 0: nowhere. */
  readonly place: number;
  readonly ms: number;
}

/** Which of the generated names are found, among those of all languages and of the template, by language and kind. */
export async function runSearchQuality({ server, tenant }: Arena): Promise<object> {
  const database = databaseOf('quality');
  await server.clone(template, database);
  const pairs = allPairs();
  const names = [...new Set(pairs.map(({ name }) => name))];
  await server.sql(
    database,
    `insert into customers (business_id, id, name, email, created_at, updated_at)
     select $1, id, name, 'quality@example.com', now(), now() from unnest($2::uuid[], $3::text[]) as n(id, name)`,
    [tenant.businessId, names.map(() => uuidv7()), names],
  );
  await server.sql(database, 'vacuum analyze customers');
  const service = await startContender('service', server, database, tenant);
  const found: Found[] = [];
  try {
    for (const pair of pairs) {
      const query = new URLSearchParams({ search: pair.search, limit: String(pageSize) });
      const began = performance.now();
      const response = await fetch(`${service.url}${customersPath}?${query.toString()}`, {
        headers: tenant.headers,
      });
      if (response.status !== 200) throw new Error(`${pair.search} answers with ${response.status}`);
      const { items } = (await response.json()) as { items: { name: string }[] };
      const ms = performance.now() - began;
      found.push({ pair, place: items.findIndex(({ name }) => name === pair.name) + 1, ms });
    }
  } finally {
    await service.stop();
  }
  const groups = new Map<string, Found[]>();
  for (const one of found) {
    const group = `${one.pair.language}|${one.pair.kind}`;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const rows = [...groups].map(([group, members]) => {
    const [language = '', kind = ''] = group.split('|');
    const share = (isHit: (place: number) => boolean) =>
      (100 * members.filter(({ place }) => isHit(place)).length) / members.length;
    const times = members.map(({ ms }) => ms).toSorted((a, b) => a - b);
    return {
      language,
      kind,
      pairs: members.length,
      recall: share((place) => place > 0),
      first: share((place) => place === 1),
      p50Ms: quantile(times, 0.5),
      p95Ms: quantile(times, 0.95),
      missed: members
        .filter(({ place }) => place === 0)
        .slice(0, 5)
        .map(({ pair }) => pair),
    };
  });
  report(
    table(
      ['language', 'kind', 'pairs', 'found %', 'first %', 'p50 ms', 'p95 ms'],
      rows.map((row) => [row.language, row.kind, row.pairs, row.recall, row.first, row.p50Ms, row.p95Ms]),
    ),
  );
  return { rows };
}
