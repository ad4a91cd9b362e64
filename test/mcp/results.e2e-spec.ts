import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { callTool } from './assistant.js';

let service: SharedService;
let client: ApiClient;
let customerId: string;

const notes = `${'long '.repeat(99)}1234\u{1f600}${'x'.repeat(2_000)}`;

beforeAll(async () => {
  service = await shareService();
  client = await service.business();
  for (let number = 1; number <= 12; number += 1) {
    const { body } = await client.post('/customers', {
      name: `Customer ${number}`,
      email: `customer-${number}@example.com`,
      notes,
    });
    customerId = String(body['id']);
  }
  for (let number = 1; number <= 12; number += 1) {
    await client.post(`/customers/${customerId}/contacts`, { name: `Contact ${number}` });
  }
});

afterAll(() => service.release());

type Item = Record<string, unknown>;
const page = (text: string) => JSON.parse(text) as { items: Item[]; limit: number; next_cursor: string };

describe('lists', () => {
  test('have 10 items by default, and go on by their cursor', async () => {
    const first = page((await callTool(client, 'list_customers', {})).text);
    const second = page((await callTool(client, 'list_customers', { cursor: first.next_cursor })).text);

    expect([first.items.length, first.limit, second.items.length]).toEqual([10, 10, 2]);
  });

  test('that the API returns whole have 10 items by default, and a note on the rest', async () => {
    const short = await callTool(client, 'list_contacts', { customer_id: customerId });
    const long = await callTool(client, 'list_contacts', { customer_id: customerId, limit: 100 });

    expect(JSON.parse(short.text)).toHaveLength(10);
    expect(short.notes).toEqual([
      'The first 10 of 12 items are shown. Call again with a higher limit to read more.',
    ]);
    expect(JSON.parse(long.text)).toHaveLength(12);
    expect(long.notes).toEqual([]);
  });

  test('return only the fields that were named, and the id', async () => {
    const { text } = await callTool(client, 'list_customers', { limit: 1, fields: ['name', 'status'] });

    expect(Object.keys(page(text).items[0] ?? {}).toSorted()).toEqual(['id', 'name', 'status']);
  });
});

describe('long texts', () => {
  test('are cut, with a note how to read them whole, and no character is cut in two', async () => {
    const list = await callTool(client, 'list_customers', { limit: 1 });
    const cut = String(page(list.text).items[0]?.['notes']);

    expect(cut).toBe(`${notes.slice(0, 499)}… [cut: ${notes.length} characters in all]`);
    expect(list.notes).toEqual([
      'Long texts are cut to 500 characters. Call list_customers with fields: ["notes"] to read them whole.',
    ]);
  });

  test('are whole where the call names their field', async () => {
    const { text } = await callTool(client, 'get_customer', { customer_id: customerId, fields: ['notes'] });

    expect(JSON.parse(text)).toEqual({ id: customerId, notes });
  });

  test('are cut in what a change returns, and in a history', async () => {
    const changed = await callTool(client, 'update_customer', { customer_id: customerId, phone: '1' });
    const history = await callTool(client, 'get_customer_history', { customer_id: customerId });

    expect(changed.notes[0]).toContain('Call get_customer with fields: ["notes"]');
    expect(history.text).toContain('[cut:');
    expect(history.text).not.toContain('x'.repeat(501));
    const rows = await service.database.sql('select notes from customers where id = $1', [customerId]);
    expect(rows).toEqual([{ notes }]);
  });
});

test('a list that is too long is an error that says what to do', async () => {
  const other = await service.business();
  const long = 'x'.repeat(10_000);
  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      other.post('/customers', { name: 'Long', email: `long-${index}@example.com`, notes: long }),
    ),
  );

  const { isError, text } = await callTool(other, 'list_customers', { limit: 50, fields: ['notes'] });

  expect([isError, text]).toEqual([
    true,
    'The result is too long: call again with a lower limit, or with fewer fields.',
  ]);
});

test('the ETag of a resource can be given back as if_match', async () => {
  const read = await callTool(client, 'get_customer', { customer_id: customerId, fields: ['name'] });
  const [, etag] = /^ETag \(for if_match\): (".+")$/.exec(read.notes[0] ?? '') ?? [];
  const change = { customer_id: customerId, category: 'Retail', if_match: etag };

  expect((await callTool(client, 'update_customer', change)).isError).toBe(false);
  const again = await callTool(client, 'update_customer', { ...change, category: 'Other' });
  expect(again).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^412: .*Read it again, and call with its new ETag\.$/),
  });
});

test('duplicates are found and merged', async () => {
  const other = await service.business();
  const ids: string[] = [];
  for (const email of ['a@acme.example.com', 'b@acme.example.com']) {
    const { text } = await callTool(other, 'create_customer', { name: 'Acme Corporation', email });
    ids.push((JSON.parse(text) as { id: string }).id);
  }
  const [id, from] = ids;

  const found = await callTool(other, 'list_duplicate_customers', {});
  expect(page(found.text).items).toHaveLength(1);
  const merge = { customer_id: id, from: [from] };
  expect((await callTool(other, 'merge_customers', { ...merge, dry_run: true })).isError).toBe(false);
  expect((await other.get(`/customers/${from}`)).body).toMatchObject({ is_deleted: false });
  expect((await callTool(other, 'merge_customers', merge)).isError).toBe(false);

  const rows = await service.database.sql('select is_deleted from customers where id = $1', [from]);
  expect(rows).toEqual([{ is_deleted: true }]);
});
