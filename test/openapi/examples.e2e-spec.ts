import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendFile } from '../imports/client.js';
import type { ApiClient, Json, RequestOptions } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import {
  examplesOf,
  type MediaType,
  type OpenApi,
  type Operation,
  readDocument,
  resolveRef,
  responseOf,
  type Route,
  routesOf,
  type Schema,
} from './document.js';

interface Mistake {
  readonly type: string;
  readonly loc: readonly string[];
  readonly input: unknown;
}

const mediaTypeOf = (document: OpenApi, operation: Operation, status: string): MediaType =>
  responseOf(document, operation, status)?.content?.['application/json'] ?? {};

const requestOf = ({ requestBody }: Operation) =>
  requestBody?.content?.['application/json']?.example as Json | undefined;

const parametersOf = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

const pathWith = (path: string, ids: Readonly<Record<string, string>>) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? crypto.randomUUID());

/** Fields that make another body of the example: a plain text and a time that is required, and a description. */
function otherFields(document: OpenApi, { requestBody }: Operation): Json {
  const { schema } = requestBody?.content?.['application/json'] ?? {};
  const resolved = (resolveRef(document, schema?.$ref ?? '') ?? {}) as Schema;
  const { properties = {}, additionalProperties = true } = resolved;
  const others = Object.entries(properties).flatMap(([name, { type, format, enum: choices, pattern }]) => {
    if (format === 'date-time') return [[name, '2026-01-01T00:00:00Z']];
    const isPlain =
      type === 'string' && format === undefined && choices === undefined && pattern === undefined;
    return isPlain ? [[name, 'First']] : [];
  });
  const takesDescription = additionalProperties !== false || 'description' in properties;
  return { ...(takesDescription ? { description: 'First' } : {}), ...(Object.fromEntries(others) as Json) };
}

const withBody = (json: Json | undefined) => (json === undefined ? {} : { json });

