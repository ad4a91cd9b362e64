/** A time of the database as the wire has it: RFC 3339 in UTC with three fractional digits. */
export const wireTime = (sql: string): string => `to_char(${sql}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
