import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { v7 as uuidv7 } from 'uuid';
import { items, sendFileNamed } from '../imports/client.js';
import type { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const person = { name: 'Zoë Quastenflosser', email: 'quastenflosser@example.com' };

describe('the files of an erased customer', () => {
  let service: TestService;
  let api: ApiClient;
  let id: string;

  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    api = await service.business();
    id = String((await api.post('/customers', person)).body['id']);
  });

  const erase = () => api.post(`/customers/${id}/erase`);

  /** What a process leaves that dies while a file is being sent to it. */
  const leaveBehind = async (since: string): Promise<string> => {
    const importId = uuidv7();
    await service.database.sql(
      `insert into imports (business_id, id, state, file_name, options, actor, created_at)
       values ($1, $2, 'receiving', 'customers.csv', '{}', '{}', now() - $3::interval)`,
      [api.businessId, importId, since],
    );
    await service.database.sql(
      'insert into import_chunks (business_id, import_id, position, bytes) values ($1, $2, 0, $3)',
      [api.businessId, importId, Buffer.from(`name,email\nX,${person.email}\n`)],
    );
    return importId;
  };
  const chunksOf = (importId: string) =>
    service.database.sql('select from import_chunks where import_id = $1', [importId]);

  it('are waited for while they are being sent', async () => {
    const importId = await leaveBehind('1 minute');
    const { status, body } = await erase();
    expect([status, body['detail']]).toEqual([
      409,
      expect.stringContaining('An import in progress names the customer'),
    ]);
    expect(await chunksOf(importId)).toHaveLength(1);
  });

  it('are deleted where their process has died while they were being sent', async () => {
    const importId = await leaveBehind('25 hours');
    const { status, body } = await erase();
    expect([status, body['counts']]).toMatchObject([200, { import_files: 1 }]);
    expect(await chunksOf(importId)).toEqual([]);
  });

  it.each(['/customers/imports', '/customers/bulk-upload'])(
    'are named no more in the stored answer of POST %s',
    async (path) => {
      const keyed = { 'idempotency-key': 'file' };
      const send = () =>
        sendFileNamed(
          api,
          `${path}?mode=create`,
          `${person.name}.csv`,
          'name,email\nA,a@example.com\n',
          keyed,
        );
      const sent = await send();
      expect(sent.status).toBe(path.endsWith('imports') ? 202 : 201);
      await until(
        () => api.get(`/customers/imports?state=completed`),
        (answer) => items(answer).length === 1,
        20_000,
      );
      const held = await api.get(`/customers/${id}/data`);
      expect(held.body['stored_answers']).toMatchObject([{ body: { file_name: `${person.name}.csv` } }]);
      expect((await erase()).status).toBe(200);
      const answers = await service.database.sql<{ body: string }>(
        'select body from idempotency_keys where business_id = $1',
        [api.businessId],
      );
      expect(answers.map(({ body }) => body)).toEqual([expect.not.stringContaining('Quastenflosser')]);
      const again = await send();
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.text).not.toContain('Quastenflosser');
    },
  );

  it.each([
    ['É in UTF-8', 'ÉMILE Quastenfloß', 'utf-8'],
    ['Windows-1251', 'Иванова Мария', 'windows-1251'],
    ['Shift_JIS', '山田太郎株式会社', 'shift_jis'],
  ])(
    'are found where they name the person with capitals, or in their own encoding: %s',
    async (_, name, encoding) => {
      const { body } = await api.post('/customers', { name: name.toLowerCase(), email: 'other@example.com' });
      const file = iconv.encode(`name,email\n${name},no address\n`, encoding);
      const path = `/customers/bulk-upload?encoding=${encoding}`;
      const sent = await sendFileNamed(api, path, 'a.csv', new Uint8Array(file));
      expect([sent.status, sent.body['failed']]).toEqual([201, 1]);
      const [{ id: importId } = {}] = items(await api.get('/customers/imports'));
      const { status, body: erasure } = await api.post(`/customers/${String(body['id'])}/erase`);
      expect([status, erasure['counts']]).toMatchObject([200, { import_files: 1 }]);
      expect(await chunksOf(String(importId))).toEqual([]);
    },
  );

  it('are quoted no more in the sentence about a file without a header', async () => {
    const file = `${person.name},${person.email}\n`;
    expect((await sendFileNamed(api, '/customers/bulk-upload', 'a.csv', file)).status).toBe(422);
    const errors = () =>
      service.database.sql<{ error: string }>('select error from imports where business_id = $1', [
        api.businessId,
      ]);
    expect(await errors()).toEqual([{ error: expect.stringContaining(person.email) }]);
    // The file itself has been cleared away by then.
    await service.database.sql('delete from import_chunks where business_id = $1', [api.businessId]);
    expect((await erase()).status).toBe(200);
    expect(await errors()).toEqual([{ error: 'The file could not be read, and was erased' }]);
  });

  it('stay where a short name is part of the words of others', async () => {
    const { body } = await api.post('/customers', { name: 'Li', email: 'li@short.example.com' });
    await sendFileNamed(api, '/customers/bulk-upload', 'a.csv', 'name,email\nAlice,alice@example.com\n');
    const [{ id: importId } = {}] = items(await api.get('/customers/imports'));
    const { status, body: erasure } = await api.post(`/customers/${String(body['id'])}/erase`);
    expect([status, erasure['counts']]).toMatchObject([200, { import_files: 0 }]);
    expect(await chunksOf(String(importId))).toHaveLength(1);
  });
});
