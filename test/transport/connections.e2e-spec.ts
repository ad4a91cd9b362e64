import { once } from 'node:events';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { readEnvironment } from '../../src/platform/config/environment.js';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { head, RawConnection, sendRaw } from '../support/raw-connection.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const timeoutMs = 20_000;
const { timeouts } = readEnvironment({});

const ask = (api: ApiClient, path: string) =>
  head('GET', `/api/v1${path}`, [`authorization: Bearer ${api.token}`, `x-business-id: ${api.businessId}`]);

describe('connections', () => {
  let service: TestService;
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await service.stop();
  });

  const open = () => {
    const connection = new RawConnection(service.url);
    sockets.push(connection.socket);
    return connection;
  };
  /** How many there are, as the server has it. */
  const count = () => {
    const server = service.app.nest.getHttpServer();
    return promisify(server.getConnections.bind(server))();
  };

  it('beyond CONNECTIONS_AT_ONCE are refused in a sentence, and taken again when others have gone', async () => {
    service = await startService({ connectionsAtOnce: 2 }, inOneProcess);
    const first = open();
    open();
    await until(count, (connections) => connections === 2, timeoutMs);
    const live = head('GET', '/health/live');
    const refused = await sendRaw(service.url, live);
    expect([
      refused.status,
      refused.headers['retry-after'],
      refused.headers['connection'],
      refused.body,
    ]).toEqual([503, '1', 'close', '{"detail":"Too many connections are open, please try again"}']);
    expect(service.logs.filter((line) => line.includes('CONNECTIONS_AT_ONCE'))).toHaveLength(1);
    first.socket.destroy();
    await until(count, (connections) => connections === 1, timeoutMs);
    expect((await sendRaw(service.url, live)).status).toBe(200);
  });

  it('are closed if the client does not read, and not if the response takes time', async () => {
    service = await startService({ timeouts: { ...timeouts, stallSeconds: 1 } }, inOneProcess);
    const api = await service.business();
    const rows = Array.from({ length: 400 }, (_, n) => customerRow(Date.now() - n * 1_000));
    await insertCustomerRows(service.database, api.businessId, rows);
    await service.database.sql(`update customers set notes = repeat('\u{1F600}', 10000)`);
    const stalled = open();
    // More than the kernel keeps for the other end.
    stalled.socket.pause();
    stalled.send(ask(api, '/customers?limit=1000').repeat(4));
    await once(stalled.socket, 'connect');
    await until(count, (connections) => connections === 1, timeoutMs);
    const owner = new Client({ connectionString: service.database.url });
    await owner.connect();
    await owner.query('begin; lock table customers in access exclusive mode');
    const patient = open();
    patient.send(ask(api, '/customers?limit=1'));
    await until(count, (connections) => connections === 2, timeoutMs);
    // As long as nothing goes over its connection: longer than the one that stalls is given.
    await owner.query('select pg_sleep(2.5)');
    await owner.query('commit');
    await owner.end();
    expect((await patient.answer).status).toBe(200);
    await until(count, (connections) => connections === 1, timeoutMs);
  });
});
