import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiClient } from '../support/api-client.js';
import { sendFile } from '../imports/client.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { createCustomer, createWebhook, passTime, Receiver, refused } from '../webhooks/receiver.js';
import { Wire } from '../support/wire.js';
import { checkedFetch } from '../support/checked-fetch.js';

/** The line that counts attempts to tell an endpoint. */
const attempts = (outcome: string) => `webhook_attempt_duration_seconds_count{outcome="${outcome}"}`;

/** The value of one line of Prometheus's text format. */
function valueOf(text: string, line: string): number {
  const found = text.split('\n').find((candidate) => candidate.startsWith(`${line} `));
  return found === undefined ? Number.NaN : Number(found.slice(line.length + 1));
}

describe('GET /metrics', () => {
  let service: TestService;
  let client: ApiClient;

  beforeAll(async () => {
    service = await startService({ webhookAllowPrivate: true }, inOneProcess);
    client = await service.business();
  });

  afterAll(() => service.stop());

  const scrape = async () => {
    const response = await checkedFetch(`${service.url}/metrics`);
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
    // The service works in the background, too: a connection is idle between that.
    const { text } = await until(
      scrape,
      (answer) => valueOf(answer.text, 'database_pool_connections{state="idle"}') > 0,
      10_000,
    );

    expect(valueOf(text, 'database_pool_waiting')).toBe(0);
    expect(valueOf(text, 'database_roundtrip_duration_seconds_count')).toBeGreaterThan(3);
    expect(valueOf(text, 'process_start_time_seconds')).toBeGreaterThan(1_700_000_000);
  });

  test('counts the requests that share a transaction', async () => {
    const requests = 'database_batch_requests_sum';
    const batches = 'database_batch_requests_count';
    const before = (await scrape()).text;
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        client.post('/customers', { name: `Together ${n}`, email: 'together@example.com' }),
      ),
    );
    const { text } = await scrape();

    expect(valueOf(text, requests) - valueOf(before, requests)).toBe(8);
    expect(valueOf(text, batches) - valueOf(before, batches)).toBeLessThanOrEqual(8);
    expect(valueOf(text, batches)).toBeGreaterThan(0);
  });

  test('says how late events reach a stream that waits for them, and not those of long ago', async () => {
    const count = 'event_delivery_lag_seconds_count';
    const position = async () => (await client.get('/events?limit=100')).body['items'] as object[];
    expect((await position()).length).toBeGreaterThan(1);
    const stream = await checkedFetch(`${service.url}/api/v1/events`, {
      headers: {
        authorization: `Bearer ${client.token}`,
        'x-business-id': client.businessId,
        accept: 'text/event-stream',
        'last-event-id': '0',
      },
    });
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    let sent = '';
    const readUntil = async (word: string) => {
      while (!sent.includes(word)) sent += Buffer.from((await reader.read()).value ?? []).toString();
    };
    await readUntil('Together 7');
    expect(valueOf((await scrape()).text, count)).toBe(0);
    expect(valueOf((await scrape()).text, 'event_watchers')).toBe(1);

    await client.post('/customers', { name: 'Awaited', email: 'awaited@example.com' });
    await readUntil('Awaited');

    const { text } = await scrape();
    expect(valueOf(text, count)).toBe(1);
    expect(valueOf(text, 'event_delivery_lag_seconds_sum')).toBeLessThan(10);
    await reader.cancel();
  });

  test('counts imports and their rows, and how many wait', async () => {
    const queued = await sendFile(
      client,
      '/customers/imports',
      'name,email\nA,a@import.example.com\nB,b@import.example.com\nC,no address\n',
    );
    expect(queued.status).toBe(202);
    await sendFile(client, '/customers/imports?dry_run=true', 'name,email\nD,d@import.example.com\n');
    const { text } = await until(
      scrape,
      // The queue is looked at before the counters are read.
      (answer) =>
        valueOf(answer.text, 'imports_total{state="completed"}') === 2 &&
        valueOf(answer.text, 'import_queue_length{state="running"}') === 0,
      25_000,
    );

    expect(valueOf(text, 'import_rows_total{outcome="created"}')).toBe(2);
    expect(valueOf(text, 'import_rows_total{outcome="failed"}')).toBe(1);
    expect(valueOf(text, 'import_queue_length{state="waiting"}')).toBe(0);
    expect(valueOf(text, 'import_queue_wait_seconds')).toBe(0);
  });

  const reached = (line: string, value: number) =>
    until(scrape, ({ text }) => valueOf(text, line) === value, 25_000);

  test('counts delivered and waiting events of endpoints', async () => {
    const receiver = await Receiver.start();
    const other = await service.business();
    try {
      const { id } = await createWebhook(other, receiver.url);
      await createCustomer(other);
      await reached(attempts('delivered'), 1);
      await reached('webhook_events{state="waiting"}', 0);
      expect(valueOf((await scrape()).text, 'webhook_oldest_event_seconds')).toBe(0);

      receiver.answer = refused(500);
      await createCustomer(other);
      await reached(attempts('failed'), 1);
      await reached('webhook_events{state="waiting"}', 1);
      const { text } = await reached('webhook_endpoints{state="failing"}', 1);
      expect(valueOf(text, 'webhook_endpoints{state="healthy"}')).toBe(0);
      expect(valueOf(text, 'webhook_oldest_event_seconds')).toBeGreaterThan(0);
      expect(valueOf(text, 'webhook_queue_wait_seconds')).toBeLessThan(25);

      // As if it had been tried for three days.
      await service.database.sql(
        'update webhook_deliveries set attempts = 12 where next_attempt_at is not null',
      );
      await passTime(service, id);
      await reached(attempts('parked'), 1);
      await reached('webhook_events{state="parked"}', 1);
      expect(valueOf((await scrape()).text, 'webhook_events{state="waiting"}')).toBe(0);

      await other.delete(`/webhooks/${String(id)}`);
      await reached('webhook_events{state="parked"}', 0);
    } finally {
      await receiver.stop();
    }
  });

  test('names no business, no token, no person and no invented path', async () => {
    const { body } = await client.post('/customers', {
      name: 'Secret name',
      email: 'secret@acme.example.com',
    });
    await checkedFetch(`${service.url}/made/up/by/secret@acme.example.com`);

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

describe('what the database is asked for', () => {
  test('is shown of all processes, and left out while the database does not answer', async () => {
    let wire: Wire | undefined;
    const service = await startService({ importsAtOnce: 0 }, async (url) => {
      wire = new Wire(new URL(url));
      await wire.mend();
      return { url: wire.url };
    });
    const scrape = async () => (await checkedFetch(`${service.url}/metrics`)).text();
    try {
      const client = await service.business();
      await sendFile(client, '/customers/imports', 'name,email\nA,a@example.com\n');
      const waiting = await scrape();
      expect(valueOf(waiting, 'database_answers')).toBe(1);
      expect(valueOf(waiting, 'import_queue_length{state="waiting"}')).toBe(1);
      expect(valueOf(waiting, 'import_queue_wait_seconds')).toBeGreaterThanOrEqual(0);

      await wire?.cut();
      const away = await scrape();
      expect(valueOf(away, 'database_answers')).toBe(0);
      expect(away).not.toMatch(
        /^(import_queue_(length|wait_seconds)|webhook_(endpoints|events|oldest_\w+|queue_\w+))\b.* \d/m,
      );
      expect(valueOf(away, 'process_start_time_seconds')).toBeGreaterThan(0);

      wire?.freeze();
      await wire?.mend();
      const frozen = await scrape();
      expect(valueOf(frozen, 'database_answers')).toBe(0);

      wire?.thaw();
      await until(scrape, (text) => valueOf(text, 'database_answers') === 1, 30_000);
    } finally {
      await service.stop();
      await wire?.cut();
    }
  });
});

describe('METRICS_PORT', () => {
  test('serves /metrics there, and not next to the API', async () => {
    const metricsPort = await freePort();
    // oxlint-disable-next-line no-restricted-globals -- What listens there is not the API.
    const metricsOf = (path: string) => fetch(`http://127.0.0.1:${metricsPort}${path}`);
    const service = await startService({ metricsPort }, inOneProcess);
    try {
      expect((await metricsOf('/metrics')).status).toBe(200);
      expect((await metricsOf('/api/v1/customers')).status).toBe(404);
      expect((await checkedFetch(`${service.url}/metrics`)).status).toBe(404);
      await expect(startService({ metricsPort })).rejects.toThrow(/^METRICS_PORT cannot be listened at/);
    } finally {
      await service.stop();
    }
    await expect(metricsOf('/metrics')).rejects.toThrow('fetch failed');
  });
});
