/** A row as `row_to_json` has written it into an event. */
export type RecordedRow = Readonly<Record<string, unknown>>;

const time = /^(\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?\+00:00$/;

/** The row as the wire has it: the columns that hold a time, which are those called `…_at`, are written again. */
export function wireRow(row: RecordedRow): RecordedRow {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const [, seconds, fraction = ''] =
        column.endsWith('_at') && typeof value === 'string' ? (time.exec(value) ?? []) : [];
      return [column, seconds === undefined ? value : `${seconds}.${fraction.padEnd(3, '0')}Z`];
    }),
  );
}

/**
 * Whether an event publishes the change of a field: `updated_at` changes with any other, and contacts have their own
 * events.
 */
export const isPublished = (field: string): boolean => !['updated_at', 'contacts'].includes(field);
