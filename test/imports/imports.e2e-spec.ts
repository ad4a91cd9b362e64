import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import type { ApiClient, ApiResponse, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { all, counts, items, sendFile, sendFileNamed } from './client.js';
import { checkedFetch } from '../support/checked-fetch.js';

const rows = (count: number, first = 0) =>
  Array.from({ length: count }, (_, n) => `N${n + first},n${n + first}@example.com\n`).join('');

const hasEnded = ({ body }: ApiResponse) =>
  ['completed', 'failed', 'cancelled'].includes(String(body['state']));

const ended = (api: ApiClient, { body }: ApiResponse) =>
  until(() => api.get(`/customers/imports/${String(body['id'])}`), hasEnded, 25_000);

describe('an import', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  it('is accepted, and done by itself', async () => {
    const api = await service.business();
    const response = await sendFile(
      api,
      '/customers/imports',
      `name,email\n${rows(1_300)}N0,n0@example.com\nX,x\n`,
    );
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/api/v1/customers/imports/${String(response.body['id'])}`);
    const done = await ended(api, response);
    expect(done.body).toMatchObject({
      state: 'completed',
      error: null,
      file_name: 'customers.csv',
      rows_read: 1_302,
      mode: 'skip',
      match_on: 'email',
      source: 'customers-service',
      seconds_left: null,
      started_at: expect.any(String),
      finished_at: expect.any(String),
    });
    expect(counts(done)).toEqual(all({ created: 1_300, skipped: 1, failed: 1 }));
    expect(done.body['bytes_read']).toBe(done.body['file_bytes']);
    expect(items(await api.get('/customers/imports'))).toEqual([done.body]);
    expect(items(await api.get('/customers/imports?state=running'))).toEqual([]);
    const [{ count } = { count: 0 }] = await service.database.sql<{ count: string }>(
      'select count(*) from customers where business_id = $1',
      [api.businessId],
    );
    expect(Number(count)).toBe(1_300);
  });

  it('has the first 255 characters of the name of its file', async () => {
    const api = await service.business();
    const name = `${'ß𝒳'.repeat(200)}.csv`;
    const { status, body } = await sendFileNamed(api, '/customers/imports', name, 'name,email\n');
    expect(status).toBe(202);
    expect(body['file_name']).toBe([...name].slice(0, 255).join(''));
  });

  it('that cannot be read says why, and keeps the rows before', async () => {
    const api = await service.business();
    const error = 'A quote is opened in the record that begins in line 702, and never closed';
    const file = `name,email\n${rows(700)}"B,b\n`;
    const done = await ended(api, await sendFile(api, '/customers/imports', file));
    expect(done.body).toMatchObject({ state: 'failed', error, rows_read: 700 });
    expect(counts(done)).toEqual(all({ created: 700 }));

    const again = await sendFile(api, '/customers/bulk-upload?mode=create', file);
    expect([again.status, again.text]).toEqual([
      422,
      expect.stringContaining(`${error}; of the 700 rows before, 700 were created and 0 updated`),
    ]);
    const [{ count } = { count: 0 }] = await service.database.sql<{ count: number }>(
      'select count(*)::integer as count from customers where business_id = $1',
      [api.businessId],
    );
    expect(count).toBe(1_400);
  });

  it('continues after a row that only the database refuses', async () => {
    const api = await service.business();
    await service.database.sql(`alter table customers add constraint refusal check (name <> 'Refused')`);
    const file = `name,email\n${rows(3)}Refused,r@example.com\n${rows(3, 3)}`;
    const done = await ended(api, await sendFile(api, '/customers/imports', file));
    await service.database.sql('alter table customers drop constraint refusal');
    expect(done.body).toMatchObject({ state: 'completed', rows_read: 7 });
    expect(counts(done)).toEqual(all({ created: 6, failed: 1 }));
    const rejects = await api.get(`/customers/imports/${String(done.body['id'])}/rejects`);
    expect(rejects.text).toMatch(/^Refused,r@example\.com,.*The database has refused the row/m);
  });

  it('returns the rejected rows in their own columns and encoding, ready to upload again', async () => {
    const api = await service.business();
    const file = iconv.encode(
      'Kundennummer;Firma;E-Mail;Ort\n1;Groß;g@example.com;Köln\n2;Über;keine;"Köln; Süd"\n3;Groß;g@example.com;Köln\n',
      'windows-1252',
    );
    const path = '/customers/imports?encoding=windows-1252';
    const done = await ended(api, await sendFile(api, path, new Uint8Array(file)));
    expect(counts(done)).toEqual(all({ created: 1, failed: 1, skipped: 1 }));
    const rejects = await checkedFetch(
      `${api.url}/api/v1/customers/imports/${String(done.body['id'])}/rejects`,
      {
        headers: { authorization: `Bearer ${api.token}`, 'x-business-id': api.businessId },
      },
    );
    expect(rejects.headers.get('content-type')).toBe('text/csv; charset=windows-1252');
    const bytes = Buffer.from(await rejects.arrayBuffer());
    const text = iconv.decode(bytes, 'windows-1252');
    expect(text.split('\r\n')).toEqual([
      'Kundennummer;Firma;E-Mail;Ort;reason',
      expect.stringMatching(/^2;Über;keine;"Köln; Süd";email: value is not a valid email address: /),
      '3;Groß;g@example.com;Köln;email: A customer with this email is there already, or is made by an earlier row',
      '',
    ]);
    const corrected = iconv.encode(text.replace(';keine;', ';u@example.com;'), 'windows-1252');
    const again = await ended(api, await sendFile(api, path, new Uint8Array(corrected)));
    expect(counts(again)).toEqual(all({ created: 1, skipped: 1 }));
  });

  it('reports its progress, and continues after the last event that was seen', async () => {
    const api = await service.business();
    const response = await sendFile(api, '/customers/imports', `name,email\n${rows(2_000)}`);
    const follow = async (headers: Record<string, string> = {}) => {
      const { text, headers: answered } = await api.get(
        `/customers/imports/${String(response.body['id'])}/events`,
        { headers },
      );
      expect(answered.get('content-type')).toBe('text/event-stream');
      return text
        .split('\n\n')
        .filter((event) => event !== '' && !event.startsWith(':'))
        .map((event) => {
          const [id = '', name = '', data = ''] = event.split('\n').map((line) => line.replace(/^\w+: /, ''));
          return { id: Number(id), name, data: JSON.parse(data) as Json };
        });
    };
    const events = await follow();
    const ids = events.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    expect(events.at(-1)).toMatchObject({ name: 'end', data: { state: 'completed', created: 2_000 } });
    expect(events.slice(0, -1).every(({ name }) => name === 'progress')).toBe(true);
    expect(await follow({ 'last-event-id': String(events.at(-1)?.id) })).toEqual([]);
  });

  it('is cancelled between batches, and stored rows stay', async () => {
    const api = await service.business();
    const response = await sendFile(api, '/customers/imports', `name,email\n${rows(30_000)}`);
    const path = `/customers/imports/${String(response.body['id'])}`;
    await until(
      () => api.get(path),
      ({ body }) => Number(body['rows_read']) > 0,
      20_000,
    );
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.delete(path)).status).toBe(204);
    const { body } = await api.get(path);
    expect(body['state']).toBe('cancelled');
    const [{ count } = { count: -1 }] = await service.database.sql<{ count: number }>(
      'select count(*)::integer as count from customers where business_id = $1',
      [api.businessId],
    );
    expect(count).toBe(body['rows_read']);
    expect(count).toBeLessThan(30_000);
    expect((await api.get(`/customers/imports/${String(body['id'])}/rejects`)).status).toBe(200);
  });

  it('that has ended cannot be cancelled, and of another business is not found', async () => {
    const [api, other] = [await service.business(), await service.business()];
    const done = await ended(api, await sendFile(api, '/customers/imports', `name,email\n${rows(1)}`));
    const path = `/customers/imports/${String(done.body['id'])}`;
    expect((await api.delete(path)).status).toBe(409);
    for (const each of [path, `${path}/events`, `${path}/rejects`]) {
      expect((await other.get(each)).body).toEqual({ detail: 'Import not found' });
    }
    expect((await other.delete(path)).status).toBe(404);
  });

  it('of one business does not hold up those of another', async () => {
    const [busy, quick] = [await service.business(), await service.business()];
    const large = await Promise.all(
      [0, 1, 2].map((n) => sendFile(busy, '/customers/imports', `name,email\n${rows(8_000, n * 8_000)}`)),
    );
    const small = await sendFile(quick, '/customers/imports', `name,email\n${rows(10)}`);
    await ended(quick, small);
    const states = await Promise.all(
      large.map(({ body }) => busy.get(`/customers/imports/${String(body['id'])}`)),
    );
    expect(states.some((response) => !hasEnded(response))).toBe(true);
    await Promise.all(large.map(({ body }) => busy.delete(`/customers/imports/${String(body['id'])}`)));
  });

  it('is made once for each idempotency key', async () => {
    const api = await service.business();
    const headers = { 'idempotency-key': 'file-1' };
    const file = `name,email\n${rows(3)}`;
    for (const path of ['/customers/imports?mode=create', '/customers/bulk-upload?mode=create']) {
      const first = await sendFile(api, path, file, headers);
      const again = await sendFile(api, path, file, headers);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      const other = await sendFile(api, path, `${file}X,x@example.com\n`, headers);
      expect([other.status, (other.body['detail'] as Json[])[0]?.['loc']]).toEqual([
        422,
        ['header', 'idempotency-key'],
      ]);
    }
    const imports = await until(
      () => api.get('/customers/imports'),
      (response) => items(response).every(({ state }) => state === 'completed'),
      10_000,
    );
    expect(items(imports).map(({ created }) => created)).toEqual([3, 3]);
    const [{ count } = { count: -1 }] = await service.database.sql<{ count: number }>(
      `select count(*)::integer as count from import_chunks where business_id = $1`,
      [api.businessId],
    );
    expect(count).toBe(2);
  });
});
