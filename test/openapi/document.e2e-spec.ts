import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Customer } from '../../src/modules/customers/customer.entity.js';
import { columnsOf } from '../../src/resource/columns.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import {
  examplesOf,
  type OpenApi,
  readDocument,
  refsOf,
  resolveRef,
  responseOf,
  type Route,
  routesOf,
  type Schema,
} from './document.js';
import { checkedFetch } from '../support/checked-fetch.js';

interface SourceField {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly type?: string;
  readonly format?: string;
  readonly items?: string;
  readonly schema?: string;
}

/** The facts of the source document, which the service has to agree with. */
const source = JSON.parse(readFileSync(new URL('create-customer.source.json', import.meta.url), 'utf8')) as {
  readonly summary: string;
  readonly method: string;
  readonly path: string;
  readonly description: string;
  readonly operationId: string;
  readonly statuses: Readonly<Record<string, string>>;
  readonly request: readonly SourceField[];
  readonly response: readonly SourceField[];
  readonly validationError: { readonly required: readonly string[]; readonly properties: readonly string[] };
};

/** The fields beyond the source, which a response holds only where they are set. */
const extensions = columnsOf(Customer)
  .filter(({ isSparse }) => isSparse)
  .map(({ name }) => name);

const byName = (one: SourceField, other: SourceField) => (one.name < other.name ? -1 : 1);

const nullType = { type: 'null' };

/** A field as the source document writes it. */
function asSource(name: string, schema: Schema, required: readonly string[]): SourceField {
  const value = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  return {
    name,
    required: required.includes(name),
    ...(value.$ref === undefined ? { type: value.type } : { schema: value.$ref.split('/').at(-1) }),
    ...(value.format === undefined ? {} : { format: value.format }),
    ...(value.items === undefined ? {} : { items: value.items.$ref?.split('/').at(-1) }),
    description: schema.description,
  } as SourceField;
}

const fieldsOf = ({ properties = {}, required = [] }: Schema) =>
  Object.entries(properties).map(([name, schema]) => asSource(name, schema, required));

