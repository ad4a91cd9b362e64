import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { head, sendRaw } from '../support/raw-connection.js';
import { startService, type TestService } from '../support/service.js';

const acme = { name: 'Acme', email: 'billing@acme.example.com' };

describe('a request that asks for more than it should cost', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
  });
  afterAll(() => service.stop());

  it('is told of a list that is too long by its length, not by each of its items', async () => {
    const scopes = Array.from({ length: 100_000 }, () => 1);
    const token = { name: 'a', owner_email: 'a@example.com', business_ids: [api.businessId], scopes };
    const refused = await api.post('/tokens', token);
    expect(refused.status).toBe(422);
    expect(refused.body['detail']).toEqual([
      expect.objectContaining({
        type: 'too_long',
        loc: ['body', 'scopes'],
        msg: 'List should have at most 11 items after validation, not 100000',
        ctx: { field_type: 'List', max_length: 11, actual_length: 100_000 },
      }),
    ]);
  });

  it('is told of the first 1,000 unknown fields', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`x${index}`, 1]));
    const strict = { headers: { prefer: 'handling=strict' } };
    const refused = await api.post('/customers', { ...acme, ...unknown }, strict);
    expect(refused.status).toBe(422);
    expect(refused.body['detail']).toHaveLength(1_000);
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

  it('is refused in a coding that the service does not read', async () => {
    const refused = await api.post('/customers', acme, { headers: { 'content-encoding': 'gzip' } });
    expect(refused.status).toBe(415);
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
