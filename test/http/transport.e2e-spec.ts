import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { head, RawConnection, sendRaw } from '../support/raw-connection.js';

const requestId = /^[A-Za-z0-9._-]{1,128}$/;

describe('HTTP beneath the routes', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
    api = await service.business();
  });
  afterAll(() => service.stop());

  it.each([
    ['text that is not HTTP', 'HELLO\r\n\r\n', 400],
    ['a method that does not exist', 'BREW / HTTP/1.1\r\nhost: localhost\r\n\r\n', 400],
    ['a header without a colon', head('GET', '/', ['nonsense']), 400],
    ['a space in the path', head('GET', '/api/v1/a b'), 400],
    ['two lengths', head('POST', '/', ['content-length: 1', 'content-length: 2']), 400],
    ['a length that is not a number', head('POST', '/', ['content-length: x']), 400],
    ['a length and chunks', head('POST', '/', ['content-length: 1', 'transfer-encoding: chunked']), 400],
    ['no Host', 'GET /api/v1/customers HTTP/1.1\r\n\r\n', 400],
    ['headers of 64 KiB', head('GET', '/', [`a: ${'b'.repeat(65_536)}`]), 431],
    ['a path parameter of 9,000 characters', head('GET', `/api/v1/customers/${'a'.repeat(9_000)}`), 414],
  ])('answers an error of the contract, with a request id, to %s', async (_, bytes, status) => {
    const response = await sendRaw(service.url, bytes);
    expect({ status: response.status, body: JSON.parse(response.body) as unknown }).toStrictEqual({
      status,
      body: { detail: expect.any(String) },
    });
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.headers['x-request-id']).toMatch(requestId);
  });

  it.each(['a', '0', 'A.b_c-1', 'x'.repeat(128)])('echoes the x-request-id %s', async (id) => {
    const options = { headers: { 'x-request-id': id } };
    const created = await api.post('/customers', { name: 'A', email: 'a@example.com' }, options);
    expect(created.headers.get('x-request-id')).toBe(id);
    const refused = await api.request('GET', '/nowhere', options);
    expect(refused.headers.get('x-request-id')).toBe(id);
  });

  it.each(['', 'a b', 'a/b', 'a,b', 'ä', 'x'.repeat(129), '{}', 'a;b'])(
    'makes a request id of its own in place of %j',
    async (id) => {
      const response = await api.request('GET', '/nowhere', { headers: { 'x-request-id': id } });
      expect(response.headers.get('x-request-id')).toMatch(requestId);
      expect(response.headers.get('x-request-id')).not.toBe(id);
    },
  );

  it('makes another request id for every request, also on one connection', async () => {
    const responses = await Promise.all(Array.from({ length: 20 }, () => api.request('GET', '/nowhere')));
    expect(new Set(responses.map(({ headers }) => headers.get('x-request-id'))).size).toBe(20);
  });

  it('refuses an x-request-id that is there twice, since neither is the one', async () => {
    const { headers } = await sendRaw(
      service.url,
      head('GET', '/nowhere', ['x-request-id: a', 'x-request-id: b']),
    );
    expect(headers['x-request-id']).toMatch(requestId);
    expect(['a', 'b']).not.toContain(headers['x-request-id']);
  });

  it('takes it as no failure of its own when a client leaves in the middle of a body', async () => {
    const id = `left-${crypto.randomUUID()}`;
    const connection = new RawConnection(service.url);
    const headers = [
      `authorization: Bearer ${api.token}`,
      `x-business-id: ${api.businessId}`,
      `x-request-id: ${id}`,
      'content-type: application/json',
      'content-length: 100',
    ];
    const server = service.app.nest.getHttpServer();
    const closed = new Promise((resolve) => {
      server.once('request', (request: IncomingMessage) => request.once('close', resolve));
    });
    connection.send(`${head('POST', '/api/v1/customers', headers)}{"name"`);
    await once(server, 'request');
    connection.socket.destroy();
    await Promise.all([connection.ended, closed]);
    await api.request('GET', '/health/live');
    const failures = service.logs
      .map((line) => JSON.parse(line) as { level: number; request_id?: string })
      .filter((line) => line.level >= 40 && line.request_id === id);
    expect(failures).toEqual([]);
  });

  it('ignores an expectation that it does not know', async () => {
    const { status, body } = await sendRaw(service.url, head('GET', '/', ['expect: the-unexpected']));
    expect({ status, body }).toEqual({ status: 404, body: '{"detail":"Not Found"}' });
  });

  it('does not read a body where a route takes none', async () => {
    const response = await api.request('DELETE', '/api/v1/nothing', { raw: '{' });
    expect(response.status).toBe(404);
  });

  it.each([
    ['short', 'A'],
    ['long', '\u{1f4b6} "größer" \\ 有限公司\n'.repeat(400)],
  ])('answers a HEAD as a GET, without the body, if that is %s', async (_, notes) => {
    const { body } = await api.post('/customers', { name: 'A', email: 'a@example.com', notes });
    expect(body['notes']).toBe(notes);
    const path = `/api/v1/customers/${String(body['id'])}`;
    const [get, headOnly] = [await api.request('GET', path), await api.request('HEAD', path)];
    expect(get.body).toStrictEqual(body);
    expect(get.headers.get('content-length')).toBe(String(Buffer.byteLength(get.text)));
    expect({ status: headOnly.status, text: headOnly.text }).toEqual({ status: 200, text: '' });
    expect(get.headers.get('etag')).toMatch(/^"/);
    expect(headOnly.headers.get('etag')).toBe(get.headers.get('etag'));
    expect(headOnly.headers.get('content-length')).toBe(get.headers.get('content-length'));
  });
});
