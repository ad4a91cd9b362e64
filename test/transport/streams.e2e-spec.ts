import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { ApiClient } from '../support/api-client.js';
import { head, RawConnection, type RawResponse } from '../support/raw-connection.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';
import { sendFile } from '../imports/client.js';

describe('responses that are streams', () => {
  let service: TestService;
  let api: ApiClient;
  let importId: string;
  beforeAll(async () => {
    service = await startService({ importsAtOnce: 0, databaseStatementSeconds: 1 }, inOneProcess);
    api = await service.business();
    const { body } = await sendFile(api, '/customers/imports', 'name,email\nAcme,a@example.com\n');
    importId = String(body['id']);
  });
  afterAll(() => service.stop());

  const ask = async (method: string, path: string, accept = '*/*'): Promise<RawResponse> => {
    const connection = new RawConnection(service.url);
    connection.send(
      head(method, `/api/v1${path}`, [
        `authorization: Bearer ${api.token}`,
        `x-business-id: ${api.businessId}`,
        `accept: ${accept}`,
      ]),
    );
    try {
      return await connection.answer;
    } finally {
      connection.socket.destroy();
    }
  };

  const streams = () =>
    [
      ['/events', 'text/event-stream'],
      [`/customers/imports/${importId}/events`, 'text/event-stream'],
      ['/customers/export', 'text/csv'],
    ] as const;

  it('answers HEAD without starting the stream', async () => {
    for (const [path, accept] of streams()) {
      const { status, body, headers } = await ask('HEAD', path, accept);
      expect([path, status, body]).toEqual([path, 200, '']);
      expect(headers['content-type']).toContain(accept);
    }
    const before = service.pipelines.length;
    // Progress is read every 300 ms, so a stream that goes on would have read it before this request has waited for it.
    expect((await api.get('/events?after=0&wait=1')).status).toBe(200);
    const texts = service.pipelines
      .slice(before)
      .flat()
      .map(({ text }) => text);
    expect(texts.filter((text) => /from imports/.test(text))).toEqual([]);
  });

  it('asks proxies not to hold events back', async () => {
    for (const [path, accept] of streams().slice(0, 2)) {
      const { headers } = await ask('HEAD', path, accept);
      expect(headers).toMatchObject({
        'x-accel-buffering': 'no',
        'cache-control': 'no-cache, no-transform',
      });
    }
  });

  it('returns 503 for an export whose first query fails, and serves on', async () => {
    const owner = new Client({ connectionString: service.database.url });
    await owner.connect();
    try {
      await owner.query('begin');
      await owner.query('lock table customers in access exclusive mode');
      expect((await ask('GET', '/customers/export')).status).toBe(503);
    } finally {
      await owner.end();
    }
    expect((await api.get('/customers')).status).toBe(200);
  });
});
