import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { namedEnums } from '../../resource/fields/fields.js';
import { businessHeader } from '../../platform/http/headers.js';
import { RequestHeaders } from '../../resource/requests/request.guard.js';
import { ErrorBody, HttpValidationErrorBody } from '../../platform/openapi/decorators.js';
import { complete } from './derived.js';
import type { Operation, Parameter, Schema } from './schemas.js';
import * as shared from './shared.js';

const description = `
A business keeps its customers: who they are, how to reach and bill them, on which payment terms, up to which
credit limit. Requests carry an API token (\`Authorization: Bearer dz_…\`) and the business that they act in
(\`x-business-id\`). Every error is \`{"detail": …}\`: a sentence, or for a 422 a list of validation errors.`.trim();

/** The OpenAPI 3.1 document: served at /openapi.json, shown at /docs, and written to openapi.json. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Customers API')
    .setVersion('1.0.0')
    .setDescription(description)
    .addServer('/', 'The service that serves this document')
    .addTag('customers', 'The customers of a business')
    .addTag('payment-terms', 'When invoices are due, and discounts for early payment')
    .addTag('events', 'Committed changes, in commit order')
    .addTag('webhooks', 'Endpoints that receive events as they are committed')
    .addTag('businesses', 'The tenants of the service')
    .addTag('tokens', 'API tokens and their scopes')
    .addTag('health', 'For operators')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'dz_…', description: 'An API token' },
      'bearer',
    )
    .addApiKey(
      { type: 'apiKey', in: 'header', name: businessHeader, description: 'The business to act in (a UUID)' },
      businessHeader,
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    deepScanRoutes: true,
    extraModels: [RequestHeaders, ErrorBody, HttpValidationErrorBody],
  });
  // The builder's licence has no `identifier`, which is new in 3.1.
  Object.assign(document.info, {
    contact: { name: 'The maintainers of the customers service' },
    license: { name: 'MIT', identifier: 'MIT' },
  });
  return finish(document);
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** What @nestjs/swagger adds of its own accord, what it has no decorator for, and what follows from the rest. */
function finish(document: OpenAPIObject): OpenAPIObject {
  const components: Json = (document.components ??= {}) as Json;
  const schemas = (components['schemas'] ??= {}) as Record<string, Schema>;
  for (const [name, schema] of namedEnums) schemas[name] = schema;
  walk(document);
  for (const schema of Object.values(schemas)) Object.values(schema.properties ?? {}).forEach(sayDefault);
  const { ValidationError: validationError } = schemas;
  if (validationError?.properties) Object.assign(validationError.properties, { input: { title: 'Input' } });
  components['parameters'] = { ...headerParameters(schemas['RequestHeaders']), ...shared.parameters };
  delete schemas['RequestHeaders'];
  components['headers'] = shared.headers;
  components['responses'] = shared.responses;
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations) as [string, Operation][]) {
      // Several requirements in one object are all needed; in a list, one of them would do.
      if (operation.security !== undefined) operation.security = [Object.assign({}, ...operation.security)];
      complete({ path, method, operation }, businessHeader, schemas);
    }
  }
  return document;
}

const parameterNames: Readonly<Record<string, string>> = {
  'x-user-email': 'UserEmail',
  'idempotency-key': 'IdempotencyKey',
};

/** The headers that the request's guard reads, by the rules that it reads them by. */
function headerParameters(schema: Schema | undefined): Record<string, Parameter> {
  return Object.fromEntries(
    Object.entries(schema?.properties ?? {}).map(([name, { description: text, ...rule }]) => [
      parameterNames[name] ?? name,
      { name, in: 'header', required: false, description: text ?? '', schema: rule },
    ]),
  );
}

/**
 * A default of a request's field is said in words: a generator that reads the keyword takes the field for one that is
 * always there, and asks for it in requests too.
 */
function sayDefault(property: Schema & { default?: unknown; description?: string }): void {
  if (property.default === undefined) return;
  property.description = `${property.description ?? ''} Default: \`${JSON.stringify(property.default)}\`.`;
  delete property.default;
}

/**
 * A nullable property is `anyOf [type, null]` and nothing else: the reflected `type` beside it would contradict it. A
 * reference is one and nothing else: alternatives beside it are those of a field that it overrides.
 */
function walk(value: unknown): void {
  if (!isObject(value)) return;
  if ('$ref' in value) delete value['anyOf'];
  if ('anyOf' in value || '$ref' in value) delete value['type'];
  for (const child of Object.values(value)) walk(child);
}
