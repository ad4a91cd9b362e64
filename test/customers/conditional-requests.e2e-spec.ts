import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { ApiClient, ApiResponse, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { someoneWaits } from '../support/sessions.js';

const strongEtag = /^"[\x21\x23-\x7e]+"$/;
/** What proxies that compress make of an ETag: Caddy, Apache, lighttpd, Jetty, and others. */
const suffixes = ['-gzip', '-zstd', '-br', '-deflate', '-gunzip', '--gzip', ';gzip'];
const suffixed = (etag: string, suffix: string) => `${etag.slice(0, -1)}${suffix}"`;

const etagOf = ({ headers }: ApiResponse) => String(headers.get('etag'));

const preconditionFailed = {
  status: 412,
  body: {
    detail: 'If-Match does not match: the resource has changed since it was read; nothing was changed',
  },
};

describe('conditional requests for a customer', () => {
  let service: SharedService;
  let api: ApiClient;
  let path: string;
  let customer: Json;
  let etag: string;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  it('restores a deleted customer only as it was read', async () => {
    await api.delete(path);
    const deleted = etagOf(await api.get(path));
    const refused = await api.post(`${path}/restore`, undefined, { headers: { 'if-match': etag } });
    expect({ status: refused.status, body: refused.body }).toEqual(preconditionFailed);
    expect((await api.get(path)).body['is_deleted']).toBe(true);
    const restored = await api.post(`${path}/restore`, undefined, { headers: { 'if-match': deleted } });
    expect(restored.status).toBe(200);
    expect(restored.body['is_deleted']).toBe(false);
  });

  it('hold for a long answer, of any characters', async () => {
    const notes = 'Zahlt "bar" \\ 🏢\u001f\u007f\u2028'.repeat(300);
    const changed = await api.put(path, { notes });
    expect(changed.body['notes']).toBe(notes);
    const tag = etagOf(changed);
    expect(await api.get(path)).toMatchObject({ status: 200, text: changed.text });
    expect(etagOf(await api.get(path))).toBe(tag);
    expect(await get(tag)).toMatchObject({ status: 304, text: '' });
    expect((await api.put(path, { phone: '1' }, { headers: { 'if-match': etag } })).status).toBe(412);
    expect((await api.put(path, { phone: '1' }, { headers: { 'if-match': tag } })).status).toBe(200);
  });

  beforeEach(async () => {
    const created = await api.post('/customers', { name: 'Acme', email: 'billing@acme.example.com' });
    customer = created.body;
    path = `/customers/${String(customer['id'])}`;
    etag = etagOf(created);
  });

  const get = (ifNoneMatch?: string) => api.get(path, { headers: { 'if-none-match': ifNoneMatch } });

  const head = (ifNoneMatch: string) =>
    api.request('HEAD', `/api/v1${path}`, { headers: { 'if-none-match': ifNoneMatch } });

  const put = async (ifMatch: string, request: Json = { notes: 'changed' }) => {
    const { status, body } = await api.put(path, request, { headers: { 'if-match': ifMatch } });
    return { status, body };
  };

  const remove = async (ifMatch: string) => {
    const { status, body } = await api.delete(path, { headers: { 'if-match': ifMatch } });
    return { status, body };
  };

  const addContact = (database?: Pick<Client, 'query'>) => {
    const text = `insert into customer_contacts (business_id, customer_id, id, name, created_at, updated_at)
       values ($1, $2, gen_random_uuid(), 'Grace', now(), now())`;
    const values = [api.businessId, customer['id']];
    return database === undefined ? service.database.sql(text, values) : database.query(text, values);
  };

  describe('ETag', () => {
    it('is strong, and the same wherever the same customer is answered with', async () => {
      expect(etag).toMatch(strongEtag);
      expect(etagOf(await get())).toBe(etag);
      expect(etagOf(await get())).toBe(etag);
      expect(etagOf(await api.put(path, {}))).toBe(etag);
      expect(etagOf(await api.post(`${path}/restore`))).toBe(etag);
    });

    it('is another after every change, and that of the answer to the change', async () => {
      const changes = [
        () => api.put(path, { notes: 'a' }),
        () => api.put(path, { notes: 'b' }),
        () => api.put(path, { credit_limit_cents: 0 }),
        () => api.put(path, { credit_limit_cents: null, status: 'blocked' }),
      ];
      const seen = [etag];
      for (const change of changes) {
        const changed = await change();
        expect(etagOf(await get())).toBe(etagOf(changed));
        seen.push(etagOf(changed));
      }
      await api.delete(path);
      seen.push(etagOf(await get()));
      seen.push(etagOf(await api.post(`${path}/restore`)));
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('is another when a contact comes, changes and goes', async () => {
      const seen = [etag];
      const contacts = `${path}/contacts`;
      const contact = await api.post(contacts, { name: 'Grace' });
      seen.push(etagOf(await get()));
      await api.put(`${contacts}/${String(contact.body['id'])}`, { is_primary: true });
      seen.push(etagOf(await get()));
      await api.post(contacts, { name: 'Ada', is_primary: true });
      seen.push(etagOf(await get()));
      await api.delete(`${contacts}/${String(contact.body['id'])}`);
      seen.push(etagOf(await get()));
      expect(new Set(seen).size).toBe(5);
    });

    it('is in no error', async () => {
      const absent = await api.get(`/customers/${crypto.randomUUID()}`);
      expect({ status: absent.status, etag: absent.headers.get('etag') }).toEqual({
        status: 404,
        etag: null,
      });
    });
  });

  describe('If-None-Match', () => {
    it.each([
      ['the ETag', (own: string) => own],
      ['the ETag in its weak form', (own: string) => `W/${own}`],
      ['*', () => '*'],
      ['* with spaces', () => '  *  '],
      ['a list with the ETag last', (own: string) => `"other", W/"another" , ${own}`],
      ['a list with the ETag first', (own: string) => `${own},"other"`],
      ['a list of weak forms', (own: string) => `W/"other",W/${own}`],
      ...suffixes.map(
        (suffix) => [`the ETag with ${suffix}`, (own: string) => suffixed(own, suffix)] as const,
      ),
      ['the ETag with -gzip in its weak form', (own: string) => `W/${suffixed(own, '-gzip')}`],
      ['a list with the ETag with -gzip last', (own: string) => `"other-gzip", ${suffixed(own, '-gzip')}`],
    ])('answers 304 without a body to %s', async (_, header) => {
      const { status, text, headers } = await get(header(etag));
      expect({ status, text, etag: headers.get('etag') }).toEqual({ status: 304, text: '', etag });
      expect(headers.get('content-type')).toBeNull();
      expect(headers.get('x-request-id')).not.toBeNull();
    });

    it.each([
      ['another ETag', () => '"other"'],
      ['the ETag without its quotes', (own: string) => own.slice(1, -1)],
      ['the ETag in another case', (own: string) => own.toUpperCase()],
      ['nothing', () => ''],
      ['a quoted *', () => '"*"'],
      ['another ETag with -gzip', () => `"${'x'.repeat(27)}-gzip"`],
      ['the ETag with a suffix that no proxy adds', (own: string) => suffixed(own, '-other')],
      ['the ETag with a suffix after its quotes', (own: string) => `${own}-gzip`],
    ])('answers 200 with the customer to %s', async (_, header) => {
      const { status, body } = await get(header(etag));
      expect({ status, body }).toEqual({ status: 200, body: customer });
    });

    it('answers HEAD as it answers GET', async () => {
      const [same, other] = [await head(etag), await head('"other"')];
      expect([same.status, same.text, etagOf(same)]).toEqual([304, '', etag]);
      expect([other.status, other.text, etagOf(other)]).toEqual([200, '', etag]);
    });

    it('answers 200 once the customer has changed', async () => {
      await addContact();
      const { status, body } = await get(etag);
      expect({ status, body }).toMatchObject({ status: 200, body: { contacts: [{ name: 'Grace' }] } });
    });

    it('answers 404 for a customer that is not there, whatever it says', async () => {
      const { status } = await api.get(`/customers/${crypto.randomUUID()}`, {
        headers: { 'if-none-match': '*' },
      });
      expect(status).toBe(404);
    });
  });

  describe('If-Match', () => {
    const matching = [
      ['the ETag', (own: string) => own],
      ['*', () => '*'],
      ['several, one of them the ETag', (own: string) => `"other" , ${own},"another"`],
      ...suffixes.map(
        (suffix) => [`the ETag with ${suffix}`, (own: string) => suffixed(own, suffix)] as const,
      ),
    ] as const;

    const failing = [
      ['another ETag', () => '"other"'],
      ['several others', () => '"other", "another"'],
      ['another ETag with -gzip', () => `"${'x'.repeat(27)}-gzip"`],
      ['the ETag with a suffix that no proxy adds', (own: string) => suffixed(own, '-other')],
      ['the ETag without its quotes', (own: string) => own.slice(1, -1)],
      ['nothing', () => ''],
    ] as const;

    it.each(matching)('lets PUT change the customer: %s', async (_, header) => {
      expect(await put(header(etag))).toMatchObject({ status: 200, body: { notes: 'changed' } });
    });

    it.each(matching)('lets DELETE delete the customer: %s', async (_, header) => {
      expect(await remove(header(etag))).toEqual({ status: 204, body: {} });
      expect((await get()).body).toMatchObject({ is_deleted: true });
    });

    it.each(failing)('answers PUT with 412, and changes nothing: %s', async (_, header) => {
      expect(await put(header(etag))).toEqual(preconditionFailed);
      expect((await get()).body).toEqual(customer);
    });

    it.each(failing)('answers DELETE with 412, and deletes nothing: %s', async (_, header) => {
      expect(await remove(header(etag))).toEqual(preconditionFailed);
      expect((await get()).body).toEqual(customer);
    });

    it('answers 412 to the ETag in its weak form, and says that this is why', async () => {
      const weak = {
        status: 412,
        body: {
          detail:
            'If-Match holds a weak ETag (W/"…"), which never matches: send the ETag without W/; ' +
            'a proxy that compresses may have added it. Nothing was changed',
        },
      };
      expect(await put(`W/${etag}`)).toEqual(weak);
      expect(await remove(`"other", W/${etag}`)).toEqual(weak);
      expect(await put(`W/${suffixed(etag, '-gzip')}`)).toEqual(weak);
      expect((await get()).body).toEqual(customer);
    });

    it('answers 412 to the ETag from before a change, of a contact too', async () => {
      await addContact();
      expect(await put(etag)).toEqual(preconditionFailed);
      expect(await put(suffixed(etag, '-gzip'))).toEqual(preconditionFailed);
      expect(await remove(etag)).toEqual(preconditionFailed);
      const current = etagOf(await get());
      expect(await put(current)).toMatchObject({ status: 200 });
      expect(await put(current)).toEqual(preconditionFailed);
    });

    it('answers 404 for a customer that is not there, or is foreign, even to *', async () => {
      const other = await service.business();
      const headers = { 'if-match': '*' };
      const answers = [
        await api.put(`/customers/${crypto.randomUUID()}`, {}, { headers }),
        await other.put(path, { notes: 'stolen' }, { headers }),
        await other.delete(path, { headers }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      expect((await get()).body).toEqual(customer);
    });

    it('answers 409 to PUT of a deleted customer, and 204 to its DELETE', async () => {
      await remove(etag);
      const current = etagOf(await get());
      expect(await put(current)).toMatchObject({ status: 409 });
      expect(await remove(current)).toMatchObject({ status: 204 });
      expect(await remove(etag)).toEqual(preconditionFailed);
    });

    it('answers 400 and 422 to what would be wrong without it', async () => {
      expect(await put(etag, { default_payment_term_id: crypto.randomUUID() })).toMatchObject({
        status: 400,
      });
      expect(await put('"other"', { name: null })).toMatchObject({ status: 422 });
      expect((await get()).body).toEqual(customer);
    });
  });

  describe('together with others', () => {
    it.each([2, 20])('lets exactly one of %d concurrent PUTs with the same If-Match win', async (count) => {
      for (let round = 0; round < 5; round += 1) {
        const before = etagOf(await get());
        const answers = await Promise.all(
          Array.from({ length: count }, (_, n) => put(before, { notes: `${round} ${n}` })),
        );
        const [winner, ...others] = answers.filter(({ status }) => status === 200);
        expect(others).toEqual([]);
        expect(answers.filter(({ status }) => status === 412)).toHaveLength(count - 1);
        expect((await get()).body).toEqual(winner?.body);
      }
    });

    it('loses no update of clients that read, add one and try again', async () => {
      const clients = 8;
      const increments = 4;
      const increment = async (): Promise<void> => {
        for (;;) {
          const read = await get();
          const count = Number(read.body['credit_limit_cents'] ?? 0);
          const { status } = await put(etagOf(read), { credit_limit_cents: count + 1 });
          if (status === 200) return;
          expect(status).toBe(412);
        }
      };
      await Promise.all(
        Array.from({ length: clients }, async () => {
          for (let n = 0; n < increments; n += 1) await increment();
        }),
      );
      expect((await get()).body).toMatchObject({ credit_limit_cents: clients * increments });
    });

    it.each([
      ['PUT', () => put(etag)],
      ['DELETE', () => remove(etag)],
    ])('answers %s with 412 if a contact was committed while it waited', async (_, send) => {
      const rival = new Client({ connectionString: service.database.url });
      await rival.connect();
      try {
        await rival.query('begin');
        await rival.query('select from customers where business_id = $1 and id = $2 for no key update', [
          api.businessId,
          customer['id'],
        ]);
        await addContact(rival);
        const waiting = send();
        await someoneWaits(service.database);
        await rival.query('commit');
        expect(await waiting).toEqual(preconditionFailed);
      } finally {
        await rival.end();
      }
      expect((await get()).body).toMatchObject({ notes: null, is_deleted: false });
    });
  });
});
