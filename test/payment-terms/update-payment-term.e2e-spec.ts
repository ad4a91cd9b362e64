import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

describe('PUT /payment-terms/{term_id}', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const create = async (fields: Json = {}) => {
    const created = await api.post('/payment-terms', { name: 'Net 30', days_until_due: 30, ...fields });
    expect(created.status).toBe(201);
    return { path: `/payment-terms/${String(created.body['id'])}`, created };
  };

  it('changes only the fields that are present, and moves updated_at', async () => {
    const { path, created } = await create({ discount_percent: 2, discount_days: 10 });
    const updated = await api.put(path, { name: ' Net 45 ', days_until_due: 45 });
    expect(updated.status).toBe(200);
    const updated_at = String(updated.body['updated_at']);
    expect(updated.body).toEqual({ ...created.body, name: 'Net 45', days_until_due: 45, updated_at });
    expect(updated_at >= String(created.body['updated_at'])).toBe(true);
    const read = await api.get(path);
    expect(read.text).toBe(updated.text);
    expect(read.headers.get('etag')).toBe(updated.headers.get('etag'));
    expect(
      await service.database.sql<object>('select * from payment_terms where id = $1', [created.body['id']]),
    ).toEqual([updated.body]);
  });

  it('clears a nullable field with null', async () => {
    const { path } = await create({ discount_percent: 2, discount_days: 10 });
    const { status, body } = await api.put(path, { discount_percent: null, discount_days: null });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { discount_percent: null, discount_days: null },
    });
  });

  it('refuses null for the other fields', async () => {
    const { path, created } = await create();
    const { status, body } = await api.put(path, {
      name: null,
      days_until_due: null,
      is_default: null,
      is_active: null,
    });
    expect(status).toBe(422);
    expect(body['detail']).toMatchObject([
      { type: 'string_type', loc: ['body', 'name'] },
      { type: 'int_type', loc: ['body', 'days_until_due'] },
      { type: 'bool_type', loc: ['body', 'is_default'] },
      { type: 'bool_type', loc: ['body', 'is_active'] },
    ]);
    expect((await api.get(path)).text).toBe(created.text);
  });

  it('leaves updated_at alone if nothing changed', async () => {
    const { path, created } = await create({ discount_percent: 2.5 });
    await service.database.sql(
      `update payment_terms set updated_at = now() - interval '1 day' where id = $1`,
      [created.body['id']],
    );
    const before = await api.get(path);
    for (const same of [{}, { name: 'Net 30', discount_percent: '2.50', is_active: true }]) {
      const { status, text } = await api.put(path, same);
      expect({ status, text }).toEqual({ status: 200, text: before.text });
    }
  });

  it('never moves updated_at backwards', async () => {
    const { path, created } = await create();
    const [row] = await service.database.sql<{ updated_at: string }>(
      `update payment_terms set updated_at = now() + interval '1 day' where id = $1 returning updated_at`,
      [created.body['id']],
    );
    expect((await api.put(path, { name: 'Net 31' })).body['updated_at']).toBe(row?.updated_at);
  });

  it('holds discount_days against the days_until_due that stay, and the other way round', async () => {
    const { path } = await create({ discount_days: 10 });
    const before = await api.get(path);
    for (const request of [{ discount_days: 31 }, { days_until_due: 9 }]) {
      const { status, body } = await api.put(path, request);
      expect({ status, body }).toEqual({
        status: 422,
        body: {
          detail: [
            {
              type: 'value_error',
              loc: ['body'],
              msg: 'Value error, discount_days should be less than or equal to days_until_due',
              input: request,
              ctx: { error: {} },
            },
          ],
        },
      });
    }
    expect((await api.get(path)).text).toBe(before.text);
    expect((await api.put(path, { days_until_due: 9, discount_days: 9 })).status).toBe(200);
  });

  it('makes the default in place of the one before, whose updated_at moves', async () => {
    const first = await create({ is_default: true });
    const second = await create();
    expect((await api.put(second.path, { is_default: true })).body['is_default']).toBe(true);
    const demoted = await api.get(first.path);
    expect(demoted.body).toEqual({
      ...first.created.body,
      is_default: false,
      updated_at: demoted.body['updated_at'],
    });
    expect((await api.get('/payment-terms/default')).text).toBe((await api.get(second.path)).text);
  });

  it('deactivates and activates; a deactivated default is the default no longer', async () => {
    const { path } = await create({ is_default: true });
    expect((await api.put(path, { is_active: false })).body).toMatchObject({
      is_active: false,
      is_default: false,
    });
    expect((await api.get('/payment-terms/default')).status).toBe(404);
    expect((await api.put(path, { is_active: true })).body).toMatchObject({
      is_active: true,
      is_default: false,
    });
  });

  it('refuses to make a deactivated one the default, and leaves the default as it is', async () => {
    const standing = await create({ is_default: true });
    const { path } = await create({ is_active: false });
    for (const request of [{ is_default: true }, { is_default: true, is_active: false }]) {
      expect(await api.put(path, request)).toMatchObject({
        status: 422,
        body: { detail: [{ msg: 'Value error, the default payment term should be active' }] },
      });
    }
    expect((await api.get('/payment-terms/default')).text).toBe(standing.created.text);
    expect((await api.put(path, { is_default: true, is_active: true })).status).toBe(200);
  });

  it('changes nothing where If-Match does not match', async () => {
    const { path, created } = await create();
    const etag = created.headers.get('etag') ?? '';
    for (const ifMatch of ['"other"', `W/${etag}`, '']) {
      const headers = { 'if-match': ifMatch };
      expect((await api.put(path, { name: 'x' }, { headers })).status).toBe(412);
    }
    expect((await api.get(path)).text).toBe(created.text);
    const changed = await api.put(path, { name: 'x' }, { headers: { 'if-match': `"other", ${etag}` } });
    expect(changed.status).toBe(200);
    expect((await api.put(path, { name: 'y' }, { headers: { 'if-match': etag } })).status).toBe(412);
    expect((await api.put(path, { name: 'y' }, { headers: { 'if-match': '*' } })).status).toBe(200);
  });

  it('lets one of twenty writers with the same ETag win', async () => {
    const { path, created } = await create();
    const headers = { 'if-match': created.headers.get('etag') ?? '' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => api.put(path, { name: `Writer ${index}` }, { headers })),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    expect((await api.get(path)).text).toBe(winners[0]?.text);
  });

  it('loses no field of twenty that are written at once', async () => {
    const { path } = await create();
    const fields = [
      { name: 'Changed' },
      { days_until_due: 40 },
      { discount_percent: 3 },
      { discount_days: 4 },
    ];
    await Promise.all(Array.from({ length: 20 }, (_, index) => api.put(path, fields[index % fields.length])));
    expect((await api.get(path)).body).toMatchObject(Object.assign({}, ...fields) as Json);
  });
});
