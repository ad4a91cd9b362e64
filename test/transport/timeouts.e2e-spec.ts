import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from '../support/service.js';

/** Milliseconds until the other end closes. */
async function closing(socket: Socket): Promise<number> {
  const start = performance.now();
  if (!socket.closed) await once(socket, 'close');
  return performance.now() - start;
}

describe('a connection that sends slowly', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      timeouts: { headersSeconds: 0.3, requestSeconds: 0.6, keepAliveSeconds: 0.3, stallSeconds: 60 },
    });
  });
  afterAll(() => service.stop());

  async function open(): Promise<{ socket: Socket; received: () => string }> {
    const { port } = new URL(service.url);
    const socket = connect(Number(port), '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return { socket, received: () => Buffer.concat(chunks).toString() };
  }

  it('is closed with a 408 when its headers do not end', async () => {
    const { socket, received } = await open();
    socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    const trickle = setInterval(() => socket.write('a'), 50);
    const took = await closing(socket);
    clearInterval(trickle);
    expect(took).toBeLessThan(5_000);
    expect(received()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(received()).toContain('{"detail":"Request Timeout"}');
  });

  it('is closed with a 408 when its body does not end', async () => {
    const api = await service.business();
    const { socket, received } = await open();
    socket.write(
      [
        'POST /api/v1/customers HTTP/1.1',
        'Host: localhost',
        `Authorization: Bearer ${api.token}`,
        `x-business-id: ${api.businessId}`,
        'Content-Type: application/json',
        'Content-Length: 1000',
        '',
        '{',
      ].join('\r\n'),
    );
    const trickle = setInterval(() => socket.write(' '), 50);
    const took = await closing(socket);
    clearInterval(trickle);
    expect(took).toBeLessThan(5_000);
    expect(received()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(await service.database.sql('select from customers')).toHaveLength(0);
  });

  it('is closed when it never sends anything', async () => {
    const { socket } = await open();
    expect(await closing(socket)).toBeLessThan(5_000);
  });

  it('is closed when it asks for nothing more', async () => {
    const { socket, received } = await open();
    socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const took = await closing(socket);
    expect(received()).toMatch(/^HTTP\/1\.1 200 OK/);
    // Node.js adds a second to the time it announces, so that it is not the first to close.
    expect(took).toBeLessThan(5_000);
  });

  it('does not hold up the others', async () => {
    const idle = await Promise.all(Array.from({ length: 200 }, () => open()));
    for (const { socket } of idle) socket.write('GET / HTTP/1.1\r\n');
    const answer = await fetch(`${service.url}/health/live`);
    expect(answer.status).toBe(200);
    await answer.text();
    await Promise.all(idle.map(({ socket }) => closing(socket)));
  });
});

describe('a request that is too large', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  it('is refused by what it announces, before its body is sent', async () => {
    const api = await service.business();
    const { port } = new URL(service.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      [
        'POST /api/v1/customers HTTP/1.1',
        'Host: localhost',
        `Authorization: Bearer ${api.token}`,
        `x-business-id: ${api.businessId}`,
        'Content-Type: application/json',
        'Content-Length: 1073741824',
        '',
        '',
      ].join('\r\n'),
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('is a 431 for its headers', async () => {
    const answer = await fetch(`${service.url}/health/live`, { headers: { 'x-large': 'x'.repeat(32_768) } });
    expect([answer.status, await answer.text()]).toEqual([
      431,
      '{"detail":"Request Header Fields Too Large"}',
    ]);
  });
});
