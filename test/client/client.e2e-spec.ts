import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  CustomersClient,
  etagOf,
  NotFoundError,
  PermissionError,
  PreconditionFailedError,
  ValidationError,
} from '../../clients/typescript/src/index.js';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { checkedFetch } from '../support/checked-fetch.js';
import { clientOf } from './support.js';

const thrownBy = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('the client', () => {
  let service: SharedService;
  let api: ApiClient;
  let client: CustomersClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    client = clientOf(api, { userEmail: 'ada@example.com' });
  });
  afterAll(() => service.release());

  const stored = (id: string) =>
    service.database.sql<{ name: string; is_deleted: boolean }>(
      'select name, deleted_at is not null as is_deleted from customers where business_id = $1 and id = $2',
      [api.businessId, id],
    );

  it('creates, reads, changes, removes and restores a customer', async () => {
    const made = await client.customers.create({ name: 'Acme', email: 'acme@example.com', notes: 'New' });
    expect(await client.customers.get(made.id)).toEqual(made);
    const changed = await client.customers.update(made.id, { name: 'Acme Inc.', notes: null });
    expect(changed).toMatchObject({ id: made.id, name: 'Acme Inc.', notes: null });
    expect(await client.customers.remove(made.id)).toBeUndefined();
    expect(await stored(made.id)).toEqual([{ name: 'Acme Inc.', is_deleted: true }]);
    expect(await client.customers.restore(made.id)).toMatchObject({ id: made.id, is_deleted: false });
    expect(await stored(made.id)).toEqual([{ name: 'Acme Inc.', is_deleted: false }]);
  });

  it('links a customer to Stripe, and unlinks it', async () => {
    const { id } = await client.customers.create({ name: 'Linked', email: 'linked@example.com' });
    expect(await client.customers.linkStripe(id, 'cus_1')).toMatchObject({ stripe_customer_id: 'cus_1' });
    expect(await client.customers.unlinkStripe(id)).toMatchObject({ stripe_customer_id: null });
  });

  it('keeps the contacts of a customer', async () => {
    const { id } = await client.customers.create({ name: 'Staffed', email: 'staffed@example.com' });
    const made = await client.contacts.create(id, { name: 'Grace Hopper', is_primary: true });
    await client.contacts.update(id, made.id, { role: 'Accounts payable' });
    expect(await client.contacts.get(id, made.id)).toMatchObject({ role: 'Accounts payable' });
    const names = (await client.contacts.list(id).toArray()).map(({ name }) => name);
    expect(names).toEqual(['Grace Hopper']);
    await client.contacts.remove(id, made.id);
    expect(await client.contacts.list(id).toArray()).toEqual([]);
  });

  it('keeps payment terms', async () => {
    const seeded = await client.paymentTerms.seedDefaults();
    expect(seeded.length).toBeGreaterThan(0);
    const made = await client.paymentTerms.create({ name: 'Net 21', days_until_due: 21, is_default: true });
    expect(await client.paymentTerms.getDefault()).toEqual(made);
    expect(await client.paymentTerms.update(made.id, { name: 'Three weeks' })).toMatchObject({
      name: 'Three weeks',
    });
    await client.paymentTerms.remove(made.id);
    expect(await client.paymentTerms.get(made.id)).toMatchObject({ is_active: false });
    const listed = await client.paymentTerms.list({ active_only: false }).toArray();
    expect(listed.map(({ id }) => id)).toContain(made.id);
  });

  it('makes a business and acts in it, without a business at first', async () => {
    const homeless = new CustomersClient({
      baseUrl: `${service.url}/`,
      token: api.token,
      fetch: checkedFetch,
    });
    const business = await homeless.businesses.create({ name: 'Second' });
    expect(await homeless.businesses.get(business.id)).toEqual(business);
    const ids = (await homeless.businesses.list().toArray()).map(({ id }) => id);
    expect(ids).toContain(business.id);
    expect(ids).toContain(api.businessId);
    const byOne = [];
    for await (const { id } of homeless.businesses.list({ limit: 1, descending: false })) byOne.push(id);
    expect(byOne).toEqual(ids.toReversed());
    await expect(homeless.customers.list().page()).rejects.toBeInstanceOf(BadRequestError);
    expect(await homeless.inBusiness(business.id).customers.list().toArray()).toEqual([]);
  });

  it('makes a token, and revokes it', async () => {
    const { id, token } = await client.tokens.create({
      name: 'Reader',
      owner_email: 'reader@example.com',
      scopes: ['customers:read'],
      business_ids: [api.businessId],
    });
    const reader = clientOf({ ...api, token } as ApiClient);
    await reader.customers.list().page();
    const forbidden = reader.customers.create({ name: 'No', email: 'no@example.com' });
    await expect(forbidden).rejects.toBeInstanceOf(PermissionError);
    expect((await client.tokens.get(id)).name).toBe('Reader');
    const owned = await client.tokens.list({ owner_email: 'READER@example.com' }).toArray();
    expect(owned.map((each) => each.id)).toEqual([id]);
    const byOne = [];
    for await (const each of client.tokens.list({ limit: 1 })) byOne.push(each);
    expect(byOne).toEqual((await client.tokens.list().page()).items);
    expect(byOne.length).toBeGreaterThan(1);
    await client.tokens.remove(id);
    await expect(reader.customers.list().page()).rejects.toBeInstanceOf(AuthenticationError);
  });

  it('imports a file, and waits for its end', async () => {
    const file = new File(['name,email\nFrom a file,file@example.com\n'], 'customers.csv');
    const { id } = await client.imports.create(file);
    expect(await client.imports.finished(id, { pollMs: 20 })).toMatchObject({
      state: 'completed',
      file_name: 'customers.csv',
      created: 1,
    });
    expect((await client.imports.list().toArray()).map((each) => each.id)).toEqual([id]);
    const [customer] = await client.customers.list({ email: 'file@example.com' }).toArray();
    expect(customer).toMatchObject({ name: 'From a file' });
  });

  describe('lists', () => {
    let listing: CustomersClient;
    const names = ['A', 'B', 'C', 'D', 'E'];

    beforeAll(async () => {
      listing = clientOf(await service.business());
      for (const name of names) {
        await listing.customers.create({ name, email: `${name}@example.com` });
      }
    });

    const query = { sort_by: 'name', descending: false, limit: 2 } as const;

    it('iterates over all pages, and starts again each time', async () => {
      const list = listing.customers.list(query);
      for (let time = 0; time < 2; time += 1) {
        const seen: string[] = [];
        for await (const { name } of list) seen.push(name);
        expect(seen).toEqual(names);
      }
    });

    it('iterates over pages backwards, from the last one', async () => {
      const seen: string[][] = [];
      for await (const { items } of listing.customers.list({ ...query, direction: 'prev' }).pages()) {
        seen.push(items.map(({ name }) => name));
      }
      expect(seen).toEqual([['D', 'E'], ['B', 'C'], ['A']]);
    });

    it('gives one page, and goes on from its cursor', async () => {
      const page = await listing.customers.list({ ...query, include_total_count: true }).page();
      expect(page).toMatchObject({ total: 5, has_next: true, has_prev: false });
      const cursor = page.next_cursor ?? '';
      const rest = await listing.customers.list({ ...query, cursor }).toArray();
      expect(rest.map(({ name }) => name)).toEqual(['C', 'D', 'E']);
    });

    it('asks for no page that is not wanted', async () => {
      let requests = 0;
      const counting = clientOf(api, {
        fetch: (...request) => {
          requests += 1;
          return checkedFetch(...request);
        },
      });
      for await (const each of counting.customers.list({ limit: 1 })) {
        expect(each.id).toBeDefined();
        break;
      }
      expect(requests).toBe(1);
    });
  });

  describe('errors', () => {
    it('says all that is wrong with a request, and where', async () => {
      const error = await thrownBy(client.customers.create({ name: '', email: 'nobody' }));
      expect(error).toBeInstanceOf(ValidationError);
      const { details, requestId, message, name } = error as ValidationError;
      expect(details.map(({ loc, type }) => [loc.join('.'), type])).toEqual([
        ['body.name', 'string_too_short'],
        ['body.email', 'value_error'],
      ]);
      expect(requestId).toMatch(/./);
      expect(message).toContain('body.name: ');
      expect(name).toBe('ValidationError');
    });

    it('throws different errors for a 404 and a 409', async () => {
      const missing = client.customers.get('019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90');
      expect(await thrownBy(missing)).toBeInstanceOf(NotFoundError);
      const { id } = await client.customers.create({ name: 'Gone', email: 'gone@example.com' });
      await client.customers.remove(id);
      expect(await thrownBy(client.customers.update(id, { name: 'Back' }))).toBeInstanceOf(ConflictError);
    });
  });

  it('updates only the version that was read, by its ETag', async () => {
    const made = await client.customers.create({ name: 'Contended', email: 'contended@example.com' });
    const read = await client.customers.get(made.id);
    const changed = await client.customers.update(made.id, { notes: 'Mine' }, { ifMatch: etagOf(read) });
    const late = client.customers.update(made.id, { notes: 'Lost' }, { ifMatch: etagOf(read) });
    expect(await thrownBy(late)).toBeInstanceOf(PreconditionFailedError);
    await client.customers.remove(made.id, { ifMatch: etagOf(changed) });
    const [listed] = await client.customers.list().toArray();
    expect(() => etagOf(listed ?? {})).toThrow(TypeError);
  });

  it.each([
    ['W/"…"', (etag: string) => `W/${etag}`],
    ['"…-gzip"', (etag: string) => etag.replace(/"$/, '-gzip"')],
    ['"…-zstd"', (etag: string) => etag.replace(/"$/, '-zstd"')],
    ['W/"…;gzip"', (etag: string) => `W/${etag.replace(/"$/, ';gzip"')}`],
  ])('changes a customer that it read through a proxy that makes the ETag %s', async (_, rewrite) => {
    let read = '';
    const behind = clientOf(api, {
      fetch: async (...request) => {
        const { status, headers, body } = await checkedFetch(...request);
        const seen = new Headers(headers);
        read = headers.get('etag') ?? read;
        if (headers.has('etag')) seen.set('etag', rewrite(read));
        return new Response(body, { status, headers: seen });
      },
    });
    const { id } = await behind.customers.create({ name: 'Weakened', email: 'weakened@example.com' });
    const customer = await behind.customers.get(id);
    expect(etagOf(customer)).toBe(read);
    const { notes } = await behind.customers.update(id, { notes: 'Mine' }, { ifMatch: etagOf(customer) });
    expect(notes).toBe('Mine');
  });

  it('makes one customer of a POST whose answer was lost', async () => {
    let attempts = 0;
    const unlucky = clientOf(api, {
      firstDelayMs: 1,
      fetch: async (...request) => {
        const response = await checkedFetch(...request);
        attempts += 1;
        if (attempts === 1) throw new TypeError('fetch failed');
        return response;
      },
    });
    const made = await unlucky.customers.create({ name: 'Once', email: 'once@example.com' });
    expect(attempts).toBe(2);
    const rows = await service.database.sql<{ id: string }>(
      'select id from customers where business_id = $1 and email = $2',
      [api.businessId, 'once@example.com'],
    );
    expect(rows).toEqual([{ id: made.id }]);
  });
});
