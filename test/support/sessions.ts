import type { TestDatabase } from './database.js';
import { hasSeveralNodes } from './one-node.js';
import { until } from './until.js';

/** The view of the sessions of all databases, on each node where there are several: a row is locked on the node that has it. */
export const sessions = hasSeveralNodes ? 'citus_stat_activity' : 'pg_stat_activity';

/** What a session is cancelled by: several nodes count theirs together. */
export const sessionId = hasSeveralNodes ? 'global_pid' : 'pid';

/** Ends when a session of the database waits for a lock of another. */
export const someoneWaits = (database: Pick<TestDatabase, 'sql'>) =>
  until(
    () =>
      database.sql(
        `select pid from ${sessions} where datname = current_database() and wait_event_type = 'Lock'`,
      ),
    (waiting) => waiting.length > 0,
    10_000,
  );
