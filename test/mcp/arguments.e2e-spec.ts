import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { callOf, callTool, post } from './assistant.js';

let service: TestService;
let client: ApiClient;
let customerId: string;
let contactId: string;

beforeAll(async () => {
  service = await startService();
  client = await service.business();
  const customer = await client.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
  customerId = String(customer.body['id']);
  const contact = await client.post(`/customers/${customerId}/contacts`, { name: 'Ada' });
  contactId = String(contact.body['id']);
});

afterAll(() => service.stop());

const routesLogged = () =>
  service.logs
    .map((line) => JSON.parse(line) as { msg: string; method?: string; route?: string })
    .filter(({ msg, route }) => msg === 'request' && route?.startsWith('/api') === true)
    .map(({ method, route }) => `${method} ${route}`);

describe('an id that is not a UUID', () => {
  const ids = [
    '.',
    '..',
    '../..',
    '%2e%2e',
    'export',
    'imports',
    'duplicates',
    '',
    ' ',
    '../businesses',
    '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90/../export',
    '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90\n',
    '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9０',
    '{019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90}',
    'x'.repeat(100_000),
    5,
    true,
    [],
    {},
    ['..'],
  ];

  test.each(ids)('is refused before any operation runs: %p', async (id) => {
    const before = routesLogged().length;

    for (const name of ['get_customer', 'delete_customer', 'restore_customer', 'list_contacts']) {
      const { isError, text } = await callTool(client, name, { customer_id: id });
      expect(isError).toBe(true);
      expect(text).toMatch(/^customer_id must be /);
      expect(text.length).toBeLessThan(200);
    }
    for (const [name, args] of [
      ['delete_contact', {}],
      ['update_contact', { name: 'Mallory' }],
    ] as const) {
      const { isError, text } = await callTool(client, name, {
        customer_id: customerId,
        contact_id: id,
        ...args,
      });
      expect(isError).toBe(true);
      expect(text).toMatch(/^contact_id must be /);
    }
    expect(routesLogged().slice(before)).toEqual([]);
  });

  test('leaves the customer and its contact as they were', async () => {
    const { body } = await client.get(`/customers/${customerId}`);

    expect(body).toMatchObject({
      name: 'Acme',
      is_deleted: false,
      contacts: [{ id: contactId, name: 'Ada' }],
    });
  });

  test('is refused in a list of ids', async () => {
    const { isError, text } = await callTool(client, 'merge_customers', {
      customer_id: customerId,
      from: [contactId, '..'],
    });

    expect([isError, text]).toEqual([true, expect.stringMatching(/^from\.1 must be a UUID/)]);
  });
});