describe('/openapi.json', () => {
  let service: SharedService;
  let document: OpenApi;
  let routes: Route[];

  beforeAll(async () => {
    service = await shareService();
    document = await readDocument(await service.business());
    routes = routesOf(document);
  });
  afterAll(() => service.release());

  const schema = (name: string): Schema => document.components.schemas[name] ?? {};

  it('is OpenAPI 3.1 and asks for no token', async () => {
    const response = await checkedFetch(`${service.url}/openapi.json`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  });

  it('equals the committed document; `npm run openapi` regenerates it', () => {
    const committed: unknown = JSON.parse(
      readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
    );
    expect(document).toEqual(committed);
  });

  it('resolves every $ref', () => {
    const refs = refsOf(document);
    expect(refs.length).toBeGreaterThan(0);
    expect(refs.filter((ref) => resolveRef(document, ref) === undefined)).toEqual([]);
  });

  it('writes null as anyOf, never as nullable', () => {
    expect(JSON.stringify(document)).not.toContain('"nullable"');
    const properties = Object.values(document.components.schemas).flatMap((each) =>
      Object.values(each.properties ?? {}),
    );
    const nullable = properties.filter(({ anyOf }) => anyOf?.some(({ type }) => type === 'null'));
    expect(nullable.length).toBeGreaterThan(0);
    const contradictory = nullable.filter(
      ({ anyOf, type }) => type !== undefined || anyOf?.at(-1)?.type !== 'null',
    );
    expect(contradictory).toEqual([]);
  });

  it('names each operation once: the handler, then its path and its method', () => {
    const ids = routes.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const misnamed = routes.filter(
      ({ method, path, operation }) =>
        !operation.operationId.endsWith(`${path.replaceAll(/[/{}-]/g, '_')}_${method}`),
    );
    expect(misnamed.map(({ operation }) => operation.operationId)).toEqual([]);
  });

  it('describes each operation, under a tag that it has', () => {
    const tags = document.tags.map(({ name }) => name);
    for (const { operation } of routes) {
      expect(operation.summary).toEqual(expect.stringMatching(/\S/));
      expect(tags).toEqual(expect.arrayContaining([...operation.tags]));
    }
  });

  it('documents the statuses that every route can answer, with examples of the errors', () => {
    for (const { method, path, operation } of routes) {
      const statuses = Object.keys(operation.responses);
      const expected = path.startsWith('/health')
        ? ['405', '422', '500', '503']
        : ['401', '403', '405', '422', '429', '500', '503'];
      if (operation.requestBody !== undefined) expected.push('413', '415');
      if (operation.security?.some((each) => 'x-business-id' in each) === true) expected.push('400');
      expect({ method, path, statuses }).toEqual({
        method,
        path,
        statuses: expect.arrayContaining(expected),
      });
      for (const status of statuses.filter((each) => Number(each) >= 400)) {
        const examples = examplesOf(
          responseOf(document, operation, status)?.content?.['application/json'] ?? {},
        );
        expect(examples).not.toHaveLength(0);
        for (const example of examples) expect(example).toHaveProperty('detail');
      }
    }
  });

  it('has the create operation of the source document', () => {
    const operation = document.paths[source.path]?.[source.method];
    expect(operation).toMatchObject({
      operationId: source.operationId,
      summary: source.summary,
      description: source.description,
      tags: ['customers'],
      security: [{ bearer: ['customers:write'], 'x-business-id': [] }],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/CustomerCreateRequest' } } },
      },
    });
    const descriptions = Object.fromEntries(
      Object.keys(source.statuses).map((status) => [
        status,
        operation && responseOf(document, operation, status)?.description,
      ]),
    );
    expect(descriptions).toEqual(source.statuses);
    const schemaOf = (status: string) =>
      operation && responseOf(document, operation, status)?.content?.['application/json']?.schema;
    expect(schemaOf('201')).toEqual({
      $ref: '#/components/schemas/CustomerResponse',
    });
    expect(schemaOf('422')).toEqual({
      $ref: '#/components/schemas/HTTPValidationError',
    });
  });

  it('has the fields of the source document in the request, each optional one nullable', () => {
    const request = schema('CustomerCreateRequest');
    const fields = fieldsOf(request);
    expect(fields.slice(0, source.request.length)).toEqual(source.request);
    expect(extensions).toEqual(
      expect.arrayContaining(fields.slice(source.request.length).map(({ name }) => name)),
    );
    for (const { name, required } of source.request) {
      expect({ name, nullable: request.properties?.[name]?.anyOf?.at(-1) }).toEqual({
        name,
        nullable: required ? undefined : nullType,
      });
    }
    expect(schema('CounterpartyStatus').enum).toEqual(['active', 'inactive', 'blocked']);
  });

  it('has the 20 fields of the source document in the response', () => {
    const response = fieldsOf(schema('CustomerResponse'));
    const fields = response.filter(({ required }) => required);
    // The source requires some of them; this service always sends all, and of a customer that was merged into which.
    expect(fields.toSorted(byName)).toEqual(
      source.response.toSorted(byName).map((field) => ({ ...field, required: true })),
    );
    expect(fields).toHaveLength(20);
    expect(response.filter(({ required }) => !required).map(({ name }) => name)).toEqual(extensions);
  });

  it('has the validation error of the source document', () => {
    const error = schema('ValidationError');
    expect(error.required?.toSorted()).toEqual(source.validationError.required.toSorted());
    expect(Object.keys(error.properties ?? {}).toSorted()).toEqual(
      source.validationError.properties.toSorted(),
    );
    expect(schema('HTTPValidationError').properties?.['detail']).toMatchObject({
      type: 'array',
      items: { $ref: '#/components/schemas/ValidationError' },
    });
  });

  it('lets the token and the business be filled in', () => {
    expect(document.components.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
      'x-business-id': { type: 'apiKey', in: 'header', name: 'x-business-id' },
    });
  });
});
