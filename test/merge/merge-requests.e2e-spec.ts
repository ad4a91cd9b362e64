import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { contact, customer, link, merge, read } from './support.js';

/** Which requests are answered with a merge, and which are refused, also to a customer that was merged. */
describe('POST /customers/{customer_id}/merge', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  it('refuses more than 1,000 contacts, and changes nothing; takes 1,000', async () => {
    const same = { email: 'same@example.com' };
    const [one, other] = [await customer(api, same), await customer(api, same)];
    await service.database.sql(
      `insert into customer_contacts (business_id, customer_id, id, name, created_at, updated_at)
       select $1, case when n <= 500 then $2 else $3 end::uuid, gen_random_uuid(), 'Contact ' || n, now(), now()
       from generate_series(1, 1001) n`,
      [api.businessId, one.id, other.id],
    );
    expect(await merge(api, one.id, [other.id])).toMatchObject({
      status: 409,
      body: { detail: 'The customers have more than 1000 contacts together; a customer has at most 1000' },
    });
    expect(await read(api, other.id)).toMatchObject({ is_deleted: false });
    await service.database.sql(
      `delete from customer_contacts where business_id = $1 and customer_id = $2 and name = 'Contact 1'`,
      [api.businessId, one.id],
    );
    expect((await merge(api, one.id, [other.id])).status).toBe(200);
  });

  it('answers every write to a merged customer with a 409 that names the other', async () => {
    const [one, other, third] = [await customer(api), await customer(api), await customer(api)];
    const moved = await contact(api, other.id, { name: 'Moved' });
    await merge(api, one.id, [other.id]);

    const refusal = {
      status: 409,
      body: {
        detail: `The customer was merged into ${one.id}; change that one, or restore this one first`,
      },
    };
    const path = `/customers/${other.id}`;
    expect(await api.put(path, { name: 'New' })).toMatchObject(refusal);
    expect(await api.put(path, { name: 'New' }, { headers: { 'if-match': '*' } })).toMatchObject(refusal);
    expect(await api.delete(path)).toMatchObject(refusal);
    expect(await api.post(`${path}/contacts`, { name: 'New' })).toMatchObject(refusal);
    expect(await api.put(`${path}/contacts/${moved}`, { name: 'New' })).toMatchObject(refusal);
    expect(await api.delete(`${path}/contacts/${moved}`)).toMatchObject(refusal);
    expect(await link(api, other.id, 'cus_merged')).toMatchObject(refusal);
    expect(await api.delete(`${path}/stripe-link`)).toMatchObject(refusal);
    expect(await merge(api, other.id, [third.id])).toMatchObject(refusal);
    expect(await merge(api, third.id, [other.id])).toMatchObject({
      status: 409,
      body: { detail: `The customer ${other.id} was merged into ${one.id} already` },
    });
    expect(await merge(api, one.id, [other.id])).toMatchObject({ status: 409 });
    expect(await read(api, other.id)).toMatchObject({ name: other['name'], merged_into: one.id });
  });

  it('does it once for an idempotency key, and a trial stores no answer', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    const send = (dry_run: boolean) =>
      api.post(
        `/customers/${one.id}/merge`,
        { from: [other.id], dry_run },
        { headers: { 'idempotency-key': `merge-${one.id}` } },
      );
    expect((await send(true)).headers.get('idempotency-replayed')).toBeNull();
    const first = await send(false);
    const second = await send(false);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.text).toBe(first.text);
  });

  it('takes an id that is there twice for one', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    expect((await merge(api, one.id, [other.id, other.id.toUpperCase()])).status).toBe(200);
  });

  it('asks for If-Match of the customer that remains', async () => {
    const [one, other] = [await customer(api), await customer(api)];
    const send = (etag: string) =>
      api.post(`/customers/${one.id}/merge`, { from: [other.id] }, { headers: { 'if-match': etag } });
    const etag = (await api.get(`/customers/${one.id}`)).headers.get('etag') ?? '';
    expect((await send('"other"')).status).toBe(412);
    expect(await read(api, other.id)).toMatchObject({ is_deleted: false });
    expect((await send(etag)).status).toBe(200);
  });

  it('refuses customers that cannot be merged, and changes none of the others', async () => {
    const [one, other, gone] = [await customer(api), await customer(api), await customer(api)];
    await api.delete(`/customers/${gone.id}`);
    const elsewhere = await customer(await service.business());
    const unknown = uuidv7();

    expect(await merge(api, unknown, [other.id])).toMatchObject({
      status: 404,
      body: { detail: 'Customer not found' },
    });
    expect(await merge(api, one.id, [other.id, unknown])).toMatchObject({
      status: 400,
      body: { detail: `from holds ${unknown}, which is not a customer of this business` },
    });
    expect(await merge(api, one.id, [other.id, elsewhere.id])).toMatchObject({
      status: 400,
      body: { detail: `from holds ${elsewhere.id}, which is not a customer of this business` },
    });
    expect(await merge(api, one.id, [other.id, gone.id])).toMatchObject({
      status: 409,
      body: { detail: `The customer ${gone.id} is deleted; restore it first` },
    });
    expect(await merge(api, gone.id, [other.id])).toMatchObject({
      status: 409,
      body: { detail: 'The customer is deleted; restore it first' },
    });
    expect(await read(api, other.id)).toEqual({ ...other });
  });

  const wrong: readonly (readonly [string, unknown, Json])[] = [
    ['no from', {}, { type: 'missing', loc: ['body', 'from'], msg: 'Field required', input: {} }],
    [
      'an empty from',
      { from: [] },
      {
        type: 'too_short',
        loc: ['body', 'from'],
        msg: 'List should have at least 1 item after validation, not 0',
        input: [],
        ctx: { field_type: 'List', min_length: 1, actual_length: 0 },
      },
    ],
    [
      'a from that is not a list',
      { from: 'x' },
      { type: 'list_type', loc: ['body', 'from'], msg: 'Input should be a valid list', input: 'x' },
    ],
    [
      'other fields than the two',
      { from: [uuidv7()], fields: 'mine' },
      {
        type: 'enum',
        loc: ['body', 'fields'],
        msg: "Input should be 'fill_empty' or 'keep'",
        input: 'mine',
        ctx: { expected: "'fill_empty' or 'keep'" },
      },
    ],
  ];
  it.each(wrong)('refuses %s', async (_, json, error) => {
    const { status, body } = await api.post(`/customers/${uuidv7()}/merge`, json);
    expect([status, body]).toEqual([422, { detail: [error] }]);
  });

  it('refuses to merge a customer into itself', async () => {
    const one = await customer(api);
    const error = 'a customer cannot be merged into itself';
    expect(await merge(api, one.id, [uuidv7(), one.id])).toMatchObject({
      status: 422,
      body: {
        detail: [
          {
            type: 'value_error',
            loc: ['body', 'from', 1],
            msg: `Value error, ${error}`,
            input: one.id,
            ctx: { error },
          },
        ],
      },
    });
  });
});
