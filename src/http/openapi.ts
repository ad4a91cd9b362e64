import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { businessHeader } from '../businesses/business-scoped.js';
import { namedEnums } from '../fields/fields.js';

const description = `
A business keeps its customers: who they are, how to reach and bill them, on which payment terms, up to which
credit limit. Requests carry an API token (\`Authorization: Bearer dz_…\`) and the business that they act in
(\`x-business-id\`). Every error is \`{"detail": …}\`: a sentence, or for 422 a list of what is wrong and where.`.trim();

/** The OpenAPI 3.1 document: served at /openapi.json, shown at /docs, and written to openapi.json. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Customers API')
    .setVersion('1.0.0')
    .setDescription(description)
    .addTag('customers', 'Who a business sells to')
    .addTag('payment-terms', 'When invoices are due, and what paying early is worth')
    .addTag('businesses', 'The tenants of the service')
    .addTag('tokens', 'Who may call the API, and what for')
    .addTag('health', 'For whoever runs the service')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'dz_…', description: 'An API token' },
      'bearer',
    )
    .addApiKey(
      { type: 'apiKey', in: 'header', name: businessHeader, description: 'The business to act in (a UUID)' },
      businessHeader,
    )
    .build();
  return tidy(SwaggerModule.createDocument(app, config, { deepScanRoutes: true }));
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

interface Operation {
  security?: object[];
  parameters?: Json[];
}

/** The headers that any request may carry; they are read before it reaches its handler. */
const headers: Readonly<Record<string, Json>> = {
  'x-user-email': {
    description: 'Who is acting, for the audit trail.',
    schema: { type: 'string', format: 'email', maxLength: 254 },
  },
  prefer: {
    description: '`handling=strict`: fields that the service does not know are an error.',
    schema: { type: 'string' },
  },
  'x-request-id': { description: 'Comes back, and stands in the log.', schema: { type: 'string' } },
  'idempotency-key': {
    description: 'Makes it safe to send the request again: for 24 hours it is answered as the first time.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
};

const headerParameter = (name: string): Json => ({ name, in: 'header', required: false, ...headers[name] });

/** What @nestjs/swagger adds of its own accord, and what it has no decorator for. */
function tidy(document: OpenAPIObject): OpenAPIObject {
  const schemas: Json = ((document.components ??= {}).schemas ??= {});
  for (const [name, schema] of namedEnums) schemas[name] = schema;
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path) as [string, Operation][]) {
      if (operation.security === undefined) continue;
      // Several requirements in one object are all needed; in a list, one of them would do.
      const security: Json = Object.assign({}, ...operation.security) as Json;
      operation.security = [security];
      const names = ['x-user-email', 'prefer', 'x-request-id'];
      if (method === 'post' && businessHeader in security) names.push('idempotency-key');
      (operation.parameters ??= []).push(...names.map(headerParameter));
    }
  }
  walk(document);
  return document;
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

/** Serves the document and Swagger UI, whose files come with the service. */
export function serveDocument(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => buildDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Customers API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true },
  });
}
