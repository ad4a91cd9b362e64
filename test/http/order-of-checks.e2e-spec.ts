import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { head, sendRaw } from '../support/raw-connection.js';

const nobody = { authorization: undefined };
const noBusiness = { 'x-business-id': undefined };
const plainText = { 'content-type': 'text/plain' };
const largeBody = 'x'.repeat(1024 * 1024 + 1);

/** What each failed check answers. */
const answers = {
  notFound: { status: 404, detail: 'Not Found' },
  methodNotAllowed: { status: 405, detail: 'Method Not Allowed' },
  notAuthenticated: { status: 401, detail: 'Not authenticated' },
  noBusiness: { status: 400, detail: 'x-business-id header is required' },
  forbidden: { status: 403, detail: 'Not enough permissions' },
  tooLarge: { status: 413, detail: 'The body is larger than 1048576 bytes' },
  unsupported: { status: 415, detail: 'The body must be application/json in UTF-8' },
};

const answerOf = ({ status, body }: ApiResponse) => ({ status, ...body });

describe('the order of the checks', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  it.each(['/api/v1/nothing', '/', '/api/v1', '/api/v2/customers', '/api/v1/customers/a/b/c/d'])(
    'answers 404 for %s, which is not a route, before it asks for a token',
    async (path) => {
      const response = await api.request('GET', path, { headers: { ...nobody, ...noBusiness } });
      expect(answerOf(response)).toStrictEqual(answers.notFound);
    },
  );

  it.each([
    ['%', '%'],
    ['%ZZ', '%ZZ'],
    ['%ED%A0%80', '\ufffd\ufffd\ufffd'],
    ['x%ff+&', 'x\ufffd+&'],
  ])('answers 422 for the id %s, which cannot be decoded, and 401 before that', async (id, input) => {
    const path = `/api/v1/customers/${id}`;
    const credentials = [`authorization: Bearer ${api.token}`, `x-business-id: ${api.businessId}`];
    const refused = await sendRaw(service.url, head('GET', path, credentials));
    expect(refused.status).toBe(422);
    expect(JSON.parse(refused.body)).toMatchObject({
      detail: [{ type: 'uuid_parsing', loc: ['path', 'customer_id'], input }],
    });
    expect((await sendRaw(service.url, head('GET', path))).status).toBe(401);
  });

  it('answers 404 for a path that cannot be decoded and is not a route', async () => {
    const { status, headers, body } = await sendRaw(service.url, head('GET', '/api/v1/%C3'));
    expect({ status, body }).toStrictEqual({ status: 404, body: '{"detail":"Not Found"}' });
    expect(headers['x-request-id']).toMatch(/^[\w.-]+$/);
  });

  it.each([
    ['PATCH', '/customers', ['POST']],
    ['DELETE', '/customers?limit=1', ['POST']],
    ['POST', '/customers/019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90', ['GET']],
    ['PROPFIND', '/customers', ['POST']],
  ])('answers 405 to %s %s with Allow, before it asks for a token', async (method, path, allowed) => {
    const response = await api.request(method, `/api/v1${path}`, { headers: { ...nobody, ...noBusiness } });
    expect(answerOf(response)).toStrictEqual(answers.methodNotAllowed);
    const allow = (response.headers.get('allow') ?? '').split(', ');
    expect(allow).toEqual(expect.arrayContaining(allowed));
    expect(allow).not.toContain(method);
  });

  it('asks for a token (401) before it looks at the business, the body or its type', async () => {
    const response = await api.post('/customers', undefined, {
      raw: largeBody,
      headers: { ...nobody, ...noBusiness, ...plainText },
    });
    expect(answerOf(response)).toStrictEqual(answers.notAuthenticated);
  });

  it('asks for a business (400) before it looks at grants, scopes or the body', async () => {
    const stranger = await service.business({ scopes: ['events:read'] });
    const response = await stranger.post('/customers', undefined, {
      raw: largeBody,
      headers: { ...noBusiness, ...plainText },
    });
    expect(answerOf(response)).toStrictEqual(answers.noBusiness);
  });

  it('asks for the grant and the scope (403) before it looks at the body', async () => {
    const reader = await service.business({ scopes: ['customers:read'] });
    const withoutScope = await reader.post('/customers', undefined, { raw: largeBody, headers: plainText });
    expect(answerOf(withoutScope)).toStrictEqual(answers.forbidden);
    const withoutGrant = await api.post('/customers', undefined, {
      raw: largeBody,
      headers: { ...plainText, 'x-business-id': reader.businessId },
    });
    expect(answerOf(withoutGrant)).toStrictEqual(answers.forbidden);
  });

  it('looks at the size of a body (413) before its type', async () => {
    const response = await api.post('/customers', undefined, { raw: largeBody, headers: plainText });
    expect(answerOf(response)).toStrictEqual(answers.tooLarge);
  });

  it('looks at the type of a body (415) before its content and all other values', async () => {
    const response = await api.post('/customers', undefined, {
      raw: '{',
      headers: { ...plainText, 'x-user-email': 'nobody' },
    });
    expect(answerOf(response)).toStrictEqual(answers.unsupported);
  });

  it('looks at all the values (422) before it asks the database (404, 400)', async () => {
    const id = crypto.randomUUID();
    const read = await api.get(`/customers/${id}`, { headers: { 'x-user-email': 'nobody' } });
    expect(read.status).toBe(422);
    const created = await api.post('/customers', {
      name: '',
      email: 'a@example.com',
      default_payment_term_id: id,
    });
    expect(created.status).toBe(422);
  });
});
