import { once } from 'node:events';
// oxlint-disable-next-line no-restricted-imports -- No more of an answer is read than its first line.
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const largePage = '/customers?limit=1000';
const maxReaders = 12;
const timeoutMs = 30_000;

describe('responses that are not read', () => {
  let service: TestService;
  let api: ApiClient;
  let other: ApiClient;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
    api = await service.business();
    other = await service.business();
    for (const { businessId } of [api, other]) {
      const rows = Array.from({ length: 250 }, (_, n) => customerRow(Date.now() - n * 1_000));
      await insertCustomerRows(service.database, businessId, rows);
    }
    // Four bytes a character: 10 MB of notes for each business.
    await service.database.sql(`update customers set notes = repeat('\u{1F600}', 10000)`);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await service.stop();
  });

  /** Asks for a large page and reads no more of the answer than its first line. */
  async function stall(): Promise<number> {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    const head = [
      `GET /api/v1${largePage} HTTP/1.1`,
      'host: localhost',
      `authorization: Bearer ${api.token}`,
      `x-business-id: ${api.businessId}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    await once(socket, 'readable');
    return Number(/^HTTP\/1.1 (\d+)/.exec(String(socket.read(20)))?.[1]);
  }

  it('are limited per business, and others get their pages', async () => {
    const statuses: number[] = [];
    while (statuses.length < maxReaders && statuses.at(-1) !== 503) statuses.push(await stall());
    // Of pages of 8 MiB, 64 MiB may be unread.
    expect(statuses).toEqual([...Array<number>(8).fill(200), 503]);
    const refused = await api.get(largePage);
    expect(refused.status).toBe(503);
    expect(refused.body).toEqual({
      detail: 'Too many response bytes are waiting to be read; read pending responses, then retry',
    });
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused.headers.get('etag')).toBeNull();
    expect((await api.get('/customers?limit=1')).status).toBe(200);
    expect((await other.get(largePage)).status).toBe(200);
  });

  it('are forgotten once their readers have gone', async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    const { body } = await until(
      () => api.get(largePage),
      ({ status }) => status === 200,
      timeoutMs,
    );
    expect(body).toMatchObject({ limit: 1000, has_next: true });
  });
});
