import type { Type } from '@nestjs/common';
import { fieldsOf } from '../fields/request-reader.js';
import type { Parameter } from './list-statements.js';
import { ListQuery } from './page.js';

/** How a filter narrows a list down: a column of `c` is compared with the value that was sent. */
export interface Comparison<Value> {
  readonly column: string;
  readonly operator?: '=' | '<' | '<=' | '>' | '>=';
  /** The value to compare instead. */
  readonly value?: (sent: Value) => string | number;
  /** SQL of the compared value, if it is not the parameter itself. */
  readonly sql?: (parameter: string) => string;
}

/** A filter that is a condition on `c`, if it is true. */
interface Choice {
  readonly condition: string;
}

type Narrowing = Comparison<never> | Choice;

const declared = new WeakMap<object, Map<string, Narrowing>>();

function declare(prototype: object, name: string, narrowing: Narrowing): void {
  const own = declared.get(prototype) ?? new Map<string, Narrowing>();
  declared.set(prototype, own.set(name, narrowing));
}

type Fits<Property, Value> = [Exclude<Property, undefined>] extends [Value]
  ? unknown
  : 'The property has another type than what the filter compares';

/** Declares a property of a list's query as a filter, with its comparison. */
export const Filter =
  <Value = string | number>(comparison: Comparison<Value>) =>
  <Query extends object, Name extends keyof Query & string>(
    prototype: Query & Fits<Query[Name], Value>,
    name: Name,
  ): void =>
    declare(prototype, name, comparison);

/** Declares that a property of a list's query is a filter: if it is true, the condition on `c` holds. */
export const FilterIfTrue =
  (condition: string) =>
  <Query extends object, Name extends keyof Query & string>(
    prototype: Query & Fits<Query[Name], boolean>,
    name: Name,
  ): void =>
    declare(prototype, name, { condition });

/** A comparison with a value that was sent. */
interface Requested {
  readonly column: string;
  readonly operator: string;
  readonly value: unknown;
  readonly sql: (parameter: string) => string;
}

/** The filters of a list, as its query declares them. */
export class Filters<Query extends object> {
  /** @param names of all that narrows the list down, `narrowings` what the list need not deal with itself */
  constructor(
    private readonly names: readonly (keyof Query & string)[],
    private readonly narrowings: ReadonlyMap<string, Narrowing>,
  ) {}

  /** The requested values by filter name: a cursor is valid only for these. */
  requested(query: Query): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.names.map((name) => [name, query[name]]));
  }

  /** Conditions on `c`. */
  conditions(query: Query, parameter: Parameter): string[] {
    return this.names.flatMap((name) => {
      const narrowing = this.narrowings.get(name);
      if (narrowing === undefined) return [];
      if ('condition' in narrowing) return query[name] === true ? [narrowing.condition] : [];
      return comparisonsOf(narrowing, query[name]).map(
        ({ column, operator, value, sql }) => `c.${column} ${operator} ${sql(parameter(value))}`,
      );
    });
  }

  /** The comparisons as a JSON array of `[column, operator, value]`, in SQL; undefined without filters. */
  comparisonsAsJson(query: Query, parameter: Parameter): string | undefined {
    const comparisons = this.names.flatMap((name) => {
      const narrowing = this.narrowings.get(name);
      return narrowing === undefined || 'condition' in narrowing ? [] : comparisonsOf(narrowing, query[name]);
    });
    if (comparisons.length === 0) return undefined;
    const arrays = comparisons.map(
      ({ column, operator, value, sql }) =>
        `jsonb_build_array('${column}', '${operator}', ${sql(`${parameter(value)}::text`)})`,
    );
    return `jsonb_build_array(${arrays.join(', ')})`;
  }
}

function comparisonsOf(comparison: Comparison<never>, sent: unknown): Requested[] {
  if (sent === undefined) return [];
  const { column, operator = '=', sql = (parameter: string) => parameter } = comparison;
  // The decorator has held the type of the property to that of the comparison.
  const value = comparison.value as ((sent: unknown) => unknown) | undefined;
  return [{ column, operator, value: value === undefined ? sent : value(sent), sql }];
}

/** The names of the properties, those of the parents too, that were declared to be filters. */
function declaredOf(prototype: object | null): ReadonlyMap<string, Narrowing> {
  if (prototype === null) return new Map();
  return new Map([
    ...declaredOf(Object.getPrototypeOf(prototype) as object | null),
    ...(declared.get(prototype) ?? []),
  ]);
}

/**
 * The filters of a list, from its query: each of its fields is one, but for those of every list and its order.
 *
 * @param byList filters that the list itself deals with
 * @param others fields that are not filters
 * @throws if a field is not one of these: it would be ignored
 */
export function filtersOf<Query extends object>(
  query: Type<Query>,
  {
    byList = [],
    others = [],
  }: { byList?: readonly (keyof Query & string)[]; others?: readonly (keyof Query & string)[] } = {},
): Filters<Query> {
  const narrowings = declaredOf(query.prototype as object);
  const ofEveryList = new Set([...fieldsOf(ListQuery).map(({ name }) => name), 'sort_by', ...others]);
  const names = fieldsOf(query)
    .map(({ name }) => name as keyof Query & string)
    .filter((name) => !ofEveryList.has(name));
  const forgotten = names.filter((name) => !narrowings.has(name) && !byList.includes(name));
  if (forgotten.length > 0) {
    throw new TypeError(`${query.name} does not say how these filter: ${forgotten.join(', ')}`);
  }
  return new Filters(names, narrowings);
}
