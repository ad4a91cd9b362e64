import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { serviceOptions } from '../../ormconfig.js';
import type { Statement } from '../../src/platform/database/statement.js';
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

/** Rows that were touched, over all loops. */
const touched = (node: Plan) =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];

const others = 20_000;
/** Its own and those that it made, by each step of a plan. */
const few = 100;

/** Prepared while the tables were as good as empty, and kept while others filled them: as connections do. */
describeOnOneNode('lists of tokens and businesses', () => {
  let service: TestService;
  let api: ApiClient;
  let asService: Client;
  let lists: Statement[];

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
    api = await service.business();
    for (let count = 0; count < 5; count += 1) {
      await api.post('/tokens', {
        name: 'Invoicing',
        owner_email: `owner-${count}@else.example.com`,
        scopes: ['customers:read'],
        business_ids: [api.businessId],
      });
    }
    const before = service.pipelines.length;
    for (const path of ['/tokens', '/businesses']) {
      await api.get(`${path}?limit=10&include_total_count=true`);
    }
    const { body } = await api.get('/tokens?limit=3');
    for (const direction of ['next', 'prev']) {
      await api.get(`/tokens?limit=10&direction=${direction}&cursor=${String(body['next_cursor'])}`);
    }
    await api.get(`/tokens?limit=10&business_id=${api.businessId}&owner_email=owner-1@else.example.com`);
    const sent = service.pipelines.slice(before).flat();
    lists = sent.filter(
      ({ text, values }) => values.length > 0 && /token_id/.test(text) && /select .*c\./s.test(text),
    );

    await service.database.sql('alter table tokens set (autovacuum_enabled = off)');
    await service.database.sql('alter table token_businesses set (autovacuum_enabled = off)');
    await service.database.sql('alter table businesses set (autovacuum_enabled = off)');
    asService = new Client(serviceOptions({ url: service.database.url }).connections);
    await asService.connect();
    for (const [index, { text, values }] of lists.entries()) {
      await asService.query({ name: `list_${index}`, text, values: [...values] });
    }
    await service.database.sql(
      `with b as (insert into businesses (id, name) select gen_random_uuid(), 'B' from generate_series(1, $1) returning id),
       t as (
         insert into tokens (id, name, owner_email, secret_hash, scopes, created_at)
         select gen_random_uuid(), 'T', 'other@example.com', sha256(b.id::text::bytea), '{}', now() from b returning id
       )
       insert into token_businesses (token_id, business_id)
       select t.id, b.id from (select id, row_number() over () as n from t) t
       join (select id, row_number() over () as n from b) b on b.n = t.n`,
      [others],
    );
  }, 60_000);
  afterAll(async () => {
    await asService.end();
    await service.stop();
  });

  it.each([
    ['prepared before others came', async () => undefined],
    [
      'that know of all the others',
      () => service.database.sql('analyze tokens, token_businesses, businesses'),
    ],
  ])('read only the rows of the caller, by an index, by plans %s', async (_, prepare) => {
    await prepare();
    expect(lists.length).toBeGreaterThanOrEqual(8);
    const wrong: unknown[] = [];
    for (const [index, { text, values }] of lists.entries()) {
      const parameters = values.map((value) => `'${String(value)}'`).join(', ');
      const { rows } = await asService.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
        `explain (analyze, format json) execute list_${index}(${parameters})`,
      );
      const nodes = rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan: plan }) => nodesOf(plan)));
      const scans = nodes.filter((node) => node['Relation Name'] !== undefined);
      expect(scans.length).toBeGreaterThan(1);
      const bad = scans.filter((node) => node['Index Cond'] === undefined || touched(node) > few);
      if (bad.length > 0) wrong.push(text, bad);
    }
    expect(wrong).toEqual([]);
  });
});
