import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { customer, merge, read } from '../merge/support.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { all, counts, items, sendFile } from './client.js';

const types = ({ body }: { body: Json }) => (body['errors'] as Json[]).map(({ type }) => type);
const options = ['skip', 'create', 'update'].flatMap((mode) =>
  ['email', 'tax_id', 'id'].map((key) => `mode=${mode}&match_on=${key}`),
);

const everything = async (business: ApiClient) =>
  items(await business.get('/customers?include_deleted=true&sort_by=name'));

describe('an import of customers that are not live', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
  });
  beforeEach(async () => {
    api = await service.business();
  });
  afterAll(() => service.stop());

  it('skips deleted and merged customers of an export in every mode, with the reason, and changes nothing', async () => {
    const one = await customer(api, { tax_id: 'ONE' });
    const merged = await customer(api, { email: 'merged@example.com', tax_id: 'MERGED' });
    const deleted = await customer(api, { email: 'deleted@example.com', tax_id: 'DELETED' });
    await merge(api, one.id, [merged.id]);
    await api.delete(`/customers/${deleted.id}`);
    const live = await customer(api, { email: 'deleted@example.com', tax_id: 'deleted', name: 'Live' });
    const { text } = await api.get('/customers/export?include_deleted=true');
    const [head = '', ...lines] = text.trim().split('\r\n');
    const file = [
      head,
      ...lines.filter((line) => line.includes(merged.id)),
      ...lines.filter((line) => line.includes(deleted.id)),
    ].join('\r\n');
    const edited = file.replaceAll(/Customer \d+/g, 'Edited').replaceAll('true', 'WAHR');
    const before = await everything(api);
    const other = await service.business();
    for (const business of [api, other]) {
      for (const each of options) {
        for (const dry of ['', '&dry_run=true']) {
          const answer = await sendFile(business, `/customers/bulk-upload?${each}${dry}`, edited);
          expect([each, counts(answer), types(answer)]).toEqual([
            each,
            all({ skipped: 2 }),
            ['customer_merged', 'customer_deleted'],
          ]);
        }
      }
    }
    expect(await everything(api)).toEqual(before);
    expect(await everything(other)).toEqual([]);
    expect(await read(api, live.id)).toMatchObject({ name: 'Live' });
  });

  it('says so in the rejects', async () => {
    const file = 'name,email,is_deleted\r\nA,a@example.com,true\r\nB,b@example.com,perhaps\r\n';
    const answer = await sendFile(api, '/customers/imports', file);
    const id = String(answer.body['id']);
    await api.get(`/customers/imports/${id}/events`);
    const { text } = await api.get(`/customers/imports/${id}/rejects`);
    expect(text).toContain(
      'A,a@example.com,true,"is_deleted: The row is of a deleted customer, which an import does not restore"',
    );
    expect(text).toContain('B,b@example.com,perhaps,"is_deleted: Input should be a valid boolean');
    expect(items(await api.get('/customers'))).toEqual([]);
  });

  it('gives an excluded row no part in the rows around it', async () => {
    const file = 'name,email,is_deleted\nOld,a@example.com,true\nNew,a@example.com,false\n';
    const answer = await sendFile(api, '/customers/bulk-upload', file);
    expect(counts(answer)).toEqual(all({ created: 1, skipped: 1 }));
    expect(items(await api.get('/customers'))).toMatchObject([{ name: 'New' }]);
  });

  it('refuses the id of a deleted or erased customer, and of one merged into such a customer, and says so', async () => {
    const [deleted, erased, merged, survivor] = [
      await customer(api),
      await customer(api),
      await customer(api),
      await customer(api),
    ];
    await api.delete(`/customers/${deleted.id}`);
    await api.post(`/customers/${erased.id}/erase`, undefined);
    await merge(api, survivor.id, [merged.id]);
    await api.delete(`/customers/${survivor.id}`);
    const before = await everything(api);
    const file = `id,name,email\n${[deleted, erased, merged].map(({ id }) => `${id},New,new@example.com`).join('\n')}\n`;
    for (const [mode, outcome] of [
      ['skip', { skipped: 3 }],
      ['update', { failed: 3 }],
    ] as const) {
      for (const dry of ['&dry_run=true', '']) {
        const answer = await sendFile(api, `/customers/bulk-upload?match_on=id&mode=${mode}${dry}`, file);
        expect([mode, counts(answer)]).toEqual([mode, all(outcome)]);
        expect(answer.body['errors']).toMatchObject([
          { type: 'customer_deleted', loc: ['body', 'id'], input: deleted.id },
          { type: 'customer_erased', msg: `The customer ${erased.id} was erased, which is final` },
          { type: 'customer_deleted', msg: `The customer ${survivor.id} is deleted; restore it first` },
        ]);
      }
    }
    expect(await everything(api)).toEqual(before);

    await api.post(`/customers/${survivor.id}/erase`, undefined);
    const answer = await sendFile(api, '/customers/bulk-upload?match_on=id', file);
    expect(types(answer)).toEqual(['customer_deleted', 'customer_erased', 'customer_erased']);
    const elsewhere = await service.business();
    expect(counts(await sendFile(elsewhere, '/customers/bulk-upload?match_on=id', file))).toEqual(
      all({ created: 3 }),
    );
  });
});
