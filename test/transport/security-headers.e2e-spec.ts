import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { head, sendRaw } from '../support/raw-connection.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { checkedFetch } from '../support/checked-fetch.js';

const origin = 'https://app.example.com';
const preflight = (from: string, path = '/api/v1/customers') => ({
  method: 'OPTIONS',
  path,
  headers: {
    origin: from,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,x-business-id,idempotency-key',
  },
});

describe('security headers', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  it.each([
    ['an answer', '/health/live', 200],
    ['a 401', '/api/v1/businesses', 401],
    ['a 404', '/nothing', 404],
    ['a path that cannot be decoded', '/%zz', 404],
    ['the document', '/openapi.json', 200],
  ])('are on %s', async (_, path, status) => {
    const response = await checkedFetch(`${service.url}${path}`);
    await response.text();
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-download-options': 'noopen',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
    });
    expect(response.headers.get('x-powered-by')).toBeNull();
  });

  it('let Swagger UI load its own scripts and no others', async () => {
    const page = await checkedFetch(`${service.url}/docs`);
    const html = await page.text();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(html.match(/<script(?![^>]*\bsrc=)[^>]*>/)).toBeNull();
    const sources = [...html.matchAll(/<script src="([^"]+)"/g)].map(([, source = '']) => source);
    expect(sources).toHaveLength(2);
    for (const source of sources) {
      const url = new URL(source, page.url);
      expect(url.origin).toBe(new URL(service.url).origin);
      const script = await checkedFetch(url);
      expect(script.headers.get('content-type')).toContain('javascript');
      await script.text();
    }
  });

  it('let no browser call from another origin, unless origins are named', async () => {
    const answer = await checkedFetch(`${service.url}/api/v1/businesses`, { headers: { origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const { path, ...request } = preflight(origin);
    const refused = await checkedFetch(`${service.url}${path}`, request);
    expect(refused.status).toBe(405);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('CORS for named origins', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ corsOrigins: [origin, 'http://localhost:8080'] });
  });
  afterAll(() => service.stop());

  it('answers a preflight before it asks for a token', async () => {
    const { path, ...request } = preflight(origin);
    const answer = await checkedFetch(`${service.url}${path}`, request);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT, DELETE');
    const allowed = answer.headers.get('access-control-allow-headers')?.toLowerCase();
    for (const name of ['authorization', 'content-type', 'x-business-id', 'idempotency-key', 'if-match']) {
      expect(allowed).toContain(name);
    }
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin');
  });

  it('exposes the headers that clients need, on errors too', async () => {
    const api = await service.business();
    const created = await api.post('/businesses', { name: 'Acme' }, { headers: { origin } });
    const refused = await api.get('/businesses', { headers: { origin, authorization: undefined } });
    expect([created.status, refused.status]).toEqual([201, 401]);
    for (const { headers } of [created, refused]) {
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      const exposed = headers.get('access-control-expose-headers')?.toLowerCase().split(', ');
      expect(exposed).toEqual(
        expect.arrayContaining([
          'etag',
          'location',
          'x-request-id',
          'ratelimit-limit',
          'ratelimit-remaining',
          'ratelimit-reset',
          'retry-after',
          'idempotency-replayed',
        ]),
      );
    }
  });

  it('allows no other origin, not even one that looks alike', async () => {
    for (const other of ['https://app.example.com.evil.test', 'http://app.example.com', 'null']) {
      const { path, ...request } = preflight(other);
      const answer = await checkedFetch(`${service.url}${path}`, request);
      expect(answer.headers.get('access-control-allow-origin')).not.toBe(other);
      expect(answer.headers.get('access-control-allow-origin')).not.toBe('*');
    }
  });

  it('changes neither 404 nor 405', async () => {
    const missing = await checkedFetch(`${service.url}/nothing`, { headers: { origin } });
    expect([missing.status, await missing.text()]).toEqual([404, '{"detail":"Not Found"}']);
    const wrongMethod = await checkedFetch(`${service.url}/api/v1/businesses`, {
      method: 'PATCH',
      headers: { origin },
    });
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get('allow')).not.toContain('OPTIONS');
  });
});

/** Fails to authenticate, and says to do so for this address. */
async function failFor(service: TestService, forwardedFor: string): Promise<number> {
  const lines = ['Authorization: Bearer dz_wrong', `X-Forwarded-For: ${forwardedFor}`];
  return (await sendRaw(service.url, head('GET', '/api/v1/businesses', lines))).status;
}

describe('TRUST_PROXY', () => {
  it.each([
    ['off, counts what a client says of itself for nothing', false, [401, 429, 429]],
    ['on, distinguishes the clients of the proxy', true, [401, 401, 429]],
    ['for other addresses, does not believe this one', '10.0.0.0/8', [401, 429, 429]],
  ] as const)('%s', async (_, trustProxy, expected) => {
    const service = await startService({ trustProxy, authFailuresPerMinute: 1 }, inOneProcess);
    const statuses = [];
    for (const address of ['203.0.113.1', '203.0.113.2', '203.0.113.1']) {
      statuses.push(await failFor(service, address));
    }
    await service.stop();
    expect(statuses).toEqual(expected);
  });
});
