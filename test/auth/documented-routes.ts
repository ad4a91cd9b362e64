import { scopes, type Scope } from '../../src/modules/tokens/scopes.js';
import type { Json } from '../support/api-client.js';

/** A route, as the OpenAPI document has it. */
export interface DocumentedRoute {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  /** The names of the parameters in the path. */
  readonly parameters: readonly string[];
  /** Undefined: the route is public. */
  readonly scope: Scope | undefined;
  readonly isBusinessScoped: boolean;
  /** A valid JSON body; undefined where the route takes none. */
  readonly body: Json | undefined;
  readonly statuses: readonly string[];
}

interface Operation {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly example?: unknown;
}

export function documentedRoutes(document: OpenApiDocument): DocumentedRoute[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId, security, requestBody, responses }]) => {
      const schema = requestBody?.content['application/json']?.schema;
      return {
        method: method.toUpperCase(),
        path,
        operationId,
        parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
        scope: security?.[0]?.['bearer']?.[0] as Scope | undefined,
        isBusinessScoped: security?.[0]?.['x-business-id'] !== undefined,
        body: schema === undefined ? undefined : (exampleOf(schema, document) as Json),
        statuses: Object.keys(responses),
      };
    }),
  );
}

/** The least that satisfies the schema: what it requires, by its examples. */
function exampleOf(schema: Schema, document: OpenApiDocument): unknown {
  const [alternative] = schema.anyOf ?? schema.allOf ?? [];
  if (schema.example !== undefined) return schema.example;
  if (alternative !== undefined) return exampleOf(alternative, document);
  if (schema.$ref !== undefined) {
    const named = document.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
    if (named === undefined) throw new Error(`${schema.$ref} is not in the document`);
    return exampleOf(named, document);
  }
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === 'object' || schema.properties !== undefined) {
    const properties = Object.entries(schema.properties ?? {});
    return Object.fromEntries(
      properties
        .filter(([name]) => schema.required?.includes(name) === true)
        .map(([name, property]) => [name, exampleOf(property, document)]),
    );
  }
  if (schema.type === 'array') return [];
  if (schema.type === 'boolean') return false;
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.format === 'uuid') return '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90';
  return schema.format === 'email' ? 'ada@example.com' : 'text';
}

/** All scopes that do not hold this one. */
export const scopesWithout = (scope: Scope) =>
  scopes.filter((other) => other !== scope && other !== scope.replace(/:read$/, ':write'));
