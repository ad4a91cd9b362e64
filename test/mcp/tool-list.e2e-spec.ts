import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Scope } from '../../src/modules/tokens/scopes.js';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { assistantOf } from './assistant.js';

let service: SharedService;
let client: ApiClient;

beforeAll(async () => {
  service = await shareService();
  client = await service.business();
});

afterAll(() => service.release());

async function toolsOf(by: ApiClient) {
  const assistant = await assistantOf(by);
  const { tools } = await assistant.listTools();
  await assistant.close();
  return tools;
}

const withScopes = async (...scopes: readonly Scope[]) =>
  (await toolsOf(await service.client([client.businessId], { scopes }))).map(({ name }) => name);

test('lists only the tools that the token may call', async () => {
  expect(await withScopes('payment_terms:read')).toEqual(['list_payment_terms', 'get_payment_term']);
  expect(await withScopes('customers:read')).toEqual([
    'search_customers',
    'list_customers',
    'get_customer',
    'get_customer_by_external_id',
    'get_customer_history',
    'list_duplicate_customers',
    'list_contacts',
  ]);
  expect(await withScopes('webhooks:read')).toEqual([]);
});

test('gives each tool a separate title', async () => {
  const titles = (await toolsOf(client)).map(({ title }) => title);

  expect(titles).toHaveLength(20);
  expect(new Set(titles).size).toBe(20);
  expect(titles).not.toContain(undefined);
});

test('says which tools only read, which overwrite or remove, and which may be repeated', async () => {
  const tools = await toolsOf(client);
  const named = (hint: 'readOnlyHint' | 'destructiveHint' | 'idempotentHint') =>
    tools.filter(({ annotations }) => annotations?.[hint] === true).map(({ name }) => name);

  expect(named('readOnlyHint')).toEqual([
    'search_customers',
    'list_customers',
    'get_customer',
    'get_customer_by_external_id',
    'get_customer_history',
    'list_duplicate_customers',
    'list_contacts',
    'list_payment_terms',
    'get_payment_term',
  ]);
  expect(named('destructiveHint')).toEqual([
    'upsert_customer',
    'update_customer',
    'delete_customer',
    'merge_customers',
    'update_contact',
    'delete_contact',
    'update_payment_term',
  ]);
  expect(named('idempotentHint')).toEqual(
    tools.map(({ name }) => name).filter((name) => !/^(create|restore|merge)_/.test(name)),
  );
});

test('has pages of 10 items by default, and of 50 at most', async () => {
  const limits = (await toolsOf(client)).flatMap(({ name, inputSchema }) => {
    const limit = inputSchema.properties?.['limit'] as { default: number; maximum: number } | undefined;
    return limit === undefined ? [] : [[name, limit.default, limit.maximum]];
  });

  expect(limits).toEqual([
    ['search_customers', 10, 50],
    ['list_customers', 10, 50],
    ['get_customer_history', 10, 50],
    ['list_duplicate_customers', 10, 50],
    ['list_contacts', 10, 1000],
    ['list_payment_terms', 10, 50],
  ]);
});

test('has no argument that names a part of a path, other than a UUID', async () => {
  for (const { inputSchema } of await toolsOf(client)) {
    for (const name of ['customer_id', 'contact_id', 'term_id']) {
      expect(inputSchema.properties?.[name] ?? { format: 'uuid' }).toMatchObject({ format: 'uuid' });
    }
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
  }
});
