import { expect } from '@jest/globals';
import type { TestDatabase } from '../support/database.js';
import type { Asked, Business } from './clients.js';
import type { Follower } from './follower.js';

type Sql = Pick<TestDatabase, 'sql'>;

interface EventRow {
  readonly business_id: string;
  readonly position: number;
  readonly type: string;
  readonly entity_id: string;
  readonly occurred_at: string;
  readonly name: string;
  readonly notes: string | null;
}

/** What tells an event from all others of its type: see `Asked`. */
function traceOf({ type, entity_id, name, notes }: EventRow): string {
  if (type === 'customer.updated') return `${type} ${notes}`;
  return `${type} ${type === 'customer.deleted' ? entity_id : name}`;
}

const selectEvents = `
  select business_id, position::integer, type, entity_id, occurred_at, data ->> 'name' as name, data ->> 'notes' as notes
  from events where business_id = any ($1) order by business_id, position`;

/** Resources that are not as the last event about them says, or that no event has told of. */
const selectUntold = `
  select r.kind, r.id from (
    select business_id, id, 'customer' as kind, name, notes, updated_at, is_deleted from customers
    union all select business_id, id, 'contact', name, notes, updated_at, null from customer_contacts
    union all select business_id, id, 'term', name, null, updated_at, null from payment_terms
  ) r
  left join lateral (
    select e.data from events e where e.business_id = r.business_id and e.entity_id = r.id
    order by e.position desc limit 1
  ) e on true
  where r.business_id = any ($1) and (
    e.data is null or e.data ->> 'name' is distinct from r.name or e.data ->> 'notes' is distinct from r.notes
    or (e.data ->> 'updated_at')::timestamptz is distinct from r.updated_at
    or (e.data ->> 'is_deleted')::boolean is distinct from r.is_deleted
  )`;

/** Events that record something new that is not there. */
const selectUnstored = `
  select e.type, e.entity_id from events e
  where e.business_id = any ($1) and e.type like '%.created' and not exists (
    select from customers c where c.business_id = e.business_id and c.id = e.entity_id
    union all select from customer_contacts k where k.business_id = e.business_id and k.id = e.entity_id
    union all select from payment_terms t where t.business_id = e.business_id and t.id = e.entity_id
  )`;

const range = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/**
 * Holds what clients were answered against what the database has, once nothing is in flight any more:
 *
 * - each write with a 2xx is stored once, with its event, also if a key was sent several times;
 * - nothing else is stored, except requests without a response, once at most;
 * - each resource is as the last event about it says;
 * - a key is kept if what it protects was done, and otherwise not;
 * - positions of each business are 1, 2, 3 … in the order in which each client was answered, and their times never go back;
 * - the reader of the events has received each of them once.
 *
 * @returns the counts, for the reader of the run
 */
export async function reconcile(
  database: Sql,
  businesses: readonly Business[],
  asked: readonly Asked[],
  followers: readonly Follower[],
): Promise<string> {
  const ids = businesses.map(({ businessId }) => businessId);
  const events = await database.sql<EventRow>(selectEvents, [ids]);
  const told = new Map<string, EventRow[]>();
  for (const event of events) {
    const at = `${event.business_id} ${traceOf(event)}`;
    told.set(at, [...(told.get(at) ?? []), event]);
  }
  const toldOf = (each: Asked) => told.get(`${each.businessId} ${each.trace}`) ?? [];

  const done = asked.filter(({ outcome }) => outcome === 'done');
  expect(done.filter((each) => toldOf(each).length !== 1)).toEqual([]);
  expect(asked.filter((each) => each.outcome === 'refused' && toldOf(each).length > 0)).toEqual([]);
  expect(asked.filter((each) => toldOf(each).length > 1)).toEqual([]);
  const wanted = new Set(asked.map((each) => `${each.businessId} ${each.trace}`));
  expect([...told.keys()].filter((trace) => !wanted.has(trace))).toEqual([]);
  expect(await database.sql(selectUntold, [ids])).toEqual([]);
  expect(await database.sql(selectUnstored, [ids])).toEqual([]);
  await reconcileKeys(database, ids, asked, (each) => toldOf(each).length > 0);
  reconcileOrder(events, ids);
  reconcileAnswers(done, (each) => toldOf(each)[0]?.position ?? 0);
  followers.forEach(({ positions }, index) => {
    expect(positions).toEqual(range(events.filter(({ business_id }) => business_id === ids[index]).length));
  });

  const lost = asked.filter(({ outcome }) => outcome === 'unknown');
  const doneAllTheSame = lost.filter((each) => toldOf(each).length > 0).length;
  return (
    `${asked.length} things asked for by ${new Set(asked.map(({ client }) => client)).size} clients: ` +
    `${done.length} done and there once; ${lost.length} without an answer or 503, of them ${doneAllTheSame} done; ` +
    `${events.length} events of ${ids.length} businesses without a gap`
  );
}

async function reconcileKeys(
  database: Sql,
  businessIds: readonly string[],
  asked: readonly Asked[],
  isDone: (each: Asked) => boolean,
): Promise<void> {
  const kept = await database.sql<{ at: string }>(
    `select business_id || ' ' || key as at from idempotency_keys where business_id = any ($1) order by at`,
    [businessIds],
  );
  const expected = asked.filter((each) => each.key !== undefined && isDone(each));
  const keys = expected.map(({ businessId, key = '' }) => `${businessId} ${key}`);
  expect(kept.map(({ at }) => at).toSorted()).toEqual(keys.toSorted());
}

function reconcileOrder(events: readonly EventRow[], businessIds: readonly string[]): void {
  for (const businessId of businessIds) {
    const own = events.filter(({ business_id }) => business_id === businessId);
    expect(own.map(({ position }) => position)).toEqual(range(own.length));
    const times = own.map(({ occurred_at }) => Date.parse(occurred_at));
    expect(times.filter((time, index) => time < (times[index - 1] ?? time))).toEqual([]);
  }
}

/** The changes of a client have positions in the order of its responses. */
function reconcileAnswers(done: readonly Asked[], positionOf: (each: Asked) => number): void {
  const last = new Map<number, number>();
  const early = done.filter((each) => {
    const position = positionOf(each);
    const isEarly = position <= (last.get(each.client) ?? 0);
    last.set(each.client, position);
    return isEarly;
  });
  expect(early).toEqual([]);
}
