import type { Tool } from '@modelcontextprotocol/server';
import { type Document, type Json, type Operation, type Parameter, resolved } from './document.js';
import { resultArguments } from './result-arguments.js';
import type { ToolChoice } from './tool-list.js';

export type { Document } from './document.js';

/** Where an argument goes: into the request of the operation, or into the selection of its response. */
type Location = 'path' | 'query' | 'body' | 'header' | 'result';

export interface ApiTool {
  readonly choice: ToolChoice;
  readonly definition: Tool;
  /** The scope that a token needs to call it. */
  readonly scope: string;
  readonly properties: Readonly<Record<string, Json>>;
  readonly required: ReadonlySet<string>;
  readonly locations: ReadonlyMap<string, Location>;
}

/** Headers that are arguments of a tool, by their argument's name. */
const headerArguments: Readonly<Record<string, string>> = {
  'idempotency-key': 'idempotency_key',
  'if-match': 'if_match',
};

/** The header that an argument becomes. */
export const headerOf = (argument: string): string => argument.replaceAll('_', '-');

/** A header field value of HTTP, without the bytes beyond ASCII. */
const headerValue = {
  minLength: 1,
  maxLength: 1_000,
  pattern: '^[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?$',
};

/** An assistant pays for each item that it reads. */
export const defaultItems = 10;
export const maxItems = 50;

/**
 * The tool of an operation: its arguments are the operation's parameters and the fields of its body.
 *
 * @throws where the document has no such operation, or its path has a parameter that may be `.` or `..`
 */
export function toolOf(choice: ToolChoice, document: Document): ApiTool {
  const { [choice.method]: operation } = (document.paths[choice.path] ?? {}) as Partial<
    Record<string, Operation>
  >;
  if (operation === undefined) throw new Error(`${choice.name} is not an operation of the document`);
  const properties: Record<string, Json> = {};
  const required = new Set(choice.required);
  const locations = new Map<string, Location>();

  for (const declared of operation.parameters ?? []) {
    const parameter = resolved(declared, document) as unknown as Parameter;
    const name = parameter.in === 'header' ? headerArguments[parameter.name.toLowerCase()] : parameter.name;
    if (name === undefined) continue;
    properties[name] = schemaOf(parameter, document);
    locations.set(name, parameter.in);
    if (parameter.required === true) required.add(name);
  }
  const body = operation.requestBody?.content['application/json']?.schema;
  if (body !== undefined) {
    const schema = resolved(body, document) as { properties?: Record<string, Json>; required?: string[] };
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      // The path names the resource: a field of the same name in the body could only contradict it.
      if (locations.get(name) === 'path') continue;
      properties[name] = property;
      locations.set(name, 'body');
    }
    for (const name of schema.required ?? []) required.add(name);
  }
  if (choice.method === 'get') {
    const shown = resultArguments(operation, document, locations.has('limit'));
    for (const [name, property] of Object.entries(shown)) {
      properties[name] = property;
      locations.set(name, 'result');
    }
  }
  const scope = (operation.security ?? []).flatMap(({ bearer = [] }) => bearer)[0];
  if (scope === undefined) throw new Error(`${choice.name} is an operation without a scope`);
  return {
    choice,
    scope,
    properties,
    required,
    locations,
    definition: {
      name: choice.name,
      title: choice.title,
      description: choice.description ?? operation.description ?? operation.summary ?? choice.title,
      inputSchema: {
        type: 'object',
        properties: properties as NonNullable<Tool['inputSchema']['properties']>,
        required: [...required],
        additionalProperties: false,
      },
      annotations: annotationsOf(choice),
    },
  };
}

const annotationsOf = ({ title, method, isDestructive = false }: ToolChoice) => ({
  title,
  readOnlyHint: method === 'get',
  destructiveHint: isDestructive || method === 'put' || method === 'delete',
  idempotentHint: method !== 'post',
  openWorldHint: false,
});

function schemaOf(
  { name, in: location, description, schema: declared }: Parameter,
  document: Document,
): Json {
  const described = description === undefined ? {} : { description };
  const schema = { ...resolved(declared, document), ...described };
  // Only what cannot be `.` or `..` may become part of a path: these would name another operation.
  const isSegment = declared['format'] === 'uuid' || String(declared['pattern']).startsWith('^(?!\\.{1,2}$)');
  if (location === 'path' && !isSegment) {
    throw new Error(`${name} is a parameter of a path, and may be \`.\` or \`..\``);
  }
  if (location === 'header') return { ...schema, ...headerValue, ...declared, ...described };
  return name === 'limit'
    ? {
        ...schema,
        minimum: 1,
        maximum: maxItems,
        default: defaultItems,
        description: 'The most items of a page.',
      }
    : schema;
}
