import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Json } from './document.js';
import type { ApiTool } from './tools.js';

export type Arguments = Readonly<Record<string, unknown>>;

export type ArgumentsOrProblem =
  | { readonly values: Arguments }
  /** A sentence for the assistant. */
  | { readonly problem: string };

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The operation itself checks the other formats, by rules that no regular expression has. */
const ajv = new Ajv2020({ strict: false, logger: false, formats: { uuid }, validateFormats: true });

const validators = new WeakMap<ApiTool, ValidateFunction>();

/** The most names in a sentence, and the longest one. */
const maxNames = 10;
const maxNameLength = 60;

/** Holds the arguments of a call against the tool's own schema. A null for an argument that cannot be null is absent. */
export function checkArguments(tool: ApiTool, provided: unknown): ArgumentsOrProblem {
  const values = withoutNulls(tool, (provided ?? {}) as Arguments);
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(tool.properties, name));
  if (unknown.length > 0) {
    const known = Object.keys(tool.properties).join(', ');
    return {
      problem: `${tool.choice.name} has no argument ${namesOf(unknown)}. Its arguments are: ${known}.`,
    };
  }
  const missing = [...tool.required].filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0) return { problem: `${tool.choice.name} requires ${namesOf(missing)}.` };
  let validator = validators.get(tool);
  if (validator === undefined) {
    validator = ajv.compile(tool.definition.inputSchema);
    validators.set(tool, validator);
  }
  return validator(values) ? { values } : { problem: sentenceOf(validator.errors ?? []) };
}

function withoutNulls({ properties, required }: ApiTool, provided: Arguments): Arguments {
  const kept = Object.entries(provided).filter(
    ([name, value]) =>
      value !== null ||
      required.has(name) ||
      !Object.hasOwn(properties, name) ||
      allowsNull(properties[name]),
  );
  // A name like __proto__ is an own property here as well.
  return Object.fromEntries(kept);
}

function allowsNull(schema: Json | undefined): boolean {
  const { type, anyOf } = schema ?? {};
  if (Array.isArray(anyOf)) return anyOf.some((branch: unknown) => allowsNull(branch as Json));
  return type === 'null' || (Array.isArray(type) && type.includes('null'));
}

function namesOf(names: readonly string[]): string {
  const shown = names
    .slice(0, maxNames)
    .map((name) => JSON.stringify(name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name));
  return names.length > maxNames
    ? `${shown.join(', ')} and ${names.length - maxNames} more`
    : shown.join(', ');
}

/** Of a value that may have several types, the branch that is not null has the error. */
function sentenceOf(errors: readonly ErrorObject[]): string {
  const own = errors.filter(({ keyword, params }) => keyword !== 'anyOf' && params['type'] !== 'null');
  const [error] = own.length > 0 ? own : errors;
  if (error === undefined) return 'The arguments are not valid.';
  const name = error.instancePath.slice(1).replaceAll('/', '.');
  return `${name} ${ruleOf(error)}.`;
}

function ruleOf({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'format' && params['format'] === 'uuid') {
    return 'must be a UUID, such as 0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90';
  }
  if (keyword === 'enum') return `must be one of: ${(params['allowedValues'] as unknown[]).join(', ')}`;
  return message ?? 'is not valid';
}
