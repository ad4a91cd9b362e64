/*
 * Writes the types of the service's OpenAPI document: node generate.mjs [output]. Only what the client takes from them is
 * there (schemas, query parameters, bodies, successes), so that a change elsewhere in the document does not touch them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const [output = join(project, 'src/openapi.ts')] = process.argv.slice(2);

const { openapi, info, paths, components } = JSON.parse(
  readFileSync(join(project, '../../openapi.json'), 'utf8'),
);

const succeeds = ([status]) => status.startsWith('2');
const isInPathOrQuery = (parameter) => parameter.in === 'path' || parameter.in === 'query';
const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

const typesOf = ({ description, content = {} }) => ({
  ...(description && { description }),
  content: mapValues(content, ({ schema }) => ({ schema })),
});

const reduced = ({ parameters = [], requestBody, responses }) => ({
  parameters: parameters.filter(isInPathOrQuery),
  ...(requestBody && { requestBody: { ...typesOf(requestBody), required: requestBody.required } }),
  responses: mapValues(Object.fromEntries(Object.entries(responses).filter(succeeds)), typesOf),
});

const ofTheApi = Object.entries(paths).filter(([path]) => path.startsWith('/api/'));
const document = {
  openapi,
  info,
  paths: mapValues(Object.fromEntries(ofTheApi), (operations) => mapValues(operations, reduced)),
  components: { schemas: components.schemas },
};

// A default makes a property optional in a request, and says nothing of the client's own.
const nodes = await openapiTS(document, { defaultNonNullable: false });
writeFileSync(
  output,
  `/* Generated from openapi.json: \`npm run openapi\` writes it again. */\n${astToString(nodes)}`,
);
