import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const received = (socket: Socket) => {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return once(socket, 'close').then(() => Buffer.concat(chunks).toString('latin1'));
};

describe('the end of a connection', () => {
  let service: TestService;
  let api: ApiClient;

  beforeEach(async () => {
    service = await startService();
    api = await service.business();
  });
  afterEach(() => service.stop());

  const open = async () => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const request = (method: string, path: string, body = '') =>
    [
      `${method} /api/v1${path} HTTP/1.1`,
      'host: localhost',
      `authorization: Bearer ${api.token}`,
      `x-business-id: ${api.businessId}`,
      ...(body === '' ? [] : ['content-type: application/json', `content-length: ${body.length}`]),
      '',
      body,
    ].join('\r\n');

  it('comes behind the answers, where something else follows the requests, and is logged', async () => {
    const socket = await open();
    const text = received(socket);
    socket.write(
      `${request('POST', '/customers', '{"name":"Acme","email":"a@example.com"}')}GARBAGE\r\n\r\n`,
    );
    expect([...(await text).matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)).toEqual([
      '201',
      '400',
    ]);
    expect(await service.database.sql('select from customers')).toHaveLength(1);
    const logged = service.logs.filter((line) => line.includes('"no request"'));
    expect(logged.map((line) => JSON.parse(line) as object)).toMatchObject([{ status: 400 }]);
  });

  it('comes behind all of an answer when the process is to stop, and soon where nothing is under way', async () => {
    const rows = Array.from({ length: 250 }, (_, n) => customerRow(Date.now() - n * 1_000));
    await insertCustomerRows(service.database, api.businessId, rows);
    await service.database.sql(`update customers set notes = repeat('\u{1F600}', 10000)`);
    // One that is kept alive, one that has asked for nothing yet, and one that is slow to read.
    await api.get('/payment-terms');
    const silent = received(await open());
    const slow = await open();
    const answer = received(slow);
    slow.pause().write(request('GET', '/customers?limit=1000'));
    await until(
      async () => service.flights.flat().filter(({ text }) => text.includes('from customers c')).length,
      (count) => count > 0,
      20_000,
    );
    const start = performance.now();
    const drained = service.app.drain();
    slow.resume();
    await Promise.all([drained, silent]);
    expect(performance.now() - start).toBeLessThan(20_000);
    const [head = '', body = ''] = (await answer).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(body).toHaveLength(Number(/content-length: (\d+)/i.exec(head)?.[1]));
  });
});
