import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { checkedFetch } from '../support/checked-fetch.js';
import { assistantOf, toolResult } from './assistant.js';

let service: SharedService;
let client: ApiClient;
let assistant: Client;

beforeAll(async () => {
  service = await shareService();
  client = await service.business();
  assistant = await assistantOf(client);
});

afterAll(async () => {
  await assistant.close();
  await service.release();
});

const call = async (name: string, args: Record<string, unknown>, by = assistant) =>
  toolResult((await by.callTool({ name, arguments: args })) as Parameters<typeof toolResult>[0]);

const created = async (args: Record<string, unknown>) =>
  JSON.parse((await call('create_customer', args)).text) as Record<string, unknown>;

describe('tools', () => {
  test('say what they take, in the words and bounds of the API', async () => {
    const { tools } = await assistant.listTools();

    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['search_customers', 'list_customers', 'get_customer', 'create_customer']),
    );
    const create = tools.find(({ name }) => name === 'create_customer');
    expect(create?.inputSchema.required).toEqual(['name', 'email']);
    expect(create?.inputSchema.properties?.['name']).toMatchObject({
      type: 'string',
      minLength: 1,
      maxLength: 255,
    });
    expect(create?.annotations?.readOnlyHint).toBe(false);
    expect(tools.find(({ name }) => name === 'search_customers')?.inputSchema.required).toEqual(['search']);
    // A schema that refers elsewhere could not be read by itself.
    expect(JSON.stringify(tools)).not.toContain('$ref');
  });

  test('create, change, find and delete a customer, whose row is there', async () => {
    const customer = await created({ name: 'Acme Corporation', email: 'billing@acme.example.com' });
    const id = String(customer['id']);

    const updated = await call('update_customer', { customer_id: id, credit_limit_cents: 5_000 });
    expect(JSON.parse(updated.text)).toMatchObject({ id, credit_limit_cents: 5_000 });

    const found = JSON.parse((await call('search_customers', { search: 'acme corpration' })).text) as {
      items: { id: string }[];
    };
    expect(found.items.map((item) => item.id)).toEqual([id]);

    expect(await call('delete_customer', { customer_id: id })).toEqual({
      isError: false,
      text: 'Done.',
      notes: [],
    });
    const rows = await service.database.sql<{ credit_limit_cents: number; is_deleted: boolean }>(
      'select credit_limit_cents, is_deleted from customers where id = $1',
      [id],
    );
    expect(rows).toEqual([{ credit_limit_cents: 5_000, is_deleted: true }]);
  });

  test('keep contacts and payment terms', async () => {
    const customer = await created({ name: 'Globex', email: 'billing@globex.example.com' });
    const contact = await call('create_contact', {
      customer_id: customer['id'],
      name: 'Ada Lovelace',
      is_primary: true,
    });
    expect(JSON.parse(contact.text)).toMatchObject({ name: 'Ada Lovelace', is_primary: true });

    await call('create_payment_term', { name: 'Net 30', days_until_due: 30 });
    const terms = await call('list_payment_terms', {});
    expect(terms.text).toContain('Net 30');
    const [term] = (JSON.parse(terms.text) as { items: { id: string }[] }).items;
    await call('update_payment_term', { term_id: term?.id, days_until_due: 45 });
    const rows = await service.database.sql('select name, days_until_due from payment_terms where id = $1', [
      term?.id,
    ]);
    expect(rows).toEqual([{ name: 'Net 30', days_until_due: 45 }]);
  });

  test('return the changes of a customer, with their actors', async () => {
    const customer = await created({ name: 'Initech', email: 'billing@initech.example.com' });
    const customer_id = String(customer['id']);
    await call('update_customer', { customer_id, name: 'Initrode' });
    await call('create_contact', { customer_id, name: 'Bill Lumbergh' });

    const { isError, text } = await call('get_customer_history', { customer_id });

    expect(isError).toBe(false);
    const { items } = JSON.parse(text) as { items: { type: string; changes: object; actor: object }[] };
    expect(items.map(({ type }) => type)).toEqual([
      'customer.created',
      'customer.updated',
      'customer.contact.created',
    ]);
    expect(items[1]?.changes).toEqual({ name: ['Initech', 'Initrode'] });
    expect(items[1]?.actor).toMatchObject({ token_id: expect.any(String), user_email: 'ada@example.com' });
  });

  test('with an idempotency key, a call that is made twice is done once', async () => {
    const args = { name: 'Once', email: 'once@example.com', idempotency_key: 'assistant-1' };

    const first = await created(args);
    const second = await created(args);

    expect(second['id']).toBe(first['id']);
  });
});

describe('the guards of the API', () => {
  test('errors are results that an assistant can read', async () => {
    const invalid = await call('create_customer', { name: 'Acme', email: 'x' });
    expect(invalid.isError).toBe(true);
    expect(invalid.text).toMatch(/^422: the arguments are not valid\.\n- email: value is not a valid email/);

    const missing = await call('get_customer', { customer_id: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90' });
    expect(missing).toEqual({ isError: true, text: '404: Customer not found', notes: [] });
  });

  test('a token without the scope reads, and does not write', async () => {
    const reader = await assistantOf(
      await service.client([client.businessId], { scopes: ['customers:read'] }),
    );

    expect((await call('list_customers', { limit: 1 }, reader)).isError).toBe(false);
    expect(await call('create_customer', { name: 'No', email: 'no@example.com' }, reader)).toEqual({
      isError: true,
      text: '403: Not enough permissions. The token needs the scope customers:write.',
      notes: [],
    });
    await reader.close();
  });

  test('another business’s customers are not found', async () => {
    const customer = await created({ name: 'Ours', email: 'ours@example.com' });
    const stranger = await assistantOf(await service.business());

    expect((await call('get_customer', { customer_id: customer['id'] }, stranger)).text).toMatch(/^404: /);
    await stranger.close();
  });

  test('without a token there is no tool to be seen', async () => {
    const response = await checkedFetch(`${service.url}/mcp`, { method: 'POST', body: '{}' });

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ detail: 'Not authenticated' });
  });

  test('a message is answered by itself, in JSON and not as a stream', async () => {
    const response = await checkedFetch(`${service.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${client.token}`,
        'x-business-id': client.businessId,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });

    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await response.json()).toMatchObject({ id: 1, result: { tools: expect.any(Array) } });
  });

  test('only POST is served: there is no session to listen to', async () => {
    const response = await checkedFetch(`${service.url}/mcp`, {
      headers: { authorization: `Bearer ${client.token}` },
    });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('an invalid message is refused by the protocol, with the headers of the API', async () => {
    const response = await checkedFetch(`${service.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${client.token}`,
        'x-business-id': client.businessId,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: 'no json',
    });

    expect(response.status).toBe(400);
    expect(response.headers.get('x-request-id')).toMatch(/./);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
