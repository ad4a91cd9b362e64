import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { head, RawConnection } from '../support/raw-connection.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

describe('the end of a connection', () => {
  let service: TestService;
  let api: ApiClient;

  beforeEach(async () => {
    service = await startService({}, inOneProcess);
    api = await service.business();
  });
  afterEach(() => service.stop());

  const open = async () => {
    const connection = new RawConnection(service.url);
    await once(connection.socket, 'connect');
    return connection;
  };
  const request = (method: string, path: string, body = '') => {
    const headers = [
      `authorization: Bearer ${api.token}`,
      `x-business-id: ${api.businessId}`,
      ...(body === '' ? [] : ['content-type: application/json', `content-length: ${body.length}`]),
    ];
    return head(method, `/api/v1${path}`, headers) + body;
  };

  it('comes after the answers, where something else follows the requests, and is logged', async () => {
    const connection = await open();
    connection.send(
      `${request('POST', '/customers', '{"name":"Acme","email":"a@example.com"}')}GARBAGE\r\n\r\n`,
    );
    expect((await connection.ended).map(({ status }) => status)).toEqual([201, 400]);
    expect(await service.database.sql('select from customers')).toHaveLength(1);
    const logged = service.logs.filter((line) => line.includes('"no request"'));
    expect(logged.map((line) => JSON.parse(line) as object)).toMatchObject([{ status: 400 }]);
  });

  it('comes after the whole response when the process stops, and soon if nothing is in flight', async () => {
    const rows = Array.from({ length: 250 }, (_, n) => customerRow(Date.now() - n * 1_000));
    await insertCustomerRows(service.database, api.businessId, rows);
    await service.database.sql(`update customers set notes = repeat('\u{1F600}', 10000)`);
    // One that is kept alive, one that has asked for nothing yet, and one that is slow to read.
    await api.get('/payment-terms');
    const silent = await open();
    const slow = await open();
    slow.socket.pause();
    slow.send(request('GET', '/customers?limit=1000'));
    await until(
      async () => service.pipelines.flat().filter(({ text }) => text.includes('from customers c')).length,
      (count) => count > 0,
      20_000,
    );
    const start = performance.now();
    const drained = service.app.drain();
    slow.socket.resume();
    await Promise.all([drained, silent.ended]);
    expect(performance.now() - start).toBeLessThan(20_000);
    // Of an answer that is cut off there would be none.
    expect((await slow.ended).map(({ status }) => status)).toEqual([200]);
  });
});