describe('arguments', () => {
  test('that the tool does not have are refused, with those that it has', async () => {
    const { isError, text } = await callTool(client, 'update_customer', {
      customer_id: customerId,
      emial: 'new@acme.example.com',
    });

    expect(isError).toBe(true);
    expect(text).toMatch(
      /^update_customer has no argument "emial"\. Its arguments are: customer_id, .*email/,
    );
  });

  test.each(['constructor', 'toString', 'x-business-id', 'authorization', 'Prefer'])(
    'named %s are refused',
    async (name) => {
      const message = JSON.stringify(callOf('list_customers', {})).replace(
        '"arguments":{}',
        `"arguments":{${JSON.stringify(name)}:"x"}`,
      );
      const text = await (await post(client, message)).text();

      expect(text).toContain(`list_customers has no argument \\"${name}\\"`);
    },
  );

  test('that are required have to be there', async () => {
    expect(await callTool(client, 'search_customers', {})).toMatchObject({
      isError: true,
      text: 'search_customers requires "search".',
    });
    expect(await callTool(client, 'create_customer', { name: null })).toMatchObject({
      isError: true,
      text: 'create_customer requires "email".',
    });
  });

  test.each([
    ['list_customers', { limit: 51 }, 'limit must be <= 50.'],
    ['list_customers', { limit: '10' }, 'limit must be integer.'],
    ['list_customers', { limit: 1.5 }, 'limit must be integer.'],
    ['list_customers', { status: 'asleep' }, 'status must be one of: active, inactive, blocked.'],
    ['list_customers', { fields: ['secret'] }, 'fields.0 must be one of: id, business_id, '],
    ['list_customers', { fields: [] }, 'fields must NOT have fewer than 1 items.'],
    ['create_customer', { name: ['x'], email: 'x@example.com' }, 'name must be string.'],
    ['create_customer', { name: 'x', email: 'x@example.com', notes: { deep: {} } }, 'notes must be string.'],
    [
      'create_customer',
      { name: 'x', email: 'x@example.com', credit_limit_cents: -1 },
      'credit_limit_cents must be >= 0.',
    ],
    [
      'create_customer',
      { name: 'x', email: 'x@example.com', idempotency_key: 'a b' },
      'idempotency_key must match',
    ],
    [
      'create_customer',
      { name: 'x', email: 'x@example.com', idempotency_key: 'é' },
      'idempotency_key must match',
    ],
    [
      'create_customer',
      { name: 'x', email: 'x@example.com', idempotency_key: 'a\r\nx: y' },
      'idempotency_key must match',
    ],
    [
      'create_customer',
      { name: 'x', email: 'x@example.com', idempotency_key: 'x'.repeat(256) },
      'idempotency_key must NOT have more',
    ],
  ])('of %s that break its schema are named: %j', async (name, args, problem) => {
    const { isError, text } = await callTool(client, name, args);

    expect(isError).toBe(true);
    expect(text.startsWith(problem)).toBe(true);
  });

  test.each(['é', 'a\nb', '\u0000', ' ', '"x"\r\nx-business-id: y', '日本'])(
    'that cannot be a header are refused with the argument’s name: if_match %j',
    async (ifMatch) => {
      const { isError, text } = await callTool(client, 'update_customer', {
        customer_id: customerId,
        name: 'Mallory',
        if_match: ifMatch,
      });

      expect([isError, text]).toEqual([true, expect.stringMatching(/^if_match must match/)]);
    },
  );

  test('that are optional and null are absent', async () => {
    const nothing = { cursor: null, limit: null, status: null, search: null, fields: null };
    const listed = await callTool(client, 'list_customers', nothing);
    expect(listed.isError).toBe(false);
    expect((JSON.parse(listed.text) as { items: unknown[] }).items).toHaveLength(1);

    const keyless = { idempotency_key: null, status: null, notes: null };
    const first = await callTool(client, 'create_customer', {
      name: 'One',
      email: 'one@example.com',
      ...keyless,
    });
    const second = await callTool(client, 'create_customer', {
      name: 'Two',
      email: 'two@example.com',
      ...keyless,
    });
    expect(JSON.parse(first.text)).toMatchObject({ name: 'One', status: 'active', notes: null });
    expect(JSON.parse(second.text)).toMatchObject({ name: 'Two' });
  });

  test('that are null clear a field that may be empty, and leave one that may not', async () => {
    await callTool(client, 'update_customer', { customer_id: customerId, phone: '+1 555 0100' });

    const { text } = await callTool(client, 'update_customer', {
      customer_id: customerId,
      phone: null,
      name: null,
    });

    expect(JSON.parse(text)).toMatchObject({ phone: null, name: 'Acme' });
  });

  test('that are sent twice count with the last value, as it was checked', async () => {
    const message = JSON.stringify(callOf('get_customer', { customer_id: 'first' })).replace(
      '"customer_id":"first"',
      `"customer_id":"${customerId}","customer_id":".."`,
    );
    const text = await (await post(client, message)).text();

    expect(text).toContain('customer_id must be a UUID');
  });

  test('with any text find what they name', async () => {
    const name = 'Zoë ../ & =?#% 日本 \u{1f600}';
    await callTool(client, 'create_customer', { name, email: 'zoe@example.com' });

    const { text } = await callTool(client, 'search_customers', { search: name });

    expect((JSON.parse(text) as { items: { name: string }[] }).items.map((item) => item.name)).toContain(
      name,
    );
  });

  test.each([null, 'text', 5, [], [{}]])(
    'that are %p and not an object do not run anything',
    async (args) => {
      const before = routesLogged().length;
      const response = await post(client, JSON.stringify(callOf('delete_customer', args)));

      expect(response.status).toBeLessThan(500);
      expect(await response.text()).toMatch(/"error"|"isError":true/);
      expect(routesLogged().slice(before)).toEqual([]);
    },
  );
});

describe('an external id', () => {
  test.each(['.', '..', '', 'a\u0000b', 'x'.repeat(256), 5, ['..']])(
    'that cannot be a part of a path is refused before any operation runs: %p',
    async (external_id) => {
      const before = routesLogged().length;
      for (const name of ['get_customer_by_external_id', 'upsert_customer']) {
        const { isError, text } = await callTool(client, name, { external_id });
        expect(isError).toBe(true);
        expect(text).toMatch(/^external_id must /);
      }
      expect(routesLogged().slice(before)).toEqual([]);
    },
  );

  test.each([
    '../imports',
    '../../businesses',
    'a/../../export',
    '%2e%2e',
    '..%2fimports',
    'a?limit=1#b',
    'a b+ü',
  ])('is one segment of the path, whatever it holds: %p', async (external_id) => {
    const before = routesLogged().length;
    const fields = { name: 'Acme', email: 'a@example.com' };
    const upserted = await callTool(client, 'upsert_customer', { external_id, ...fields });
    expect(JSON.parse(upserted.text)).toMatchObject({ external_id, ...fields });
    const got = await callTool(client, 'get_customer_by_external_id', { external_id });
    expect(JSON.parse(got.text)).toMatchObject({ external_id, ...fields });
    const route = '/api/v1/customers/external/:external_id';
    expect(routesLogged().slice(before)).toEqual([`PUT ${route}`, `GET ${route}`]);
  });
});
