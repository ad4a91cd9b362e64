import { isDeepStrictEqual } from 'node:util';

/** How the capabilities treat one field of a resource. */
export interface FieldPolicy<Value> {
  /**
   * What an erasure writes instead of the value. `remove`: the field is absent afterwards. `keep`: the value says nothing
   * about a person.
   */
  readonly erase:
    'keep' | (undefined extends Value ? 'remove' : never) | { readonly to: Exclude<Value, undefined> };
  /** Erasure searches files and their reported problems for the value. */
  readonly identifies?: true;
  /**
   * What a merge does. `keep`: the survivor keeps its value. `fillEmpty`: it takes the first value of the others where it
   * has none. `fillKeys`: it takes the keys of an object that it does not have. `alias`: the value is unique, and what
   * the others keep of it leads to the survivor.
   */
  readonly merge: 'keep' | 'fillEmpty' | 'fillKeys' | 'alias';
  /** Whether an exported CSV file has a column for the field, or for each of its keys, and whether an import reads it. */
  readonly file: 'readWrite' | 'readWriteKeys' | 'readOnly' | 'none';
}

/** A policy for every property of the resource: one without a policy does not compile. */
type Policies<Resource> = {
  readonly [Name in keyof Resource]-?: FieldPolicy<Resource[Name]>;
};

/** An import reads exactly the fields that a request may set. */
type ReadsRequests<Of, Request> = {
  readonly [Name in keyof Of]: Of[Name] extends { file: 'readWrite' | 'readWriteKeys' }
    ? Name extends keyof Request
      ? unknown
      : 'A file can set this field, and no request can'
    : Name extends keyof Request
      ? 'A request can set this field, and no file can'
      : unknown;
};

type NamesBy<Of, Policy> = { [Name in keyof Of]: Of[Name] extends Policy ? Name : never }[keyof Of];

export interface DeclaredPolicies<Of> {
  readonly names: readonly string[];
  /** Every field that an erasure changes, with the value it writes. */
  readonly erased: Readonly<Record<Exclude<keyof Of, NamesBy<Of, { erase: 'keep' }>> & string, unknown>>;
  readonly identifying: readonly string[];
  readonly filledByMerge: readonly string[];
  readonly keysFilledByMerge: readonly string[];
  readonly aliases: readonly string[];
  readonly readWrite: readonly (NamesBy<Of, { file: 'readWrite' }> & string)[];
  /** Objects with a column for each of their keys. */
  readonly readWriteKeys: readonly string[];
  readonly readOnly: readonly (NamesBy<Of, { file: 'readOnly' }> & string)[];
}

/**
 * The one declaration of what erasure, merge, import and export do with the fields of a resource, in the order of the
 * columns of a file.
 *
 * ```ts
 * const customerPolicies = policies<Customer, CustomerCreateRequest>()({ name: { … }, … });
 * ```
 */
export const policies =
  <Resource, Request = never>() =>
  <const Of extends Policies<Resource>>(
    declared: Of & ([Request] extends [never] ? unknown : ReadsRequests<Of, Request>),
  ): DeclaredPolicies<Of> => {
    const entries = Object.entries(declared as Readonly<Record<string, FieldPolicy<unknown>>>);
    const namesWhere = (holds: (policy: FieldPolicy<unknown>) => boolean) =>
      entries.filter(([, policy]) => holds(policy)).map(([name]) => name);
    return {
      names: entries.map(([name]) => name),
      erased: Object.fromEntries(
        entries.flatMap(([name, { erase }]) =>
          erase === 'keep' ? [] : [[name, erase === 'remove' ? undefined : erase.to]],
        ),
      ),
      identifying: namesWhere(({ identifies }) => identifies === true),
      filledByMerge: namesWhere(({ merge }) => merge === 'fillEmpty'),
      keysFilledByMerge: namesWhere(({ merge }) => merge === 'fillKeys'),
      aliases: namesWhere(({ merge }) => merge === 'alias'),
      readWrite: namesWhere(({ file }) => file === 'readWrite'),
      readWriteKeys: namesWhere(({ file }) => file === 'readWriteKeys'),
      readOnly: namesWhere(({ file }) => file === 'readOnly'),
    } as unknown as DeclaredPolicies<Of>;
  };

/** For values that the service computes and never sends. */
export const internal = { erase: 'keep', merge: 'keep', file: 'none' } as const;

/** For what says nothing about a person and is read in files, and not set by them. */
export const readOnly = { erase: 'keep', merge: 'keep', file: 'readOnly' } as const;

/** Two values of a field, objects and lists compared by what they hold. */
export const isSameValue = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'object' && isDeepStrictEqual(one, other));
