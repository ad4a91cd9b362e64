import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { head, RawConnection } from '../support/raw-connection.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const path = '/customers/export';
const asked = 5;

describe('exports that are not read', () => {
  let service: TestService;
  let api: ApiClient;
  let other: ApiClient;
  const connections: RawConnection[] = [];

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
    api = await service.business();
    other = await service.business();
    const rows = Array.from({ length: 1_500 }, (_, n) => customerRow(Date.now() - n * 1_000));
    await insertCustomerRows(service.database, api.businessId, rows);
    // Four bytes a character: 60 MB, more than lies between the two ends of a connection.
    await service.database.sql(`update customers set notes = repeat('\u{1F600}', 10000)`);
    await other.post('/customers', { name: 'Other', email: 'o@example.com' });
  });
  afterAll(async () => {
    for (const { socket } of connections) socket.destroy();
    await service.stop();
  });

  /** Asks for an export, and reads no more of it than comes with its first bytes. */
  const stall = async (): Promise<number> => {
    const connection = new RawConnection(api.url);
    connections.push(connection);
    const { socket } = connection;
    const first = new Promise<Buffer>((resolve) => {
      socket.once('data', (bytes: Buffer) => {
        socket.pause();
        resolve(bytes);
      });
    });
    connection.send(
      head('GET', `/api/v1${path}`, [
        `authorization: Bearer ${api.token}`,
        `x-business-id: ${api.businessId}`,
      ]),
    );
    return Number(/^HTTP\/1.1 (\d+)/.exec((await first).toString('latin1'))?.[1]);
  };

  it('are limited per business, and other businesses have theirs', async () => {
    const statuses: number[] = [];
    for (let number = 0; number < asked; number += 1) statuses.push(await stall());
    expect(statuses).toEqual([200, 200, 503, 503, 503]);
    const refused = await api.get(path);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(refused.body['detail']).toMatch(/^Too many exports/);
    const { status, text } = await other.get(path);
    expect([status, text]).toEqual([200, expect.stringContaining('o@example.com')]);
  }, 60_000);

  it('are forgotten once their readers have gone', async () => {
    for (const { socket } of connections.splice(0)) socket.destroy();
    const { text } = await until(
      () => api.get(`${path}?category=none`),
      ({ status }) => status === 200,
      30_000,
    );
    expect(text.trimEnd().split('\r\n')).toHaveLength(1);
  }, 60_000);
});
