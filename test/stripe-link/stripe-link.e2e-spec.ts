import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { anyCharacter } from '../support/any-character.js';

const linked = (stripeId: string) => ({
  status: 409,
  body: { detail: `The Stripe customer ${stripeId} is already linked to another customer` },
});

describe('the Stripe link', () => {
  let service: SharedService;
  let api: ApiClient;
  let stripeIds = 0;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const newStripeId = () => `cus_Nffr${++stripeIds}`;
  const create = async (client = api) => {
    const created = await client.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
    const id = String(created.body['id']);
    return { id, created, customer: `/customers/${id}`, path: `/customers/${id}/stripe-link` };
  };
  const put = (path: string, stripe_customer_id: unknown, headers = {}) =>
    api.put(path, { stripe_customer_id }, { headers });
  const stored = async (id: string) => {
    const [row] = await service.database.sql<{ stripe_customer_id: string | null; updated_at: string }>(
      'select stripe_customer_id, updated_at from customers where id = $1',
      [id],
    );
    return row;
  };

  it('answers with the whole customer and its ETag, and moves its updated_at', async () => {
    const { id, created, customer, path } = await create();
    const contact = await api.post(`${customer}/contacts`, { name: 'Grace' });
    await service.database.sql(`update customers set updated_at = now() - interval '1 day' where id = $1`, [
      id,
    ]);
    const stripeId = newStripeId();
    const answer = await put(path, stripeId);
    const updated_at = String(answer.body['updated_at']);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      ...created.body,
      stripe_customer_id: stripeId,
      updated_at,
      contacts: [{ id: contact.body['id'] }],
    });
    expect(updated_at >= String(created.body['updated_at'])).toBe(true);
    const read = await api.get(customer);
    expect(read.text).toBe(answer.text);
    expect(read.headers.get('etag')).toBe(answer.headers.get('etag'));
    expect(await stored(id)).toEqual({ stripe_customer_id: stripeId, updated_at });
  });

  it('is the same again for the same Stripe customer, and moves to another one', async () => {
    const { id, path } = await create();
    const first = newStripeId();
    const answer = await put(path, first);
    expect((await put(path, first)).text).toBe(answer.text);
    const second = newStripeId();
    expect(await put(path, second)).toMatchObject({ status: 200, body: { stripe_customer_id: second } });
    expect(await stored(id)).toMatchObject({ stripe_customer_id: second });
    const other = await create();
    expect(await put(other.path, second)).toMatchObject(linked(second));
    expect((await put(other.path, first)).status).toBe(200);
  });

  it('is a 409 for a Stripe customer that another customer of the business is linked to', async () => {
    const stripeId = newStripeId();
    const first = await create();
    await put(first.path, stripeId);
    const second = await create();
    expect(await put(second.path, stripeId)).toMatchObject(linked(stripeId));
    expect(await put(second.path, stripeId, { 'if-match': '*' })).toMatchObject(linked(stripeId));
    expect((await api.get(second.customer)).text).toBe(second.created.text);
  });

  it('of one business has nothing to do with those of another', async () => {
    const stripeId = newStripeId();
    const other = await service.business();
    const theirs = await create(other);
    expect((await other.put(theirs.path, { stripe_customer_id: stripeId })).status).toBe(200);
    const ours = await create();
    expect((await put(ours.path, stripeId)).status).toBe(200);
  });

  it('goes to exactly one of twenty customers that are linked at once', async () => {
    const stripeId = newStripeId();
    const customers = await Promise.all(Array.from({ length: 20 }, () => create()));
    const answers = await Promise.all(
      customers.map(({ path }, index) => put(path, stripeId, index % 2 === 0 ? {} : { 'if-match': '*' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    const rows = await service.database.sql<{ id: string }>(
      'select id from customers where business_id = $1 and stripe_customer_id = $2',
      [api.businessId, stripeId],
    );
    expect(rows).toEqual([{ id: customers[answers.findIndex(({ status }) => status === 200)]?.id }]);
  });

  it('ends in one of the Stripe customers when twenty are linked to one customer at once', async () => {
    const { id, path } = await create();
    const all = Array.from({ length: 20 }, newStripeId);
    const answers = await Promise.all(all.map((stripeId) => put(path, stripeId)));
    expect(answers.map(({ status }) => status)).toEqual(all.map(() => 200));
    expect(answers.map(({ body }) => body['stripe_customer_id'])).toEqual(all);
    expect(all).toContain((await stored(id))?.stripe_customer_id);
  });

  it('is taken away with a 200 and the customer, and again with the same', async () => {
    const { id, path, customer } = await create();
    const stripeId = newStripeId();
    await put(path, stripeId);
    const unlinked = await api.delete(path);
    expect(unlinked).toMatchObject({ status: 200, body: { id, stripe_customer_id: null } });
    expect((await api.delete(path)).text).toBe(unlinked.text);
    expect((await api.get(customer)).text).toBe(unlinked.text);
    const other = await create();
    expect((await put(other.path, stripeId)).status).toBe(200);
  });

  it('never moves updated_at backwards', async () => {
    const { id, path } = await create();
    await service.database.sql(`update customers set updated_at = now() + interval '1 day' where id = $1`, [
      id,
    ]);
    const before = await stored(id);
    expect((await put(path, newStripeId())).body['updated_at']).toBe(before?.updated_at);
    expect((await api.delete(path)).body['updated_at']).toBe(before?.updated_at);
  });

  it('of a deleted customer cannot be changed, is free for another, and keeps the first from coming back', async () => {
    const stripeId = newStripeId();
    const first = await create();
    await put(first.path, stripeId);
    await api.delete(first.customer);
    const deleted = { status: 409, body: { detail: 'The customer is deleted; restore it first' } };
    for (const headers of [{}, { 'if-match': '*' }]) {
      expect(await put(first.path, newStripeId(), headers)).toMatchObject(deleted);
      expect(await api.delete(first.path, { headers })).toMatchObject(deleted);
    }
    expect(await stored(first.id)).toMatchObject({ stripe_customer_id: stripeId });

    const second = await create();
    expect((await put(second.path, stripeId)).status).toBe(200);
    expect((await api.post(`${first.customer}/restore`)).status).toBe(409);
    await api.delete(second.path);
    expect(await api.post(`${first.customer}/restore`)).toMatchObject({
      status: 200,
      body: { stripe_customer_id: stripeId },
    });
  });

  it('stays as it is where If-Match does not match the customer', async () => {
    const { created, customer, path } = await create();
    const etag = created.headers.get('etag') ?? '';
    expect((await put(path, newStripeId(), { 'if-match': '"other"' })).status).toBe(412);
    expect((await put(path, newStripeId(), { 'if-match': `W/${etag}` })).status).toBe(412);
    expect((await api.get(customer)).text).toBe(created.text);
    await api.post(`${customer}/contacts`, { name: 'Grace' });
    expect((await put(path, newStripeId(), { 'if-match': etag })).status).toBe(412);
    const fresh = (await api.get(customer)).headers.get('etag') ?? '';
    const answer = await put(path, newStripeId(), { 'if-match': fresh });
    expect(answer.status).toBe(200);
    expect((await api.delete(path, { headers: { 'if-match': fresh } })).status).toBe(412);
    const etagNow = answer.headers.get('etag') ?? '';
    expect((await api.delete(path, { headers: { 'if-match': etagNow } })).status).toBe(200);
  });

  it('lets one of twenty writers with the same ETag win, a new contact among them', async () => {
    const { created, customer, path } = await create();
    const headers = { 'if-match': created.headers.get('etag') ?? '' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index === 5 ? api.post(`${customer}/contacts`, { name: 'Grace' }) : put(path, newStripeId(), headers),
      ),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners.length).toBeLessThanOrEqual(1);
    // The winner read the version of the ETag: without the contact.
    expect(winners.map(({ body }) => body['contacts'])).toEqual(winners.map(() => []));
  });

  const pattern = '^cus_[A-Za-z0-9]+$';
  it.each([
    ['', 'string_pattern_mismatch', { pattern }],
    ['cus_', 'string_pattern_mismatch', { pattern }],
    ['cus_a\n', 'string_pattern_mismatch', { pattern }],
    [' cus_a', 'string_pattern_mismatch', { pattern }],
    ['acct_1', 'string_pattern_mismatch', { pattern }],
    ['cus_ä', 'string_pattern_mismatch', { pattern }],
    [`cus_${'a'.repeat(252)}`, 'string_too_long', { max_length: 255 }],
    [null, 'string_type', undefined],
    [5, 'string_type', undefined],
  ])('refuses %j with %s', async (stripeId, type, ctx) => {
    const { created, customer, path } = await create();
    const { status, body } = await put(path, stripeId);
    expect(status).toBe(422);
    expect(body['detail']).toEqual([
      {
        type,
        loc: ['body', 'stripe_customer_id'],
        msg: expect.any(String),
        input: stripeId,
        ...(ctx === undefined ? {} : { ctx }),
      },
    ]);
    expect((await api.get(customer)).text).toBe(created.text);
  });

  it('takes a Stripe id of 255 characters', async () => {
    const { path } = await create();
    expect((await put(path, `cus_${'a'.repeat(251)}`)).status).toBe(200);
  });

  it('answers any body with what the contract allows, never with a 500', async () => {
    const { path } = await create();
    const value = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: anyCharacter }),
      fc.stringMatching(/^cus_[A-Za-z0-9]+$/),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.jsonValue(), fc.record({ stripe_customer_id: value }, { requiredKeys: [] })),
        async (body) => {
          expect([200, 422]).toContain((await api.put(path, body)).status);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is a 404 for another business's customer, and for nobody's", async () => {
    const { created, customer, path } = await create();
    const other = await service.business();
    const notFound = { status: 404, body: { detail: 'Customer not found' } };
    for (const [client, target] of [
      [other, path],
      [api, `/customers/${crypto.randomUUID()}/stripe-link`],
    ] as const) {
      for (const headers of [{}, { 'if-match': '*' }]) {
        const request = { stripe_customer_id: newStripeId() };
        expect(await client.put(target, request, { headers })).toMatchObject(notFound);
        expect(await client.delete(target, { headers })).toMatchObject(notFound);
      }
    }
    expect((await api.get(customer)).text).toBe(created.text);
  });

  it('is changed with customers:write only, under an id that is a UUID', async () => {
    const { path } = await create();
    const reader = await service.client([api.businessId], { scopes: ['customers:read'] });
    expect((await reader.put(path, { stripe_customer_id: newStripeId() })).status).toBe(403);
    expect((await reader.delete(path)).status).toBe(403);
    expect((await put('/customers/x/stripe-link', newStripeId())).body['detail']).toMatchObject([
      { type: 'uuid_parsing', loc: ['path', 'customer_id'] },
    ]);
  });
});
