import type { Type } from '@nestjs/common';
import type { ValidationError } from '../../pydantic/issues.js';
import { compileReader } from './request-reader.js';

/** An argument that the API would refuse as well: one sentence for the operator. */
export class ArgumentsError extends Error {}

/** Reads arguments by the same rules as a request body. */
export function readArguments<T extends object>(type: Type<T>, input: Readonly<Record<string, unknown>>): T {
  const errors: ValidationError[] = [];
  const output = compileReader(type)(input, [], errors, Object.keys(input));
  if (errors.length > 0) {
    throw new ArgumentsError(errors.map(({ loc, msg }) => `${loc.join(' ')}: ${msg}`).join('; '));
  }
  return output as T;
}
