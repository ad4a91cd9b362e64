import type { DataRow } from './wire/data-row.js';

/** One statement, the values of its parameters, and the type of its rows. */
export interface Statement<Row extends object = object> {
  /** Each connection prepares a named statement once: the same name always is the same text. */
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /**
   * Makes a row of what the server has sent, where there are many rows to make. Without it the server is asked to
   * describe the columns, and rows are made by their names and types.
   */
  readonly rowOf?: (row: DataRow) => Row;
  /** Once its rows, as JSON where they are that, have more bytes than this, further ones are left out, but for the first two. */
  readonly maxBytes?: number;
  /** Whether it may record events of the business: waiting readers are notified after the commit. */
  readonly recordsEvents?: boolean;
}

export const command = (text: string): Statement => ({ name: text, text, values: [], rowOf: () => ({}) });

/**
 * They are in pipelines that would be one transaction without them: a setting that is local to a transaction needs an
 * explicit one, and on a distributed database reaches the workers of no other.
 */
export const begin = command('begin');
export const commit = command('commit');

/** Ends each statement that follows in the transaction, if it takes longer. */
export const limitTime = (milliseconds: number): Statement => ({
  text: `set local statement_timeout = ${Math.trunc(milliseconds)}`,
  values: [],
  rowOf: () => ({}),
});

/**
 * Of the statements that follow in the transaction, where they have no name and are planned for each request anyway:
 * which index is best for a filter depends on how many rows have the value.
 */
export const planByValues: Statement = {
  name: 'plan_by_values',
  text: 'set local plan_cache_mode = auto',
  values: [],
  rowOf: () => ({}),
};
