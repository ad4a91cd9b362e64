import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { head, RawConnection, sendRaw } from '../support/raw-connection.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { checkedFetch } from '../support/checked-fetch.js';

/** Milliseconds until the other end closes. */
async function closing(socket: Socket): Promise<number> {
  const start = performance.now();
  if (!socket.closed) await once(socket, 'close');
  return performance.now() - start;
}

/** Goes on sending a byte now and then; resolves with the answer, and fails where it takes long. */
async function trickle(connection: RawConnection, byte: string) {
  const timer = setInterval(() => connection.send(byte), 50);
  const took = await closing(connection.socket);
  clearInterval(timer);
  expect(took).toBeLessThan(5_000);
  return connection.answer;
}

describe('a connection that sends slowly', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService(
      {
        timeouts: { headersSeconds: 0.3, requestSeconds: 0.6, keepAliveSeconds: 0.3, stallSeconds: 60 },
      },
      inOneProcess,
    );
  });
  afterAll(() => service.stop());

  async function open(): Promise<RawConnection> {
    const connection = new RawConnection(service.url);
    await once(connection.socket, 'connect');
    return connection;
  }

  it('is closed with a 408 when its headers do not end', async () => {
    const connection = await open();
    connection.send('GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    expect(await trickle(connection, 'a')).toMatchObject({
      status: 408,
      body: '{"detail":"Request Timeout"}',
    });
  });

  it('is closed with a 408 when its body does not end', async () => {
    const api = await service.business();
    const connection = await open();
    const headers = [
      `Authorization: Bearer ${api.token}`,
      `x-business-id: ${api.businessId}`,
      'Content-Type: application/json',
      'Content-Length: 1000',
    ];
    connection.send(`${head('POST', '/api/v1/customers', headers)}{`);
    expect((await trickle(connection, ' ')).status).toBe(408);
    expect(await service.database.sql('select from customers')).toHaveLength(0);
  });

  it('is closed when it never sends anything', async () => {
    const { socket } = await open();
    expect(await closing(socket)).toBeLessThan(5_000);
  });

  it('is closed when it asks for nothing more', async () => {
    const connection = await open();
    connection.send(head('GET', '/health/live'));
    const took = await closing(connection.socket);
    expect((await connection.answer).status).toBe(200);
    // Node.js adds a second to the time it announces, so that it is not the first to close.
    expect(took).toBeLessThan(5_000);
  });

  it('does not hold up the others', async () => {
    const idle = await Promise.all(Array.from({ length: 200 }, () => open()));
    for (const connection of idle) connection.send('GET / HTTP/1.1\r\n');
    const answer = await checkedFetch(`${service.url}/health/live`);
    expect(answer.status).toBe(200);
    await answer.text();
    await Promise.all(idle.map(({ socket }) => closing(socket)));
  });
});

describe('a request that is too large', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
  });
  afterAll(() => service.stop());

  it('is refused by what it announces, before its body is sent', async () => {
    const api = await service.business();
    const headers = [
      `Authorization: Bearer ${api.token}`,
      `x-business-id: ${api.businessId}`,
      'Content-Type: application/json',
      'Content-Length: 1073741824',
    ];
    expect((await sendRaw(service.url, head('POST', '/api/v1/customers', headers))).status).toBe(413);
  });

  it('is a 431 for its headers', async () => {
    const answer = await checkedFetch(`${service.url}/health/live`, {
      headers: { 'x-large': 'x'.repeat(32_768) },
    });
    expect([answer.status, await answer.text()]).toEqual([
      431,
      '{"detail":"Request Header Fields Too Large"}',
    ]);
  });
});
