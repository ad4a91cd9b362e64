import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { type OpenApi, readDocument, routesOf, type Schema } from './document.js';
import { checkedFetch } from '../support/checked-fetch.js';

interface Beyond {
  readonly value: unknown;
  readonly type: string;
}

/** Values just beyond what the schema allows, and the errors that they are to be. */
function beyond(schema: Schema): Beyond[] {
  const { minLength, maxLength, minimum, maximum, type } =
    schema.anyOf?.find((each) => each.type !== 'null') ?? schema;
  return [
    ...(minLength === undefined ? [] : [{ value: 'x'.repeat(minLength - 1), type: 'string_too_short' }]),
    ...(maxLength === undefined ? [] : [{ value: 'x'.repeat(maxLength + 1), type: 'string_too_long' }]),
    ...(minimum === undefined ? [] : [{ value: minimum - 1, type: 'greater_than_equal' }]),
    ...(maximum === undefined ? [] : [{ value: maximum + 1, type: 'less_than_equal' }]),
    ...(type === 'string' ? [{ value: 1, type: 'string_type' }] : []),
    ...(type === 'integer' ? [{ value: 'x', type: 'int_parsing' }] : []),
  ];
}

const typeErrors: Readonly<Record<string, string>> = { uuid: 'uuid_type', 'date-time': 'datetime_type' };

describe('a documented bound', () => {
  let service: SharedService;
  let api: ApiClient;
  let document: OpenApi;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    document = await readDocument(api);
  });
  afterAll(() => service.release());

  it('is the enforced bound, of every string and integer of every request', async () => {
    const wrong: unknown[] = [];
    let tried = 0;
    for (const { method, path, operation } of routesOf(document)) {
      const ref = operation.requestBody?.content?.['application/json']?.schema?.$ref;
      const { properties = {} } = document.components.schemas[ref?.split('/').at(-1) ?? ''] ?? {};
      // Ids that name nothing: the values are looked at before the database.
      const url = path.replaceAll(/\{\w+\}/g, () => crypto.randomUUID());
      for (const [name, schema] of Object.entries(properties)) {
        for (const { value, type } of beyond(schema)) {
          const { status, body } = await api.request(method.toUpperCase(), url, { json: { [name]: value } });
          const errors = status === 422 ? (body['detail'] as { type: string; loc: unknown[] }[]) : [];
          const own = errors
            .filter(({ loc }) => loc[0] === 'body' && loc[1] === name)
            .map((error) => error.type);
          // An id, a time or a choice is not text to pydantic, and says so in its own words.
          const expected = typeErrors[schema.format ?? ''] ?? (schema.enum === undefined ? type : 'enum');
          if (own.join() !== expected)
            wrong.push({ path, name, value: String(value).slice(0, 20), expected, own, status });
          tried += 1;
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(30);
  }, 60_000);

  it('is not narrower than documented: the longest and the largest are taken', async () => {
    const { properties = {} } = document.components.schemas['CustomerCreateRequest'] ?? {};
    const request: Json = { name: 'Acme', email: 'a@example.com' };
    for (const [name, schema] of Object.entries(properties)) {
      const { maxLength, maximum, format } = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
      if (maxLength !== undefined && format !== 'email') request[name] = 'x'.repeat(maxLength);
      if (maximum !== undefined) request[name] = maximum;
    }
    const { status, body } = await api.post('/customers', request);
    expect({ status, body }).toMatchObject({ status: 201, body: request });
  });
});

describe('/docs', () => {
  let service: SharedService;

  beforeAll(async () => {
    service = await shareService();
  });
  afterAll(() => service.release());

  it('is a page whose every asset comes from the service itself', async () => {
    const page = await checkedFetch(`${service.url}/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    const html = await page.text();
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, asset = '']) => asset);
    expect(assets.filter((asset) => /^(?:[a-z]+:)?\/\//i.test(asset))).toEqual([]);
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      const response = await checkedFetch(new URL(asset, `${service.url}/docs`));
      await response.arrayBuffer();
      expect({ asset, status: response.status }).toEqual({ asset, status: 200 });
    }
    const document = await checkedFetch(`${service.url}/openapi.json`);
    expect(await document.text()).toContain('create_customer_api_v1_customers_post');
  });
});
