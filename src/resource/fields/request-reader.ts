import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { FieldRule } from './fields.js';
import {
  extraForbidden,
  Issue,
  ItemIssues,
  locate,
  type Location,
  missing,
  type ValidationError,
} from '../../pydantic/issues.js';

/** Reads the fields of one request class. */
export interface Reader {
  readonly known: ReadonlySet<string>;
  /** The fields that may take objects, or lists within lists. */
  readonly nested: ReadonlySet<string>;
  /**
   * Errors are added to `errors`, in the order of the fields.
   *
   * @param sent the names of all that was sent, in that order, where one that is not known is an error
   */
  (
    input: Readonly<Record<string, unknown>>,
    loc: Location,
    errors: ValidationError[],
    sent?: Iterable<string>,
  ): Record<string, unknown>;
}

/** Maximum number of reported errors: those of a 1 MiB body could fill many MiB. */
const maxErrors = 1_000;

/** A field of a request class. */
export interface Field {
  readonly name: string;
  readonly rule: FieldRule;
  readonly required: boolean;
}

const metadataOf = (type: Function) =>
  getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);

/** The names in the order in which the class declares its fields, parents first: the order of the errors. */
function declaredOrder(type: Function): Set<string> {
  const parent: unknown = Object.getPrototypeOf(type);
  const names = typeof parent === 'function' ? declaredOrder(parent) : new Set<string>();
  for (const { target, propertyName } of metadataOf(type)) if (target === type) names.add(propertyName);
  return names;
}

/** The fields of a request class, in their order, parents first. */
export function fieldsOf(type: Type): Field[] {
  const metadata = metadataOf(type);
  return [...declaredOrder(type)].flatMap((name) => {
    const own = metadata.filter(({ propertyName }) => propertyName === name);
    const rule: unknown = own
      .flatMap(({ constraints }) => constraints as unknown[])
      .find((c) => c instanceof FieldRule);
    if (!(rule instanceof FieldRule)) return [];
    return [{ name, rule, required: !own.some(({ type: kind }) => kind === 'conditionalValidation') }];
  });
}

/**
 * Compiles a reader from the rules that the field decorators left in class-validator's metadata (inherited ones
 * and those of `PartialType`, `PickType` … included). class-validator's own executor would check the same rules,
 * but it neither keeps the order of the fields nor answers in pydantic's words.
 */
export function compileReader(type: Type): Reader {
  const fields = fieldsOf(type);
  const known = new Set(fields.map(({ name }) => name));
  const nested = new Set(fields.filter(({ rule }) => rule.takes === 'nested values').map(({ name }) => name));
  const read = (
    input: Readonly<Record<string, unknown>>,
    loc: Location,
    errors: ValidationError[],
    sent: Iterable<string> = [],
  ) => {
    const output: Record<string, unknown> = {};
    for (const { name, rule, required } of fields) {
      const value = input[name];
      if (value === undefined) {
        if (required) errors.push(locate(missing, [...loc, name], input));
        output[name] = rule.fallback;
        continue;
      }
      const result = rule.read(value);
      if (result instanceof Issue) {
        errors.push(locate(result, [...loc, name], value));
      } else if (result instanceof ItemIssues) {
        for (const { index, issue, input: item } of result.items.slice(0, maxErrors)) {
          errors.push(locate(issue, [...loc, name, index], item));
        }
      } else {
        output[name] = result;
      }
    }
    for (const name of sent) {
      if (errors.length >= maxErrors) break;
      if (!known.has(name)) errors.push(locate(extraForbidden, [...loc, name], input[name]));
    }
    return output;
  };
  return Object.assign(read, { known, nested });
}
