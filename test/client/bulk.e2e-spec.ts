import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConflictError, type CustomersClient, type Import } from '../../clients/typescript/src/index.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { clientOf } from './support.js';

const csv = (content: string) => new Blob([content]);

describe('the client, in bulk', () => {
  let service: SharedService;
  let client: CustomersClient;

  beforeAll(async () => {
    service = await shareService();
    client = clientOf(await service.business());
  });
  afterAll(() => service.release());

  it('uploads a file, and says what became of its rows', async () => {
    const answer = await client.customers.upload(csv('name,email\nAda,ada@example.com\nBad,nobody\n'), {
      mode: 'create',
    });
    expect(answer).toMatchObject({ created: 1, failed: 1, errors: [{ row: 2, line: 3 }] });
  });

  it('follows an import to its end, and returns the rejected rows', async () => {
    const { id } = await client.imports.create(csv('name,email\nGrace,grace@example.com\nBad,nobody\n'));
    const seen: Import[] = [];
    for await (const progress of client.imports.follow(id, { pollMs: 20 })) seen.push(progress);
    expect(seen.at(-1)).toMatchObject({ state: 'completed', rows_read: 2, created: 1, failed: 1 });
    expect(await text(await client.imports.rejects(id))).toMatch(/^name,email,reason\r\nBad,nobody,/);
  });

  it('has a template of files, which is one that can be uploaded', async () => {
    const template = await text(await client.customers.uploadTemplate());
    expect(template).toMatch(/^name,email,/);
    const answer = await client.customers.upload(csv(template), { dry_run: true });
    expect(answer.ignored_columns).toEqual([]);
  });

  it('exports what the filters say', async () => {
    await client.customers.create({ name: 'Exported', email: 'exported@example.com', category: 'Out' });
    const lines = await text(await client.customers.export({ category: 'Out', format: 'ndjson' }));
    expect(JSON.parse(lines)).toMatchObject({ name: 'Exported' });
  });

  it('finds two customers that are one, and merges them', async () => {
    const older = await client.customers.create({
      name: 'Wintertide',
      email: 'one@example.com',
      phone: '99',
    });
    const newer = await client.customers.create({ name: 'Someone', email: 'two@example.com', phone: '99' });
    const [pair] = await client.customers.duplicates({ threshold: 0.7 }).toArray();
    expect(pair).toMatchObject({ customers: [{ id: newer.id }, { id: older.id }], score: 0.9 });

    expect(await client.customers.merge(older.id, { from: [newer.id] })).toMatchObject({ id: older.id });
    expect(await client.customers.get(newer.id)).toMatchObject({ merged_into: older.id });
    const again = client.customers.merge(older.id, { from: [newer.id] });
    await expect(again).rejects.toBeInstanceOf(ConflictError);
  });
});
