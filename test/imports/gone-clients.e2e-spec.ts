import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestOf } from '../faults/support.js';
import type { ApiClient } from '../support/api-client.js';
import { RawConnection } from '../support/raw-connection.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** Between them is one that the service has received whole, but not read to its end, when the client goes. */
const rowCounts = Array.from({ length: 24 }, (_, n) => (n + 1) * 16);

const formOf = (rows: number) =>
  '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' +
  `name,email,notes\n${`Acme,none,${'x'.repeat(1_000)}\n`.repeat(rows)}\r\n--x--\r\n`;

describe('an upload', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
  });
  afterAll(() => service.stop());

  it('leaves no import behind that is received for ever, if its client goes once it has sent all bytes', async () => {
    const hold = new Client({ connectionString: service.database.url });
    await hold.connect();
    await hold.query('begin');
    await hold.query('lock table imports in share mode');
    for (const rows of rowCounts) {
      const form = formOf(rows);
      const headers = {
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': `${form.length}`,
      };
      const { socket } = new RawConnection(service.url);
      const upload = requestOf(api, 'POST', '/customers/imports', { headers }) + form;
      await new Promise((resolve) => void socket.write(upload, resolve));
      socket.destroy();
    }
    await hold.end();
    const receiving = () => service.database.sql(`select id from imports where state = 'receiving'`);
    await until(receiving, (rows) => rows.length === 0, 5_000);
    expect((await api.get('/customers?limit=1')).status).toBe(200);
  });
});
