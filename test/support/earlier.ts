/**
 * SQL of a time that a row has, moved back by an interval. It is counted in UTC and not in the time zone of the session:
 * that is immutable, and on Citus a change of rows may ask nothing else of their columns.
 */
export const earlier = (column: string, interval: string) =>
  `(${column} at time zone 'UTC' - ${interval}) at time zone 'UTC'`;
