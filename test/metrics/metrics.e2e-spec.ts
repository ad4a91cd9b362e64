import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';

/** The value of one line of Prometheus's text format. */
function valueOf(text: string, line: string): number {
  const found = text.split('\n').find((candidate) => candidate.startsWith(`${line} `));
  return found === undefined ? Number.NaN : Number(found.slice(line.length + 1));
}

describe('GET /metrics', () => {
  let service: TestService;
  let client: ApiClient;

  beforeAll(async () => {
    service = await startService();
    client = await service.business();
  });

  afterAll(() => service.stop());

  const scrape = async () => {
    const response = await fetch(`${service.url}/metrics`);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };

  test('counts requests by method, route and status, without a token', async () => {
    const { body } = await client.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
    await client.get(`/customers/${String(body['id'])}`);
    await client.get(`/customers/${String(body['id'])}`);
    await client.get('/customers/no-uuid');

    const { status, type, text } = await scrape();

    expect(status).toBe(200);
    expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
    const count = 'http_request_duration_seconds_count';
    const route = '/api/v1/customers/:customer_id';
    expect(valueOf(text, `${count}{method="GET",route="${route}",status="200"}`)).toBe(2);
    expect(valueOf(text, `${count}{method="GET",route="${route}",status="422"}`)).toBe(1);
    expect(valueOf(text, `${count}{method="POST",route="/api/v1/customers",status="201"}`)).toBe(1);
  });

  test('says what the connections to the database do, and how long round trips take', async () => {
    const { text } = await scrape();

    expect(valueOf(text, 'database_pool_connections{state="idle"}')).toBeGreaterThan(0);
    expect(valueOf(text, 'database_pool_waiting')).toBe(0);
    expect(valueOf(text, 'database_flight_duration_seconds_count')).toBeGreaterThan(3);
    expect(valueOf(text, 'process_start_time_seconds')).toBeGreaterThan(1_700_000_000);
  });

  test('names no business, no token, no person and no path that somebody made up', async () => {
    const { body } = await client.post('/customers', {
      name: 'Secret name',
      email: 'secret@acme.example.com',
    });
    await fetch(`${service.url}/made/up/by/secret@acme.example.com`);

    const { text } = await scrape();

    for (const word of [
      client.businessId,
      client.token,
      String(body['id']),
      'Secret name',
      'secret@',
      'made',
    ]) {
      expect(text).not.toContain(word);
    }
    expect(valueOf(text, 'http_request_duration_seconds_count{method="GET",route="none",status="404"}')).toBe(
      1,
    );
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('METRICS_PORT', () => {
  test('serves /metrics there, and not beside the API', async () => {
    const metricsPort = await freePort();
    const service = await startService({ metricsPort });
    try {
      expect((await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).status).toBe(200);
      expect((await fetch(`http://127.0.0.1:${metricsPort}/api/v1/customers`)).status).toBe(404);
      expect((await fetch(`${service.url}/metrics`)).status).toBe(404);
      await expect(startService({ metricsPort })).rejects.toThrow(/^METRICS_PORT cannot be listened at/);
    } finally {
      await service.stop();
    }
    await expect(fetch(`http://127.0.0.1:${metricsPort}/metrics`)).rejects.toThrow('fetch failed');
  });
});
