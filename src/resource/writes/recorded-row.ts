import { sparseNames } from '../columns.js';
import { isSameValue } from '../policies.js';

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
 * The resource as a response has it: without the fields that were not set, and without `merged_from`, which the event of a
 * merge records for its `changes`.
 */
export const asResponse = (row: RecordedRow): RecordedRow =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([name, value]) => name !== 'merged_from' && (value !== null || !sparseNames.has(name)),
    ),
  );

/**
 * Of each published field that differs, the value before and the value after; of an object, of each of its keys, as
 * `metadata.plan`.
 */
export const changesBetween = (before: RecordedRow, after: RecordedRow): Changes =>
  Object.fromEntries(
    differences(before, after).flatMap(([field, [old, current]]): [string, [unknown, unknown]][] => {
      if (!isPublished(field)) return [];
      if (!isObject(old) && !isObject(current)) return [[field, [old, current]]];
      const byKey = differences(isObject(old) ? old : {}, isObject(current) ? current : {});
      return byKey.map(([key, change]) => [`${field}.${key}`, change]);
    }),
  );

type Changes = Record<string, [unknown, unknown]>;

const differences = (before: RecordedRow, after: RecordedRow) =>
  Object.keys({ ...after, ...before })
    .map((name): [string, [unknown, unknown]] => [name, [before[name] ?? null, after[name] ?? null]])
    .filter(([, [old, current]]) => !isSameValue(old, current));

const isObject = (value: unknown): value is RecordedRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether an event publishes the change of a field: `updated_at` changes with any other, and contacts have their own
 * events.
 */
const isPublished = (field: string): boolean => !['updated_at', 'contacts'].includes(field);
