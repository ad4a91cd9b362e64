import { newId } from '../lists/ids.js';
import type { Statement } from '../../platform/database/statement.js';
import type { Actor } from '../../platform/http/caller.js';
import type { EventType } from './event-types.js';

/** Rows that a statement has changed, and the type of the events that record it. */
export interface Change {
  readonly type: EventType | { readonly sql: string };
  /**
   * What follows FROM for the rows as they are now, or, if they are gone, as they were last. The columns of `c` are
   * those of the response; times have PostgreSQL's form, and are written again where the event is read.
   */
  readonly rows: string;
  /**
   * The common table expression with the same columns of the rows as they were, where they stay. It is MATERIALIZED: on
   * several machines one that is named once would be read where it is named, behind the change.
   */
  readonly before?: string;
  /** SQL of the customer that the row belongs to. */
  readonly customerId?: string;
  /** SQL of who changed the row, where a statement changes rows for several; otherwise the actor of the statement. */
  readonly actor?: string;
}

export interface RecordedWrite<Row extends object> {
  readonly name: string;
  /** The business first. */
  readonly values: readonly unknown[];
  /** Common table expressions that change the rows, and their inputs. */
  readonly ctes: string;
  /** In the order of their positions. */
  readonly changes: readonly Change[];
  /** The result of the statement, from the expressions above. */
  readonly select: string;
  readonly rowOf?: Statement<Row>['rowOf'];
}

/** Who acts, as an event names them. */
export const actorJson = (
  { principal, userEmail, requestId }: Actor,
  importId: string | null = null,
): string =>
  JSON.stringify({
    token_id: principal.tokenId,
    user_email: userEmail,
    request_id: requestId,
    import_id: importId,
  });

/**
 * Turns a write into a statement that also records one event per changed row.
 *
 * The events of a business are numbered 1, 2, 3 … in the order of the commits: the number comes from a row of the
 * business, which stays locked until the commit. It is the last lock that the statement takes, after everything else
 * it may have to wait for, and it is held while the events are inserted, no longer: they are written out before. What a transaction does
 * after such a statement must not wait for a lock that another may hold while it waits for the number.
 *
 * @param actor who is to be named, as JSON; `null` where each row says it
 */
export function recordedWrite<Row extends object>(
  { name, values, ctes, changes, select, rowOf }: RecordedWrite<Row>,
  actor: string | null,
): Statement<Row> {
  const idSeed = `$${values.length + 1}`;
  const actorOfStatement = `$${values.length + 2}`;
  return {
    name,
    text: `
    with ${ctes},
    told as (
      ${changes.map((change) => selectChange(change, `${actorOfStatement}::json`)).join(' union all ')}
    ), numbered as (
      insert into event_positions as p (business_id, last_position, last_occurred_at)
      select $1::uuid, count(*), now() from told having count(*) > 0
      on conflict (business_id) do update set
        last_position = p.last_position + excluded.last_position,
        last_occurred_at = greatest(p.last_occurred_at, excluded.last_occurred_at)
      returning p.last_position, p.last_occurred_at
    ), recorded as (
      insert into events as e (
        business_id, position, id, type, entity_id, customer_id, occurred_at, actor, before, data
      )
      select
        $1::uuid, n.last_position - t.count + t.number, (left(${idSeed}::text, 28) || lpad(to_hex(t.number), 8, '0'))::uuid,
        t.type, t.entity_id, t.customer_id, n.last_occurred_at, t.actor, t.before, t.data
      from numbered n, (select *, row_number() over () as number, count(*) over () as count from told) t
      returning e.position
    )
    ${select}`,
    values: [...values, newId(), ...(actor === null ? [] : [actor])],
    ...(rowOf === undefined ? {} : { rowOf }),
    recordsEvents: true,
  };
}

const selectChange = (
  { type, rows, before, customerId = 'null::uuid', actor }: Change,
  actorOfStatement: string,
) => `
      select
        ${typeof type === 'string' ? `'${type}'` : type.sql} as type, c.id as entity_id, ${customerId} as customer_id,
        ${actor ?? actorOfStatement} as actor, ${before === undefined ? 'null::json' : 'row_to_json(b)'} as before,
        row_to_json(c) as data
      from ${rows}${before === undefined ? '' : ` join ${before} b on b.id = c.id`}`;