describe('an example of the document', () => {
  let service: SharedService;
  let api: ApiClient;
  let document: OpenApi;
  let routes: Route[];
  /** One of everything that a path can name. */
  let ids: Record<string, string>;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    document = await readDocument(api);
    routes = routesOf(document);
    ids = { business_id: api.businessId };
    // Collections before what lies within them.
    for (const { path, method, operation } of routes.toSorted((a, b) => a.path.length - b.path.length)) {
      const item = routes.find((route) => route.path.startsWith(`${path}/{`))?.path.slice(path.length + 2);
      const name = item?.split('}')[0];
      if (method !== 'post' || name === undefined || ids[name] !== undefined) continue;
      const { status, body } = await send(operation, 'POST', pathWith(path, ids));
      if (status === 201) ids[name] = String(body['id']);
    }
  });
  afterAll(() => service.release());

  const send = (operation: Operation, method: string, path: string, options: RequestOptions = {}) => {
    const { json = requestOf(operation), headers } = options;
    if (operation.requestBody?.content?.['multipart/form-data'] !== undefined) {
      const file = `name,email\n# ${JSON.stringify(json)}`;
      return sendFile(api, path.replace('/api/v1', ''), file, headers as Record<string, string>);
    }
    return api.request(method.toUpperCase(), path, { ...withBody(json as Json), ...options });
  };

  /** The request, of a customer that is there where it names others than that of the path. */
  const workable = async (request: Json = {}): Promise<Json> => {
    if (!('from' in request)) return request;
    const { body } = await api.post('/customers', { name: 'Another', email: 'another@example.com' });
    return { ...request, from: [body['id']] };
  };

  it('of a new resource is what the service answers to the example of the request', async () => {
    const creating = routes.filter(
      ({ method, operation }) => method === 'post' && requestOf(operation) !== undefined,
    );
    expect(creating.length).toBeGreaterThan(3);
    for (const { method, path, operation } of creating) {
      const example = mediaTypeOf(document, operation, '201').example as Json | undefined;
      if (example === undefined) continue;
      const { status, body } = await send(operation, method, pathWith(path, ids));
      expect({ path, status }).toEqual({ path, status: 201 });
      // What the service itself makes differs each time; all else is as the example says.
      const made = /^(?:id|.*_id|.*_at|token|secret)$/;
      const given = (resource: Json) =>
        Object.fromEntries(
          Object.entries(resource).map(([name, value]) => [name, made.test(name) ? 'made' : value]),
        );
      expect(given(body)).toEqual(given(example));
    }
  });

  it('of a 422 is what the service answers to just that mistake', async () => {
    let tried = 0;
    for (const { method, path, operation } of routes) {
      for (const example of examplesOf(mediaTypeOf(document, operation, '422'))) {
        const [mistake] = (example as { detail: Mistake[] }).detail;
        if (mistake === undefined) throw new Error(`${path} has an empty example`);
        const [part, name = ''] = mistake.loc;
        const value = String(mistake.input);
        const url = pathWith(path, part === 'path' ? { ...ids, [name]: value } : ids);
        const options = {
          ...(part === 'body' ? { json: mistake.input } : {}),
          ...(part === 'header' ? { headers: { [name]: value } } : {}),
        };
        if (name === 'idempotency-key') {
          await send(operation, method, url, {
            ...options,
            json: { ...(await workable(requestOf(operation))), ...otherFields(document, operation) },
          });
        }
        const query = part === 'query' ? `?${name}=${value}` : '';
        const { status, body } = await send(operation, method, `${url}${query}`, options);
        expect({ path, method, status, body }).toEqual({ path, method, status: 422, body: example });
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(20);
  });

  it('of a 404 is what the service answers where that id names nothing', async () => {
    let tried = 0;
    for (const { method, path, operation } of routes) {
      // A PUT that creates what is not there has no 404.
      if (operation.responses['404'] === undefined) continue;
      const answers: unknown[] = [];
      for (const name of parametersOf(path)) {
        const url = pathWith(path, { ...ids, [name]: crypto.randomUUID() });
        answers.push((await send(operation, method, url)).body);
        tried += 1;
      }
      if (answers.length === 0) continue;
      expect(examplesOf(mediaTypeOf(document, operation, '404'))).toEqual(expect.arrayContaining(answers));
    }
    expect(tried).toBeGreaterThan(10);
  });

  it('of a refusal before the handler is what the service answers', async () => {
    const { operation } = routes.find(({ path }) => path === '/api/v1/customers') ?? {};
    if (operation === undefined) throw new Error('There is no such operation');
    const poor = await service.client([api.businessId], { scopes: ['tokens:read'] });
    const refusals = {
      401: await api.get('/customers', { headers: { authorization: undefined } }),
      403: await poor.get('/customers'),
      405: await api.request('PATCH', '/api/v1/customers'),
      413: await api.post('/customers', { name: 'x'.repeat(1_048_577), email: 'a@example.com' }),
      415: await api.post('/customers', undefined, { raw: 'x', headers: { 'content-type': 'text/plain' } }),
      412: await api.put(`/customers/${ids['customer_id']}`, {}, { headers: { 'if-match': '"other"' } }),
    };
    const update = document.paths['/api/v1/customers/{customer_id}']?.['put'];
    if (update === undefined) throw new Error('There is no such operation');
    for (const [status, { body }] of Object.entries(refusals)) {
      expect(examplesOf(mediaTypeOf(document, update, status))).toContainEqual(body);
    }
    const business = [undefined, 'acme'].map((id) =>
      api.get('/customers', { headers: { 'x-business-id': id } }).then(({ body }) => body),
    );
    expect(examplesOf(mediaTypeOf(document, operation, '400'))).toEqual(
      expect.arrayContaining(await Promise.all(business)),
    );
  });

  it('of a conflict is a sentence of the service', async () => {
    const customer = `/customers/${ids['customer_id']}`;
    const stripe = { stripe_customer_id: 'cus_NffrFeUfNV2Hib' };
    const other = await api.post('/customers', { name: 'Other', email: 'other@example.com' });
    await api.put(`/customers/${String(other.body['id'])}/stripe-link`, stripe);
    const linked = await api.put(`${customer}/stripe-link`, stripe);
    const term = await api.put(customer, { default_payment_term_id: 'net-30' });
    await api.delete(customer);
    const deleted = await api.put(`${customer}/stripe-link`, stripe);
    await api.post(`${customer}/restore`);
    const link = document.paths['/api/v1/customers/{customer_id}/stripe-link']?.['put'];
    const update = document.paths['/api/v1/customers/{customer_id}']?.['put'];
    if (link === undefined || update === undefined) throw new Error('There is no such operation');
    expect(examplesOf(mediaTypeOf(document, link, '409'))).toEqual(
      expect.arrayContaining([linked.body, deleted.body]),
    );
    expect(examplesOf(mediaTypeOf(document, update, '400'))).toContainEqual(term.body);
  });
});
