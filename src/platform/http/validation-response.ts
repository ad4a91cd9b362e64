import { JsonText } from '../../pydantic/json-text.js';
import type { Location, ValidationError } from '../../pydantic/issues.js';

/** The contract's bound of a 422, in bytes. */
const maxBytes = 64 * 1024;

/** A name that a client made up is cut to as many characters as tell what it was. */
const maxNameCharacters = 256;

const start = '{"detail":[';
const end = ']}';

/**
 * The body of a 422. Where all of it would have more than 64 KiB, `input` is left out of each `missing`, then wherever
 * it does not fit, then the entries that do not fit.
 */
export function validationResponse(errors: readonly ValidationError[]): string {
  const inputs = new Map<unknown, string | undefined>();
  const inputOf = ({ input }: ValidationError) => {
    if (!inputs.has(input)) inputs.set(input, textOf(input));
    return inputs.get(input);
  };
  return complete(errors, inputOf) ?? shortened(errors, inputOf);
}

type InputOf = (error: ValidationError) => string | undefined;

/** The answer with all that belongs in it, or undefined where that is too much. */
function complete(errors: readonly ValidationError[], inputOf: InputOf): string | undefined {
  const entries: string[] = [];
  let room = maxBytes - start.length - end.length;
  for (const error of errors) {
    const input = inputOf(error);
    if (input === undefined || input.length > room) return undefined;
    const entry = entryOf(error, input);
    room -= Buffer.byteLength(entry) + 1;
    if (room < 0) return undefined;
    entries.push(entry);
  }
  return start + entries.join(',') + end;
}

function shortened(errors: readonly ValidationError[], inputOf: InputOf): string {
  const entries: string[] = [];
  let room = maxBytes - start.length - end.length;
  for (const error of errors) {
    const input = error.type === 'missing' ? undefined : inputOf(error);
    const full = entryOf(error, input);
    const entry = Buffer.byteLength(full) < room ? full : entryOf(error, undefined);
    room -= Buffer.byteLength(entry) + 1;
    if (room < 0) break;
    entries.push(entry);
  }
  return start + entries.join(',') + end;
}

/** An input as JSON; undefined if it has more characters than a response may. */
function textOf(input: unknown): string | undefined {
  if (input instanceof JsonText) return input.length > maxBytes ? undefined : input.toString();
  return (
    JSON.stringify(input, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) ??
    'null'
  );
}

function entryOf({ type, loc, msg, ctx }: ValidationError, input: string | undefined): string {
  const head = JSON.stringify({ type, loc: shown(loc), msg }).slice(0, -1);
  const echo = input === undefined ? '' : `,"input":${input}`;
  return ctx === undefined ? `${head}${echo}}` : `${head}${echo},"ctx":${JSON.stringify(ctx)}}`;
}

const shown = (loc: Location): Location =>
  loc.map((part) =>
    typeof part === 'string' && part.length > maxNameCharacters
      ? `${part.slice(0, maxNameCharacters)}…`
      : part,
  );
