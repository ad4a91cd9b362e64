import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scopes } from '../../src/modules/tokens/scopes.js';
import type { ApiClient } from '../support/api-client.js';
import { head, sendRaw } from '../support/raw-connection.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const acme = { name: 'Acme', email: 'billing@acme.example.com' };

describe('a request that asks for more than it should cost', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  it('is notified of a list that is too long by its length, not by each of its items', async () => {
    const token = {
      name: 'a',
      owner_email: 'a@example.com',
      business_ids: [api.businessId],
      scopes: Array.from({ length: 100_000 }, () => 1),
    };
    const refused = await api.post('/tokens', token);
    expect(refused.status).toBe(422);
    expect(refused.body['detail']).toEqual([
      expect.objectContaining({
        type: 'too_long',
        loc: ['body', 'scopes'],
        msg: `List should have at most ${scopes.length} items after validation, not 100000`,
        ctx: { field_type: 'List', max_length: scopes.length, actual_length: 100_000 },
      }),
    ]);
  });

  it('has the items of a long body in the list that they were sent in, and echoed where they are wrong', async () => {
    const business_ids = [api.businessId, 'x', 5];
    const raw = JSON.stringify({
      x: [1, 2, [3]],
      filler: 'x'.repeat(8_192),
      scopes: [],
      name: 'a',
      business_ids,
      owner_email: 'a@example.com',
      y: { scopes: ['z'] },
    });
    const refused = await api.post('/tokens', undefined, { raw });
    expect(refused.status).toBe(422);
    expect(refused.body['detail']).toMatchObject([
      { type: 'uuid_parsing', loc: ['body', 'business_ids', 1], input: 'x' },
      { type: 'uuid_type', loc: ['body', 'business_ids', 2], input: 5 },
      { type: 'extra_forbidden', loc: ['body', 'x'], input: [1, 2, [3]] },
      { type: 'extra_forbidden', loc: ['body', 'filler'] },
      { type: 'extra_forbidden', loc: ['body', 'y'], input: { scopes: ['z'] } },
    ]);
  });

  it('is notified of unknown fields in the order in which they were sent, as far as 64 KiB have room', async () => {
    const unknown = Array.from({ length: 50_000 }, (_, index) => `"${50_000 - index}":1`).join(',');
    const strict = {
      raw: `{"name":"a",${unknown},"email":"a@example.com"}`,
      headers: { prefer: 'handling=strict' },
    };
    const refused = await api.post('/customers', undefined, strict);
    expect(refused.status).toBe(422);
    expect(Buffer.byteLength(refused.text)).toBeLessThanOrEqual(65_536);
    const detail = refused.body['detail'] as { type: string; loc: unknown[]; input: unknown }[];
    expect(detail.length).toBeGreaterThan(500);
    expect(detail.map(({ type, loc, input }) => [type, loc, input])).toEqual(
      detail.map((_, index) => ['extra_forbidden', ['body', String(50_000 - index)], 1]),
    );
  });

  it('gets the missing fields without an echo of more than 64 KiB', async () => {
    const large = { notes: 'x'.repeat(10_001), x: 'x'.repeat(60_000) };
    const missing = { type: 'missing', msg: 'Field required' };
    const { status, body } = await api.post('/customers', large);
    expect({ status, body }).toEqual({
      status: 422,
      body: {
        detail: [
          { ...missing, loc: ['body', 'name'] },
          { ...missing, loc: ['body', 'email'] },
          {
            type: 'string_too_long',
            loc: ['body', 'notes'],
            msg: 'String should have at most 10000 characters',
            input: large.notes,
            ctx: { max_length: 10_000 },
          },
        ],
      },
    });
  });

  it('is notified of a value that is too large to echo, and of the others', async () => {
    const { status, body } = await api.post('/customers', { name: 'x'.repeat(1_000_000), email: 'x' });
    const detail = body['detail'] as object[];
    expect(status).toBe(422);
    expect(detail).toMatchObject([{ type: 'string_too_long' }, { type: 'value_error', input: 'x' }]);
    expect(detail[0]).not.toHaveProperty('input');
  });

  it('is notified of a field with a name of a mebibyte', async () => {
    const refused = await api.post(
      '/customers',
      { ...acme, ['x'.repeat(1_000_000)]: 1 },
      {
        headers: { prefer: 'handling=strict' },
      },
    );
    expect(refused.body['detail']).toEqual([
      {
        type: 'extra_forbidden',
        loc: ['body', `${'x'.repeat(256)}…`],
        msg: 'Extra inputs are not permitted',
        input: 1,
      },
    ]);
  });

  it('is refused for a content type of any length, at once', async () => {
    const contentType = `application/json${';'.repeat(10)}${' '.repeat(15_000)}x`;
    const refused = await sendRaw(
      service.url,
      `${head('POST', '/api/v1/customers', [
        `authorization: Bearer ${api.token}`,
        `x-business-id: ${api.businessId}`,
        `content-type: ${contentType}`,
        'content-length: 2',
        'connection: close',
      ])}{}`,
    );
    expect(refused.status).toBe(415);
  });

  it.each([
    ['/customers', 'application/json', 'gzip'],
    ['/customers', 'application/json', 'br, gzip'],
    ['/customers/bulk-upload', 'multipart/form-data; boundary=x', 'gzip'],
    ['/customers/imports', 'multipart/form-data; boundary=x', 'zstd'],
  ])('is refused at %s as %s with Content-Encoding: %s, and told why', async (path, type, coding) => {
    const { status, body, headers } = await api.post(path, undefined, {
      raw: '--x',
      headers: { 'content-type': type, 'content-encoding': coding },
    });
    expect({ status, body, accepted: headers.get('accept-encoding') }).toEqual({
      status: 415,
      body: {
        detail: `The body has Content-Encoding: ${coding}, which the service does not support: send the body without compression`,
      },
      accepted: 'identity',
    });
  });

  it('is taken with Content-Encoding: identity', async () => {
    const taken = await api.post('/customers', acme, { headers: { 'content-encoding': 'Identity' } });
    expect(taken.status).toBe(201);
  });

  it('is the same request under its idempotency key however its path is spelt', async () => {
    const headers = { 'idempotency-key': randomUUID(), 'content-type': 'application/json' };
    const create = (path: string) => api.request('POST', path, { headers, json: acme });
    const first = await create('/api/v1/customers');
    const again = [
      await create(`/api/v1/customers?utm=${randomUUID().repeat(200)}`),
      await create('/api/v1/customers/'),
      await create('/api/v1/%63ustomers'),
    ];
    expect(again.map(({ status, text }) => [status, text])).toEqual(again.map(() => [201, first.text]));
    expect(new Set(again.map((answer) => answer.headers.get('location')))).toEqual(
      new Set([first.headers.get('location')]),
    );
  });

  it.each(['/docs/nothing.js', '/docs/%2e%2e/package.json'])('finds nothing at %s', async (path) => {
    const nothing = await sendRaw(service.url, head('GET', path, ['connection: close']));
    expect({ status: nothing.status, body: JSON.parse(nothing.body) as unknown }).toEqual({
      status: 404,
      body: { detail: 'Not Found' },
    });
  });
});
