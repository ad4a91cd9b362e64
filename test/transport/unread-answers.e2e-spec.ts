import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const largePage = '/customers?limit=1000';
/** More pages of 8 MiB than may be unread. */
const readers = 12;
const patienceMs = 30_000;

describe('answers that nobody reads', () => {
  let service: TestService;
  let api: ApiClient;
  let other: ApiClient;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    service = await startService();
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

  const stall = async () => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    await once(socket, 'connect');
    const head = [
      `GET /api/v1${largePage} HTTP/1.1`,
      'host: localhost',
      `authorization: Bearer ${api.token}`,
      `x-business-id: ${api.businessId}`,
    ];
    socket.pause().write(`${head.join('\r\n')}\r\n\r\n`);
  };

  it('are so many of one business and no more, and others have their pages', async () => {
    await Promise.all(Array.from({ length: readers }, stall));
    const refused = await until(
      () => api.get(largePage),
      ({ status }) => status === 503,
      patienceMs,
    );
    expect(refused.body).toEqual({
      detail: 'Too much of what was asked for has not been read yet, please try again',
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
      patienceMs,
    );
    expect(body).toMatchObject({ limit: 1000, has_next: true });
  });
});
