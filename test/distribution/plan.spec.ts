import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Catalog } from '../../src/platform/database/distribution/catalog.js';
import { type Plan, planDistribution } from '../../src/platform/database/distribution/plan.js';

const settings = { timezone: 'UTC', enable_seqscan: 'off' };

/** As Citus 13.2 on a coordinator and two workers had them, before this plan was carried out and after it. */
const recorded = (when: 'before' | 'after') =>
  JSON.parse(readFileSync(new URL(`vectors/catalog-${when}.json`, import.meta.url), 'utf8')) as Catalog;

const isMove = (text: string) => /^select create_(distributed|reference)_table/.test(text);

const textsOf = ({ steps }: Plan) => steps.map(({ text }) => text);

describe('the plan of a distribution', () => {
  const plan = planDistribution(recorded('before'), settings);

  it('distributes the tables with a business alongside the customers, and nothing else', () => {
    expect(plan.missing).toEqual([]);
    const distributed = textsOf(plan)
      .map((text) =>
        /create_distributed_table\('(\w+)', 'business_id', colocate_with => '(\w+)'\)/.exec(text),
      )
      .flatMap((match) => (match === null ? [] : [[match[1], match[2]]]));
    expect(distributed[0]).toEqual(['customers', 'none']);
    expect(new Set(distributed.slice(1).map(([, beside]) => beside))).toEqual(new Set(['customers']));
    const names = distributed.map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining(['customer_contacts', 'events', 'payment_terms', 'imports']),
    );
    for (const local of ['tokens', 'token_businesses', 'rate_limits', 'import_queue', 'businesses']) {
      expect(names).not.toContain(local);
    }
    expect(textsOf(plan)).toContain(`select create_reference_table('businesses')`);
  });

  it('takes each key away before, and gives it back as it was after', () => {
    const texts = textsOf(plan);
    const { keys } = recorded('before');
    const ofTenants = keys.filter(
      ({ table }) => !['tokens', 'token_businesses', 'import_queue', 'webhook_queue'].includes(table),
    );
    expect(ofTenants.length).toBeGreaterThan(5);
    const firstMove = texts.findIndex(isMove);
    const lastMove = texts.findLastIndex(isMove);
    for (const { name, table, definition } of ofTenants) {
      const dropped = texts.indexOf(`alter table ${table} drop constraint ${name}`);
      const added = texts.indexOf(`alter table ${table} add constraint ${name} ${definition}`);
      expect([name, dropped >= 0 && dropped < firstMove, added > lastMove]).toEqual([name, true, true]);
    }
    expect(texts.filter((text) => text.startsWith('alter table'))).toHaveLength(2 * ofTenants.length);
  });

  it('lets the search run where its business is', () => {
    expect(textsOf(plan).at(-1)).toMatch(
      /^select create_distributed_function\('customers_search\(uuid,.*\)', '\$1', colocate_with => 'customers', force_delegation => true\)$/,
    );
  });

  it('gives the role what the workers need', () => {
    expect(textsOf(plan).slice(0, 3)).toEqual([
      'alter role customers_service login',
      `alter role customers_service set timezone to 'UTC'`,
      `alter role customers_service set enable_seqscan to 'off'`,
    ]);
  });

  it('has nothing left to do once it was carried out', () => {
    expect(planDistribution(recorded('after'), settings)).toEqual({ missing: [], steps: [] });
  });

  it('distributes a table that was created since the last run', () => {
    const after = recorded('after');
    const tables = [
      ...after.tables,
      { name: 'notes', hasBusiness: true, isOwned: true, place: 'local', bytes: 3_145_728 } as const,
    ];
    const definition = 'FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id)';
    const keys = [...after.keys, { name: 'notes_fkey', table: 'notes', target: 'customers', definition }];
    const { steps } = planDistribution({ ...after, tables, keys }, settings);
    expect(steps.map(({ title }) => title)).toEqual([
      'Take the key notes_fkey away',
      'Distribute notes by business_id, 3 MiB',
      'Give the key notes_fkey back',
    ]);
  });
});

describe('a missing condition', () => {
  const before = recorded('before');
  const missingOf = (differing: Partial<Catalog>) =>
    planDistribution({ ...before, ...differing }, settings).missing;

  it.each<[string, Partial<Catalog>, RegExp]>([
    [
      'another node than the coordinator',
      { isCoordinator: false },
      /^This node is a worker: DATABASE_URL has to name the coordinator\.$/,
    ],
    [
      'no workers',
      { nodes: before.nodes.filter((node) => node.isCoordinator) },
      /^The cluster has no worker: .*citus_add_node/,
    ],
    [
      'a coordinator that is not a node',
      { nodes: before.nodes.filter((node) => !node.isCoordinator) },
      /citus_set_coordinator_host/,
    ],
    [
      'workers that are not told the business',
      { propagates: 'none' },
      /^citus\.propagate_set_commands is none, .* set it to 'local'/,
    ],
    ['a setting that is not there', { propagates: null }, /^citus\.propagate_set_commands is not set/],
    [
      'nodes that do not let each other in',
      { unreachable: [{ from: 'a:5432', to: 'b:5432' }] },
      /^a:5432 cannot connect to b:5432: .*pg_hba\.conf/,
    ],
    [
      'tables of another application',
      {
        login: 'guest',
        tables: before.tables.map((table) => ({ ...table, isOwned: table.name !== 'events' })),
      },
      /^The login guest does not own events: distribute as their owner\.$/,
    ],
  ])('%s is one sentence', (_, differing, sentence) => {
    const missing = missingOf(differing);
    expect(missing).toHaveLength(1);
    expect(missing[0]).toMatch(sentence);
  });
});
