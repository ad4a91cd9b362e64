import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { anyCharacter } from '../support/any-character.js';

const everyRoute = (client: ApiClient, term: string) =>
  Promise.all([client.get(term), client.put(term, { name: 'Stolen' }), client.delete(term)]);

const statusesOfReads = async (client: ApiClient, term: string) => {
  const paths = ['/payment-terms', '/payment-terms/default', term];
  return (await Promise.all(paths.map((path) => client.get(path)))).map(({ status }) => status);
};

const statusesOfWrites = async (client: ApiClient, term: string) => {
  const answers = await Promise.all([
    client.post('/payment-terms', { name: 'x', days_until_due: 1 }),
    client.post('/payment-terms/seed-defaults'),
    client.put(term, {}),
    client.delete(term),
  ]);
  return answers.map(({ status }) => status);
};

describe('payment terms', () => {
  let service: SharedService;
  let api: ApiClient;
  let path: string;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    const { body } = await api.post('/payment-terms', { name: 'Net 30', days_until_due: 30 });
    path = `/payment-terms/${String(body['id'])}`;
  });
  afterAll(() => service.release());

  const notFound = { status: 404, body: { detail: 'Payment term not found' } };

  it('of another business, or unknown ones, are a 404', async () => {
    const before = await api.get(path);
    const other = await service.business();
    for (const answer of await everyRoute(other, path)) expect(answer).toMatchObject(notFound);
    const nobodys = `/payment-terms/${crypto.randomUUID()}`;
    for (const answer of await everyRoute(api, nobodys)) expect(answer).toMatchObject(notFound);
    expect((await api.get(path)).text).toBe(before.text);
  });

  it('of another business are a 404 before If-Match is looked at', async () => {
    const other = await service.business();
    const headers = { 'if-match': '"other"' };
    expect(await other.put(path, { name: 'Stolen' }, { headers })).toMatchObject(notFound);
    expect(await other.delete(path, { headers })).toMatchObject(notFound);
  });

  it('stay protected by row-level security for a business without a grant', async () => {
    const other = await service.business();
    const headers = { 'x-business-id': other.businessId };
    expect((await api.get(path, { headers })).status).toBe(403);
  });

  it('are read with payment_terms:read, and changed with payment_terms:write only', async () => {
    const reader = await service.client([api.businessId], { scopes: ['payment_terms:read'] });
    const stranger = await service.client([api.businessId], { scopes: ['customers:write'] });
    expect(await statusesOfReads(reader, path)).toEqual([200, 404, 200]);
    expect(await statusesOfWrites(reader, path)).toEqual([403, 403, 403, 403]);
    expect(await statusesOfReads(stranger, path)).toEqual([403, 403, 403]);
    expect(await statusesOfWrites(stranger, path)).toEqual([403, 403, 403, 403]);
  });

  it('have ids that are UUIDs', async () => {
    for (const answer of await everyRoute(api, '/payment-terms/defaults')) {
      expect(answer).toMatchObject({
        status: 422,
        body: { detail: [{ type: 'uuid_parsing', loc: ['path', 'term_id'] }] },
      });
    }
  });

  it('are documented with a decimal that may be a string, and without defaults in updates', async () => {
    const document = JSON.parse((await api.request('GET', '/openapi.json')).text) as {
      components: { schemas: Record<string, { properties: Record<string, object> }> };
    };
    const { PaymentTermCreateRequest, PaymentTermUpdateRequest } = document.components.schemas;
    expect(PaymentTermCreateRequest?.properties['discount_percent']).toMatchObject({
      anyOf: [{ type: 'number', minimum: 0, maximum: 100 }, { type: 'string' }, { type: 'null' }],
    });
    expect(PaymentTermCreateRequest?.properties['is_active']).toMatchObject({
      description: expect.stringMatching(/ Default: `true`\.$/),
    });
    expect(JSON.stringify(PaymentTermUpdateRequest?.properties)).not.toContain('Default: ');
  });

  it('answer 405 with the methods that there are', async () => {
    const { status, headers } = await api.request('PATCH', '/api/v1/payment-terms/seed-defaults');
    expect({ status, allow: headers.get('allow') }).toMatchObject({ status: 405 });
    expect(headers.get('allow')?.split(', ')).toContain('POST');
  });

  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.string({ unit: anyCharacter }),
    fc.double().map(String),
    fc.integer(),
    fc.constantFrom('NaN', '-0', '1e400', '1e-400', ' 1 ', '\ud800', '\0', 3650, 100, 0, true),
  );
  const request = fc.record(
    {
      name: value,
      days_until_due: value,
      discount_percent: value,
      discount_days: value,
      is_default: value,
      is_active: value,
    },
    { requiredKeys: [] },
  );

  it('answer any body with what the contract allows, never with a 500', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(request, fc.jsonValue()), async (body) => {
        const created = await api.post('/payment-terms', body);
        expect([201, 422]).toContain(created.status);
        const updated = await api.put(path, body);
        expect([200, 422]).toContain(updated.status);
      }),
      { numRuns: 50 },
    );
  });

  it('answer any query with what the contract allows, never with a 500', async () => {
    const names = fc.constantFrom('active_only', 'cursor', 'limit', 'direction', 'sort_by', 'descending');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, fc.string({ unit: 'grapheme' })), async (query) => {
        const { status } = await api.get(`/payment-terms?${new URLSearchParams(query).toString()}`);
        expect([200, 422]).toContain(status);
      }),
      { numRuns: 40 },
    );
  });
});
