import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { anyCharacter } from '../support/any-character.js';

const customerOf = async (client: ApiClient) => {
  const { body } = await client.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
  return `/customers/${String(body['id'])}`;
};

const ofCustomer = (client: ApiClient, path: string) =>
  Promise.all([client.get(path), client.post(path, { name: 'Mallory', is_primary: true })]);

const ofContact = async (client: ApiClient, path: string) => [
  await client.put(path, { name: 'Mallory', is_primary: true }),
  await client.put(path, { name: 'Mallory' }, { headers: { 'if-match': '*' } }),
  await client.delete(path),
  await client.delete(path, { headers: { 'if-match': '*' } }),
];

const statusesOf = async (client: ApiClient, contacts: string) => {
  const ofOne = await ofContact(client, `${contacts}/${crypto.randomUUID()}`);
  return [...(await ofCustomer(client, contacts)), ...ofOne].map(({ status }) => status);
};

describe('contacts', () => {
  let service: SharedService;
  let api: ApiClient;
  let contacts: string;
  let contact: string;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    contacts = `${await customerOf(api)}/contacts`;
    const { body } = await api.post(contacts, { name: 'Grace', is_primary: true });
    contact = String(body['id']);
  });
  afterAll(() => service.release());

  const noCustomer = { status: 404, body: { detail: 'Customer not found' } };
  const noContact = { status: 404, body: { detail: 'Contact not found' } };

  it("of another business's customer, or of an unknown one, are a 404 that names the customer", async () => {
    const before = await api.get(contacts);
    const other = await service.business();
    for (const answer of await ofCustomer(other, contacts)) expect(answer).toMatchObject(noCustomer);
    for (const answer of await ofContact(other, `${contacts}/${contact}`)) {
      expect(answer).toMatchObject(noCustomer);
    }
    const nobodys = `/customers/${crypto.randomUUID()}/contacts`;
    for (const answer of await ofCustomer(api, nobodys)) expect(answer).toMatchObject(noCustomer);
    for (const answer of await ofContact(api, `${nobodys}/${contact}`))
      expect(answer).toMatchObject(noCustomer);
    expect((await api.get(contacts)).text).toBe(before.text);
  });

  it('of another customer, of the business or of another one, are a 404 that names the contact', async () => {
    const before = await api.get(contacts);
    const other = await service.business();
    for (const client of [api, other]) {
      const path = `${await customerOf(client)}/contacts/${contact}`;
      for (const answer of await ofContact(client, path)) expect(answer).toMatchObject(noContact);
    }
    expect((await api.get(contacts)).text).toBe(before.text);
  });

  it('are read with customers:read, and changed with customers:write only', async () => {
    const reader = await service.client([api.businessId], { scopes: ['customers:read'] });
    const stranger = await service.client([api.businessId], { scopes: ['payment_terms:write'] });
    expect(await statusesOf(reader, contacts)).toEqual([200, 403, 403, 403, 403, 403]);
    expect(await statusesOf(stranger, contacts)).toEqual([403, 403, 403, 403, 403, 403]);
  });

  it('have ids that are UUIDs', async () => {
    const { status, body } = await api.put('/customers/x/contacts/y', { name: 5 });
    expect(status).toBe(422);
    expect(body['detail']).toMatchObject([
      { type: 'uuid_parsing', loc: ['path', 'customer_id'] },
      { type: 'uuid_parsing', loc: ['path', 'contact_id'] },
      { type: 'string_type', loc: ['body', 'name'] },
    ]);
  });

  it('are documented without defaults in updates', async () => {
    const document = JSON.parse((await api.request('GET', '/openapi.json')).text) as {
      components: { schemas: Record<string, { properties: Record<string, object> }> };
    };
    const { EntityContactCreateRequest, EntityContactUpdateRequest } = document.components.schemas;
    expect(EntityContactCreateRequest?.properties['is_primary']).toMatchObject({
      description: expect.stringMatching(/ Default: `false`\.$/),
    });
    expect(EntityContactUpdateRequest?.properties['is_primary']).toMatchObject({
      description: expect.not.stringContaining('Default'),
    });
  });

  it('answer 405 with the methods that there are', async () => {
    const { status, headers } = await api.post(`${contacts}/${contact}`, {});
    expect(status).toBe(405);
    expect(headers.get('allow')?.split(', ').toSorted()).toEqual(['DELETE', 'GET', 'HEAD', 'PUT']);
  });

  it('answer any body with what the contract allows, never with a 500', async () => {
    const path = `${await customerOf(api)}/contacts`;
    const { body: own } = await api.post(path, { name: 'Grace' });
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.string({ unit: anyCharacter }),
      fc.emailAddress(),
      fc.constantFrom('\ud800', '\0', ' ', 'true', 1, null),
    );
    const request = fc.record(
      { name: value, email: value, phone: value, role: value, is_primary: value, notes: value },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(request, fc.jsonValue()), async (body) => {
        expect([201, 422]).toContain((await api.post(path, body)).status);
        expect([200, 422]).toContain((await api.put(`${path}/${String(own['id'])}`, body)).status);
      }),
      { numRuns: 20 },
    );
    expect((await api.get(path)).status).toBe(200);
  });

  it('keep any text that can be stored exactly as it was sent', async () => {
    const path = `${await customerOf(api)}/contacts`;
    const { body } = await api.post(path, { name: 'Grace' });
    const text = fc
      .string({ unit: anyCharacter, maxLength: 50 })
      .filter((sent) => sent.isWellFormed() && !sent.includes('\0'));
    await fc.assert(
      fc.asyncProperty(text, async (notes) => {
        const updated = await api.put(`${path}/${String(body['id'])}`, { notes });
        expect(updated).toMatchObject({ status: 200, body: { notes } });
        const [row] = await service.database.sql<object>(
          'select notes from customer_contacts where id = $1',
          [body['id']],
        );
        expect(row).toEqual({ notes });
      }),
      { numRuns: 40 },
    );
  });

  it('answer any If-Match with a 412 or a change, never with a 500', async () => {
    const visible = fc.stringMatching(/^[\x21-\x7e][\x20-\x7e]{0,60}$/);
    await fc.assert(
      fc.asyncProperty(visible, async (ifMatch) => {
        const { status } = await api.put(`${contacts}/${contact}`, {}, { headers: { 'if-match': ifMatch } });
        expect(status).toBe(ifMatch.trim() === '*' ? 200 : 412);
      }),
      { numRuns: 50 },
    );
  });
});
