import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { headersOf, post } from './assistant.js';

const modern = '2026-07-28';
const allowedOrigin = 'https://assistant.example.com';

let service: TestService;
let client: ApiClient;

beforeAll(async () => {
  service = await startService({ corsOrigins: [allowedOrigin] });
  client = await service.business();
});

afterAll(() => service.stop());

const meta = (version = modern) => ({
  'io.modelcontextprotocol/protocolVersion': version,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
});

/** A request of MCP 2026-07-28; the headers say the same as the body, unless they are given. */
async function send(method: string, params: object = {}, headers: Record<string, string> = {}) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method, params: { ...params, _meta: meta() } });
  const name = 'name' in params ? { 'mcp-name': String(params.name) } : {};
  const response = await post(client, body, {
    'mcp-protocol-version': modern,
    'mcp-method': method,
    ...name,
    ...headers,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
}

describe('MCP 2026-07-28', () => {
  test('server/discover names the versions, the tools and how long that holds', async () => {
    expect(await send('server/discover')).toMatchObject({
      status: 200,
      body: {
        id: 7,
        result: {
          resultType: 'complete',
          supportedVersions: [modern],
          capabilities: { tools: {} },
          ttlMs: 300_000,
          cacheScope: 'private',
        },
      },
    });
  });

  test('tools/list says how long it may be kept, and by whom', async () => {
    const { status, headers, body } = await send('tools/list');

    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(body).toMatchObject({
      result: { resultType: 'complete', ttlMs: 300_000, cacheScope: 'private', tools: expect.any(Array) },
    });
  });

  test('tools/call runs the tool', async () => {
    expect(await send('tools/call', { name: 'list_customers', arguments: { limit: 1 } })).toMatchObject({
      status: 200,
      body: { result: { resultType: 'complete', content: [{ type: 'text' }] } },
    });
  });

  test('a version that is not served is -32022, with those that are', async () => {
    const message = { jsonrpc: '2.0', id: 7, method: 'tools/list', params: { _meta: meta('2099-01-01') } };
    const response = await post(client, JSON.stringify(message), { 'mcp-protocol-version': '2099-01-01' });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: -32_022, data: { supported: [modern] } } });
  });

  test('an unknown method is a 404', async () => {
    expect(await send('tools/explode')).toMatchObject({ status: 404, body: { error: { code: -32_601 } } });
  });

  test('an unknown tool is an error of the protocol', async () => {
    expect(await send('tools/call', { name: 'drop_everything', arguments: {} })).toMatchObject({
      body: { error: { code: -32_602, message: 'Unknown tool: drop_everything' } },
    });
  });

  test.each([
    ['mcp-method', 'tools/call'],
    ['mcp-protocol-version', '2025-06-18'],
  ])('a %s that says something else than the body is refused', async (name, value) => {
    const { status, body } = await send('tools/list', {}, { [name]: value });

    expect([status, body]).toEqual([400, expect.objectContaining({ error: expect.anything() })]);
  });

  test('an mcp-name that is not the tool of the body is refused', async () => {
    const { status } = await send('tools/call', { name: 'list_customers' }, { 'mcp-name': 'get_customer' });

    expect(status).toBe(400);
  });

  test('a batch is refused', async () => {
    const message = { jsonrpc: '2.0', id: 7, method: 'tools/list', params: { _meta: meta() } };

    expect((await post(client, JSON.stringify([message]))).status).toBe(400);
  });

  test('a subscription ends at once, because nothing changes', async () => {
    const message = {
      jsonrpc: '2.0',
      id: 7,
      method: 'subscriptions/listen',
      params: { notifications: { toolsListChanged: true }, _meta: meta() },
    };
    const response = await post(client, JSON.stringify(message), {
      'mcp-protocol-version': modern,
      'mcp-method': 'subscriptions/listen',
    });

    expect(await response.text()).toContain('"resultType":"complete"');
  });
});

describe('the client of the SDK’s second version', () => {
  test.each([['legacy' as const], ['auto' as const], [{ pin: modern }]])('connects by %j', async (mode) => {
    const assistant = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
    const requestInit = { headers: headersOf(client) };
    await assistant.connect(new StreamableHTTPClientTransport(new URL(`${client.url}/mcp`), { requestInit }));

    const { tools } = await assistant.listTools();
    const result = await assistant.callTool({ name: 'list_customers', arguments: {} });

    expect(tools).toHaveLength(20);
    expect(result.isError ?? false).toBe(false);
    await assistant.close();
  });
});

describe('versions before 2026-07-28', () => {
  test.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'])('%s is negotiated', async (version) => {
    const message = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: version, capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    };
    const response = await post(client, JSON.stringify(message));

    expect(await response.json()).toMatchObject({
      result: { protocolVersion: version, serverInfo: { name: 'customers-service' } },
    });
  });

  test('a client that accepts nothing in particular is answered', async () => {
    const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
    const response = await post(client, message, { accept: '*/*' });

    expect(await response.json()).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  });
});

describe('a browser', () => {
  const list = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });

  test.each(['https://evil.example.com', 'null', 'http://127.0.0.1', ''])(
    'of the origin %j is a 403',
    async (origin) => {
      const response = await post(client, list, { origin });

      expect([response.status, await response.json()]).toMatchObject([
        403,
        { id: null, error: { code: -32_600 } },
      ]);
    },
  );

  test('of an origin that the operator has allowed is answered, and may send the headers of MCP', async () => {
    const response = await post(client, list, { origin: allowedOrigin });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(allowedOrigin);
  });
});

describe('a message', () => {
  test.each([
    ['no json', -32_700],
    ['', -32_700],
    ['{"jsonrpc":"2.0","id":1,"method":', -32_700],
    [`${'['.repeat(40)}${']'.repeat(40)}`, -32_600],
    [
      `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
      -32_600,
    ],
  ])('that is not one is a 400: %#', async (body, code) => {
    const response = await post(client, body);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } });
  });

  test.each([
    '5',
    'null',
    '"text"',
    '{}',
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","id":{},"method":"ping"}',
  ])('that is JSON and not JSON-RPC is a 400: %s', async (body) => {
    expect((await post(client, body)).status).toBe(400);
  });

  test('of more than 256 KiB is a 413', async () => {
    const response = await post(
      client,
      JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'ping',
        params: { _meta: { x: 'x'.repeat(262_144) } },
      }),
    );

    expect(response.status).toBe(413);
  });

  test('of another content type is a 415', async () => {
    expect((await post(client, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(
      415,
    );
  });
});
