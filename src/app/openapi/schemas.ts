import { strictExtension } from '../../resource/requests/request-input.js';

/** The parts of an OpenAPI 3.1 document that are read and completed here; all else is unchanged. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: unknown;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly example?: unknown;
}

interface Example {
  readonly summary: string;
  readonly value: unknown;
}

interface MediaType {
  schema?: Schema;
  example?: unknown;
  examples?: Readonly<Record<string, Example>>;
}

export interface Reference {
  readonly $ref: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

export interface Response {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, MediaType>;
}

export interface Operation {
  operationId: string;
  security?: Readonly<Record<string, readonly string[]>>[];
  parameters?: (Parameter | Reference)[];
  requestBody?: { readonly content: Record<string, MediaType> };
  responses: Record<string, Response | Reference>;
  description?: string;
  'x-required-scope'?: string;
  [strictExtension]?: boolean;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** @throws Error where the document names a schema that it does not have */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  if (schema.$ref === undefined) return schema;
  const target = schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (target === undefined) throw new Error(`The document has no ${schema.$ref}`);
  return target;
}

export type Fields = Readonly<Record<string, unknown>>;

const samples: Readonly<Record<string, unknown>> = {
  'date-time': '2026-11-22T09:22:02.710Z',
  uuid: '0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90',
  email: 'ada@example.com',
};

const isAlwaysThere = ({ required = [] }: Schema, name: string) => required.includes(name);

const takesNull = ({ anyOf }: Schema) => anyOf?.some(({ type }) => type === 'null') === true;

/** An example of a response: the examples of its properties, and null for a nullable one without example. */
export function responseExample(schema: Schema, schemas: Schemas): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) return responseExample(resolved(schema, schemas), schemas);
  if (takesNull(schema)) return null;
  if (schema.properties !== undefined) {
    return Object.fromEntries(
      Object.entries(schema.properties)
        .filter(([name, { example }]) => example !== undefined || isAlwaysThere(schema, name))
        .map(([name, property]) => [name, responseExample(property, schemas)]),
    );
  }
  if (schema.items !== undefined) return [responseExample(schema.items, schemas)];
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === 'boolean') return false;
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 0;
  return schema.type === 'object' ? {} : (samples[schema.format ?? ''] ?? 'text');
}

/**
 * What a request may look like: the properties that have an example. It has to be accepted as it stands, because it is
 * what Swagger UI fills in.
 *
 * @throws Error for a required property without example
 */
export function requestExample(schema: Schema, schemas: Schemas): Fields {
  const { properties = {}, required = [] } = resolved(schema, schemas);
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) => {
      if (property.example === undefined && required.includes(name)) {
        throw new Error(`The required field ${name} has no example`);
      }
      return property.example === undefined ? [] : [[name, property.example]];
    }),
  );
}

/** An example of the response to a request: the fields sent, and defaults for the others. */
export function echoingExample(response: unknown, request: Fields, isNew: boolean): unknown {
  if (typeof response !== 'object' || response === null || Array.isArray(response)) return response;
  return Object.fromEntries(
    Object.entries(response).map(([name, value]: [string, unknown]) => {
      if (name in request) return [name, request[name]];
      return [name, isNew && Array.isArray(value) ? [] : value];
    }),
  );
}
