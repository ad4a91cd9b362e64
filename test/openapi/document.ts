import type { ApiClient } from '../support/api-client.js';

export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly additionalProperties?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

export interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Content {
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface Response extends Content {
  readonly description: string;
  readonly headers?: Readonly<Record<string, object>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: Content;
  readonly parameters?: readonly object[];
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

export async function readDocument(api: ApiClient): Promise<OpenApi> {
  const { body } = await api.request('GET', '/openapi.json');
  return body as unknown as OpenApi;
}

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export const routesOf = ({ paths }: OpenApi): Route[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  );

/** What a `$ref` points at; undefined if nothing. */
export const resolveRef = (document: OpenApi, ref: string): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      document,
    );

/** Every `$ref` within a value. */
export function refsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value ? [String(value.$ref)] : [];
  return [...own, ...Object.values(value).flatMap(refsOf)];
}

/** The response itself, whether it is at the operation or among those that operations share. */
export function responseOf(document: OpenApi, operation: Operation, status: string): Response | undefined {
  const response = operation.responses[status];
  return response !== undefined && '$ref' in response
    ? (resolveRef(document, response.$ref) as Response)
    : response;
}

/** Every example of a media type. */
export const examplesOf = ({ example, examples }: MediaType): unknown[] =>
  examples === undefined ? [example] : Object.values(examples).map(({ value }) => value);
