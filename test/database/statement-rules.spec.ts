import { beforeAll, describe, expect, it } from '@jest/globals';
import { StatementRules } from '../support/statement-rules.js';
import { loadParser } from '../support/syntax.js';

const rules = new StatementRules({
  tenantTables: new Set(['customers', 'events']),
  queues: new Set(['import_queue']),
  unguarded: new Set(['rate_limits']),
  notImmutable: new Set(['now', 'to_char']),
});

/** Those that the statements of the service are held against: test/support/statement-watch.ts. */
describe('the rules for statements', () => {
  beforeAll(loadParser);

  it.each([
    'select c.id from customers c where c.business_id = $1 and c.id = $2',
    'select id from customers where business_id = $1::uuid',
    'select from customers c join events e on e.business_id = $1 and e.entity_id = c.id where c.business_id = $1',
    'select c.id, (select count(*) from events e where e.business_id = $1) from customers c where c.business_id = $1',
    'with customers as (select 1 as id) select id from customers',
    'select name from migrations',
    'delete from import_queue q where q.business = $1 and q.import_id = $2',
    'insert into customers (business_id, id) values ($1, $2), ($1, $3)',
    'insert into customers as c (id, business_id) select n.id, $1::uuid from unnest($2::uuid[]) as n(id) returning c.id',
    'update customers c set updated_at = greatest(now(), c.updated_at) where c.business_id = $1 returning c.id',
    'update tokens t set revoked_at = least(t.revoked_at, now()) where t.id = $1',
    'delete from customers c where c.business_id = $1 and ($2::text is null or c.name = $2)',
    'select count(*) > 0 as exists from customers_search(search => $2, business => $1)',
    'declare exported cursor for select c.id from customers c where c.business_id = $1',
    'with before as materialized (select c.name from customers c where c.business_id = $1) ' +
      'update customers c set name = $2 from before b where c.business_id = $1 returning b.name',
    'with before as (select e.type from events e where e.business_id = $1) ' +
      'update customers c set name = $2 from before b where c.business_id = $1 returning b.type',
    'set local statement_timeout = 5',
  ])('pass %s', (text) => {
    expect(rules.violations(text)).toEqual([]);
  });

  it.each([
    ['select id from customers', 'customers is named without customers.business_id = $1'],
    ['select from customers c where c.business_id = $2', 'customers is named without c.business_id = $1'],
    [
      'select from customers c where c.business_id = $1 or true',
      'customers is named without c.business_id = $1',
    ],
    [
      'select from customers c join events e on e.business_id = c.business_id where c.business_id = $1',
      'events is named without e.business_id = $1',
    ],
    [
      'select from customers c where c.business_id = $1 and exists (select from events where id = c.id)',
      'events is named without events.business_id = $1',
    ],
    [
      'select 1 union all (select 2 from events e where e.id = $1)',
      'events is named without e.business_id = $1',
    ],
    ['update customers set name = $1 where id = $2', 'customers is named without customers.business_id = $1'],
    ['delete from customers c where c.id = $2', 'customers is named without c.business_id = $1'],
    [
      'declare exported cursor for select from customers c where c.id = $1',
      'customers is named without c.business_id = $1',
    ],
    ['insert into customers (id) values ($1)', 'customers gets a row whose business_id is not $1'],
    [
      'insert into customers (business_id, id) values ($1, $2), ($3, $4)',
      'customers gets a row whose business_id is not $1',
    ],
    [
      'insert into customers as c (business_id) select n.b from n returning c.id',
      'customers gets a row whose business_id is not $1',
    ],
    [
      'update tokens set revoked_at = coalesce(revoked_at, now()) where id = $1',
      'now() stands in CASE or COALESCE of a change',
    ],
    [
      'update tokens set a = case when b then now() end where id = $1',
      'now() stands in CASE or COALESCE of a change',
    ],
    ['update tokens t set a = 1 where t.id = $1 returning to_char(t.a, $2)', 'to_char() stands in RETURNING'],
    [
      'update tokens t set a = 1 where t.id = $1 returning current_timestamp',
      'the time() stands in RETURNING',
    ],
    [
      'update tokens t set a = 1 where to_char(t.b, $2) = $1',
      'to_char() is asked about a column in a change',
    ],
    [
      'with before as (select c.name from customers c where c.business_id = $1), ' +
        'done as (update customers c set name = $2 where c.business_id = $1 returning c.name) select name from done, before',
      'before reads customers, which is changed, and is not MATERIALIZED',
    ],
    ['delete from import_queue q where q.import_id = $1', 'import_queue is named without q.business = $1'],
    [
      'insert into import_queue (import_id, business) values ($1, $2)',
      'import_queue gets a row whose business is not $1',
    ],
    ['delete from rate_limits', ' names rate_limits, which no policy guards: list it in unguarded-tables.ts'],
    ['insert into tokens (id) select $1 returning id', 'INSERT … SELECT into tokens has no alias'],
    ['insert into tokens as t (id) select $1', 'INSERT … SELECT into tokens has no RETURNING'],
    [
      'with a as (select from customers c where c.business_id = $1 and $2::text is not null) select from a',
      'a condition names no column',
    ],
    ['select from customers c where c.business_id = $1 and $2::text is null', 'a condition names no column'],
    ['select set_config($1, $2, true)', 'set_config() does not reach every machine'],
    [
      'select c.id from customers_search(business => $1) c where c.rank > $2',
      'customers_search() is asked within another statement',
    ],
    [
      'select from customers c where c.business_id = $1 and c.id in (select id from customers_search(business => $1))',
      'customers_search() is asked within another statement',
    ],
    [
      'select id from customers_search(search => $1, business => $2)',
      'customers_search() is asked for a business that is not $1',
    ],
  ])('refuse %s', (text, violation) => {
    expect(rules.violations(text)).toContain(violation);
  });

  it('refuse what PostgreSQL would not understand', () => {
    expect(() => rules.violations('select from where')).toThrow('syntax error');
  });
});
