import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { ToolChoice } from './tool-list.js';

type Json = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Json;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
}

/** Of an OpenAPI 3.1 document, whose schemas are JSON Schemas as they are. */
export interface Document {
  readonly paths: Readonly<Record<string, object>>;
  readonly components?: object;
}

/** Where each argument of a tool goes in the request that it becomes. */
export interface ApiTool {
  readonly definition: Tool;
  readonly method: string;
  readonly path: string;
  readonly places: ReadonlyMap<string, 'path' | 'query' | 'body' | 'header'>;
}

/** Headers that are arguments of a tool, by the name that they have there. */
const headerArguments: Readonly<Record<string, string>> = {
  'idempotency-key': 'idempotency_key',
  'if-match': 'if_match',
};

/** The header that an argument stands for. */
export const headerOf = (argument: string): string => argument.replaceAll('_', '-');

/**
 * The tool of an operation: its arguments are the operation's parameters and the fields of its body.
 *
 * @throws where the document has no such operation
 */
export function toolOf(choice: ToolChoice, document: Document): ApiTool {
  const { [choice.method]: operation } = (document.paths[choice.path] ?? {}) as Partial<
    Record<string, Operation>
  >;
  if (operation === undefined) throw new Error(`${choice.name} is no operation of the document`);
  const properties: Record<string, object> = {};
  const required = new Set(choice.required);
  const places: Map<string, 'path' | 'query' | 'body' | 'header'> = new Map();

  for (const declared of operation.parameters ?? []) {
    const parameter = resolved(declared, document) as unknown as Parameter;
    const name = parameter.in === 'header' ? headerArguments[parameter.name.toLowerCase()] : parameter.name;
    if (name === undefined) continue;
    const { description, schema } = parameter;
    properties[name] = {
      ...resolved(schema, document),
      ...(description === undefined ? {} : { description }),
    };
    places.set(name, parameter.in);
    if (parameter.required === true) required.add(name);
  }
  const body = operation.requestBody?.content['application/json']?.schema;
  if (body !== undefined) {
    const schema = resolved(body, document) as { properties?: Record<string, object>; required?: string[] };
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      properties[name] = property;
      places.set(name, 'body');
    }
    for (const name of schema.required ?? []) required.add(name);
  }
  return {
    definition: {
      name: choice.name,
      title: operation.summary,
      description: choice.description ?? operation.description ?? operation.summary,
      inputSchema: { type: 'object', properties, required: [...required], additionalProperties: false },
      annotations: {
        readOnlyHint: choice.method === 'get',
        destructiveHint: choice.method === 'delete',
        idempotentHint: choice.method !== 'post',
        openWorldHint: false,
      },
    },
    method: choice.method.toUpperCase(),
    path: choice.path,
    places,
  };
}

/** The schema with what it refers to in the place of the reference: a tool's schema stands by itself. */
function resolved(schema: unknown, document: Document): Json {
  return replaceReferences(schema, document) as Json;
}

function replaceReferences(value: unknown, document: Document): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => replaceReferences(item, document));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...rest } = value as Json & { $ref?: string };
  const own = Object.fromEntries(
    Object.entries(rest).map(([name, child]) => [name, replaceReferences(child, document)]),
  );
  if (typeof $ref !== 'string') return own;
  const target = $ref
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (within, key) => (typeof within === 'object' && within !== null ? Reflect.get(within, key) : undefined),
      document,
    );
  return { ...resolved(target, document), ...own };
}
