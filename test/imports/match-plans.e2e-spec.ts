import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { serviceOptions } from '../../ormconfig.js';
import { storedBusinessId } from '../../src/platform/database/business-id.js';
import { type MatchKey, matchKeys } from '../../src/modules/imports/import-options.js';
import { type Match, selectMatches } from '../../src/modules/imports/rows/batch.statements.js';
import type { ApiClient } from '../support/api-client.js';
import { describeOnOneNode } from '../support/one-node.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** Rows that one look-up touches. */
const touched = (node: Plan) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
const maxTouched = 2;

const live = 20_000;
const merged = 2_000;
const lookups = 200;

const literal = (value: unknown) => `'${String(value)}'`;

/** Prepared while the table was as good as empty, and kept while it grew: as the connections of a process do. */
describeOnOneNode('the statement that finds the customers of a batch', () => {
  let service: TestService;
  let api: ApiClient;
  let asService: Client;
  const keys = {} as Record<MatchKey, string[]>;

  const statementOf = (by: MatchKey) => selectMatches(storedBusinessId(api.businessId), by, keys[by]);
  const prepare = async () => {
    await asService.query('deallocate all');
    for (const by of matchKeys) {
      const { name = '', text } = statementOf(by);
      await asService.query(`prepare ${name}(uuid, json) as ${text}`);
    }
  };
  const execute = (by: MatchKey) => {
    const { name = '', values } = statementOf(by);
    return `execute ${name}(${values.map(literal).join(', ')})`;
  };

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
    api = await service.business();
    await service.database.sql('alter table customers set (autovacuum_enabled = off)');
    for (const by of matchKeys) keys[by] = [];
    asService = new Client(serviceOptions({ url: service.database.url }).connections);
    await asService.connect();
    await asService.query('set plan_cache_mode = force_generic_plan');
    await asService.query(`select set_config('app.business_id', $1, false)`, [api.businessId]);
    await prepare();
    for (const by of matchKeys) await asService.query(execute(by));

    await service.database.sql(
      `insert into customers (business_id, id, name, email, tax_id, created_at, updated_at)
       select $1, gen_random_uuid(), 'name ' || n, n || '@example.com', 'T' || n, now(), now()
       from generate_series(1, $2::integer) as n`,
      [api.businessId, live],
    );
    await service.database.sql(
      `insert into customers (business_id, id, name, email, tax_id, created_at, updated_at, deleted_at, merged_into, merged_directly_into)
       select $1, gen_random_uuid(), 'name ' || n, 'merged-' || n || '@example.com', 'M' || n, now(), now(), now(), s.id, s.id
       from generate_series(1, $2::integer) as n
       join (select id, row_number() over () as n from customers where business_id = $1) s using (n)`,
      [api.businessId, merged],
    );
    const sample = await service.database.sql<{ id: string; email: string; tax_id: string }>(
      `(select id, email, tax_id from customers where business_id = $1 and merged_into is null limit $2)
       union all (select id, email, tax_id from customers where business_id = $1 and merged_into is not null limit $2)`,
      [api.businessId, lookups / 2],
    );
    keys.email = sample.map(({ email }) => email.toUpperCase());
    keys.tax_id = sample.map(({ tax_id }) => tax_id.toLowerCase());
    keys.id = sample.map(({ id }) => id);
  }, 60_000);
  afterAll(async () => {
    await asService.end();
    await service.stop();
  });

  it.each([
    ['the plans of an empty table', () => Promise.resolve()],
    ['plans without statistics', prepare],
    ['plans that know the table', () => service.database.sql('analyze customers')],
  ])('looks up each key by an index, with %s', async (_, plan) => {
    await plan();
    for (const by of matchKeys) {
      const { rows: matches } = await asService.query<Match>(execute(by));
      expect([by, matches.length, new Set(matches.map(({ state }) => state))]).toEqual([
        by,
        lookups,
        new Set(['live']),
      ]);
      expect(matches.filter(({ alias }) => alias !== null)).toHaveLength(lookups / 2);
      const { rows } = await asService.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
        `explain (analyze, format json) ${execute(by)}`,
      );
      const nodes = rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan: root }) => nodesOf(root)));
      const scans = nodes.filter((node) => node['Relation Name'] === 'customers');
      expect(scans).toHaveLength(by === 'id' ? 2 : 3);
      const slow = scans.filter(
        (node) => !node['Index Cond']?.includes('business_id') || touched(node) > maxTouched,
      );
      expect([by, slow]).toEqual([by, []]);
    }
  });
});
