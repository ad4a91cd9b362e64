import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sent } from '../erasure/support.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { customer, merge, read } from './support.js';

const files = (other: string): [string, string][] => [
  ['id', `id,name,email\n${other},New,x@example.com\n`],
  ['email', 'name,email\nNew,OTHER@example.com\n'],
  ['tax_id', 'name,email,tax_id\nNew,x@example.com,de12\n'],
];

describe('an import after a merge', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
  });
  beforeEach(async () => {
    api = await service.business();
  });
  afterAll(() => service.release());

  const merged = async () => {
    const one = await customer(api, { email: 'one@example.com', tax_id: 'ONE' });
    const other = await customer(api, { email: 'Other@example.com', tax_id: 'DE 1-2' });
    await merge(api, one.id, [other.id]);
    return { one: one.id, other: other.id };
  };
  const run = async (options: string, file: string): Promise<Json> =>
    (await api.get(`/customers/imports/${await sent(api, `/customers/imports?${options}`, file)}`)).body;

  it('skips the rows of a merged customer as known, by its id, e-mail and tax id, and names the survivor', async () => {
    const { one, other } = await merged();
    for (const [key, file] of files(other)) {
      const body = await run(`mode=skip&match_on=${key}`, file);
      expect(body).toMatchObject({ created: 0, skipped: 1 });
      const { text } = await api.get(`/customers/imports/${String(body['id'])}/rejects`);
      expect(text).toContain(`The customer with this ${key} was merged into ${one}`);
    }
    const { body } = await api.get('/customers');
    expect((body['items'] as Json[]).map(({ id }) => id)).toEqual([one]);
  });

  it('changes the survivor with mode=update, which keeps its own e-mail and tax id', async () => {
    const { one, other } = await merged();
    for (const [key, value] of [
      ['id', other],
      ['email', 'other@example.com'],
      ['tax_id', 'de12'],
    ] as const) {
      const row = { id: '', name: `By ${key}`, email: 'other@example.com', tax_id: 'de12', [key]: value };
      const file = `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`;
      expect(await run(`mode=update&match_on=${key}`, file)).toMatchObject({ created: 0, updated: 1 });
      expect(await read(api, one)).toMatchObject({
        name: `By ${key}`,
        email: 'one@example.com',
        tax_id: 'ONE',
      });
    }
    expect(await read(api, other)).toMatchObject({ is_deleted: true, merged_into: one });
  });

  it('takes a live customer with the key before one that was merged', async () => {
    const { one } = await merged();
    const live = await customer(api, { email: 'other@example.com' });
    await run('mode=update', 'name,email\nLive,other@example.com\n');
    expect(await read(api, live.id)).toMatchObject({ name: 'Live' });
    expect((await read(api, one))['name']).not.toBe('Live');
  });

  it('counts two rows of one survivor by what each changed, in a dry run too', async () => {
    await merged();
    const file = 'name,email\nA,one@example.com\nA,other@example.com\nB,other@example.com\n';
    const counts = { updated: 2, unchanged: 1, failed: 0 };
    expect(await run('mode=update&dry_run=true', file)).toMatchObject(counts);
    expect(await run('mode=update', file)).toMatchObject(counts);
  });

  it('has merged_into in exports', async () => {
    const { one, other } = await merged();
    const { text } = await api.get('/customers/export?include_deleted=true');
    const [head = '', ...lines] = text.trim().split('\r\n');
    expect(head.split(',').at(-1)).toBe('merged_into');
    expect(lines.find((line) => line.includes(other))?.endsWith(`,${one}`)).toBe(true);
  });

  it('never brings a merged customer back, whatever comes first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const email = `race-${round}@example.com`;
      const [one, other] = [await customer(api), await customer(api, { email })];
      const [answer, body] = await Promise.all([
        merge(api, one.id, [other.id]),
        run('mode=update', `name,email\nImported,${email}\n`),
      ]);
      expect(answer.status).toBe(200);
      expect(body).toMatchObject({ created: 0, failed: 0 });
      expect((await api.get(`/customers?email=${email}`)).body['items']).toEqual([]);
      expect(await read(api, one.id)).toMatchObject({ is_deleted: false });
    }
  }, 60_000);
});
