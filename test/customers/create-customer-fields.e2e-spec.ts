import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const minimal = { name: 'Acme', email: 'billing@acme.example.com' };

/** The text fields with no rule but a length, in the order of the schema. */
const lengths = {
  address: 2_000,
  phone: 50,
  tax_id: 64,
  website: 2_048,
  notes: 10_000,
  category: 100,
  invoice_footer: 5_000,
};

const textFields = [...Object.keys(lengths), 'default_payment_term_id'];
const optionalFields = [...textFields, 'credit_limit_cents', 'status'];

const stringType = { type: 'string_type', msg: 'Input should be a valid string' };
const stringUnicode = {
  type: 'string_unicode',
  msg: 'Input should be a valid string, unable to parse raw data as a unicode string',
};
const tooLong = (length: number) => ({
  type: 'string_too_long',
  msg: `String should have at most ${length} characters`,
  ctx: { max_length: length },
});
const statusEnum = {
  type: 'enum',
  msg: "Input should be 'active', 'inactive' or 'blocked'",
  ctx: { expected: "'active', 'inactive' or 'blocked'" },
};

describe('the fields of a new customer', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  /** Creates the customer, and checks that the row holds what the response says. */
  const create = async (fields: Json): Promise<Json> => {
    const { status, body } = await api.post('/customers', { ...minimal, ...fields });
    expect({ status, body }).toMatchObject({ status: 201 });
    const { contacts: _, ...stored } = body;
    const [row] = await service.database.sql<Json>('select * from customers where id = $1', [body['id']]);
    expect(row).toMatchObject(stored);
    return body;
  };

  const countCustomers = async () => {
    const [row] = await service.database.sql<{ count: number }>(
      'select count(*)::int as count from customers where business_id = $1',
      [api.businessId],
    );
    return row?.count;
  };

  /** Sends a wrong value, which makes no row, and returns what the one entry of the 422 says about it. */
  const refusal = async (field: string, input: unknown) => {
    const before = await countCustomers();
    const { status, body } = await api.post('/customers', { ...minimal, [field]: input });
    expect({ status, body }).toStrictEqual({
      status: 422,
      body: { detail: [expect.objectContaining({ loc: ['body', field], input })] },
    });
    expect(await countCustomers()).toBe(before);
    const [{ loc: _loc, input: _input, ...issue } = {}] = body['detail'] as Json[];
    return issue;
  };

  describe.each(Object.entries(lengths))('%s', (field, length) => {
    it(`takes ${length} characters, however many bytes they have`, async () => {
      const value = '🏢'.repeat(length);
      expect((await create({ [field]: value }))[field]).toBe(value);
    });

    it(`refuses ${length + 1} characters with string_too_long`, async () => {
      expect(await refusal(field, 'x'.repeat(length + 1))).toStrictEqual(tooLong(length));
    });

    it('keeps white space and the empty text as they were sent', async () => {
      expect((await create({ [field]: ' \t\n ' }))[field]).toBe(' \t\n ');
      expect((await create({ [field]: '' }))[field]).toBe('');
    });
  });

  describe.each(textFields)('%s', (field) => {
    it.each([[0], [1.5], [true], [[]], [['x']], [{}]])('refuses %j with string_type', async (value) => {
      expect(await refusal(field, value)).toStrictEqual(stringType);
    });

    it.each(['\0', 'a\0b', '\ud83c', '\udfe2x'])(
      'refuses %j, which cannot be stored, with string_unicode',
      async (value) => {
        expect(await refusal(field, value)).toStrictEqual(stringUnicode);
      },
    );
  });

  it.each(optionalFields)('%s may be null or left out, which is the same', async (field) => {
    const sent = await create({ [field]: null });
    const omitted = await create({});
    expect(sent[field]).toBe(field === 'status' ? 'active' : null);
    expect(omitted[field]).toBe(sent[field]);
  });

  describe('name', () => {
    it.each([1, 255])('takes %i characters', async (length) => {
      const name = '🏢'.repeat(length);
      expect((await create({ name }))['name']).toBe(name);
    });

    it('refuses 256 characters with string_too_long', async () => {
      expect(await refusal('name', 'x'.repeat(256))).toStrictEqual(tooLong(255));
    });

    it('is trimmed at its ends before it is measured, and only there', async () => {
      const name = `A${' '.repeat(253)}B`;
      const ends = ' \t\r\n\u00a0\u2003\u3000\u0085';
      expect((await create({ name: ends + name + ends }))['name']).toBe(name);
    });

    it.each(['', ' ', '\u3000\t\n'])('refuses %j with string_too_short', async (name) => {
      expect(await refusal('name', name)).toStrictEqual({
        type: 'string_too_short',
        msg: 'String should have at least 1 character',
        ctx: { min_length: 1 },
      });
    });

    it.each([[null], [0], [false], [[]], [{}]])('refuses %j with string_type', async (name) => {
      expect(await refusal('name', name)).toStrictEqual(stringType);
    });

    it.each([
      '\u200b',
      '\ufeff',
      '\u2060',
      '\u00ad',
      '\u202e',
      '\u3164',
      '\u2800',
      '\ufe0f',
      ' \u200b\u0007\u3000',
    ])('refuses %j, of which nothing shows, with string_too_short', async (name) => {
      expect(await refusal('name', name)).toMatchObject({ type: 'string_too_short', ctx: { min_length: 1 } });
    });

    it.each([
      ['\ufeffAcme', 'Acme'],
      ['\u200bAcme\u00ad\u202c ', 'Acme'],
      ['a\u200bb', 'a\u200bb'],
      ['I \u2764\ufe0f', 'I \u2764\ufe0f'],
      ['\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}', '\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}'],
    ])('is trimmed of what does not show: %j', async (name, stored) => {
      expect((await create({ name }))['name']).toBe(stored);
    });

    it('refuses what cannot be stored with string_unicode', async () => {
      expect(await refusal('name', 'A\0')).toStrictEqual(stringUnicode);
    });
  });

  describe('email', () => {
    it.each([
      ['Ada.Lovelace@Example.COM', 'Ada.Lovelace@example.com'],
      ["o'brien+tag@sub.example.co.uk", "o'brien+tag@sub.example.co.uk"],
      ['ö@Exämple.com', 'ö@exämple.com'],
      ['a@xn--bcher-kva.example.com', 'a@bücher.example.com'],
      ['a@BÜCHER.example.com', 'a@bücher.example.com'],
      ['jose\u0301@example.com', 'jos\u00e9@example.com'],
      [' billing@acme.com ', 'billing@acme.com'],
      ['a@example.com\n', 'a@example.com'],
      ['Acme <billing@acme.com>', 'billing@acme.com'],
      ['"Acme, Inc." <billing@acme.com>', 'billing@acme.com'],
      [`${'a'.repeat(65)}@example.com`, `${'a'.repeat(65)}@example.com`],
    ])('takes %j, and keeps the address alone, in its normalized form', async (email, stored) => {
      expect((await create({ email }))['email']).toBe(stored);
    });

    it('takes 254 characters', async () => {
      const email = `${'a'.repeat(64)}@${`${'b'.repeat(61)}.`.repeat(3)}com`;
      expect(email).toHaveLength(254);
      expect((await create({ email }))['email']).toBe(email);
    });

    it.each([
      ['', 'An email address must have an @-sign.'],
      ['plain', 'An email address must have an @-sign.'],
      ['@example.com', 'There must be something before the @-sign.'],
      ['a@', 'There must be something after the @-sign.'],
      ['a@localhost', 'The part after the @-sign is not valid. It should have a period.'],
      ['a..b@example.com', 'An email address cannot have two periods in a row.'],
      ['a@example.com.', 'An email address cannot end with a period.'],
      ['\u0483a@example.com', 'The email address contains unsafe characters: COMBINING CYRILLIC TITLO.'],
      [
        `a@${`${'b'.repeat(61)}.`.repeat(4)}coccco`,
        'The email address is too long after the @-sign (1 character too many).',
      ],
      [`${'a'.repeat(243)}@example.com`, 'The email address is too long (1 character too many).'],
    ])('refuses %j with value_error', async (email, reason) => {
      expect(await refusal('email', email)).toStrictEqual({
        type: 'value_error',
        msg: `value is not a valid email address: ${reason}`,
        ctx: { reason },
      });
    });

    it.each([[null], [1], [true], [[]], [{}]])('refuses %j with string_type', async (email) => {
      expect(await refusal('email', email)).toStrictEqual(stringType);
    });
  });

  describe('status', () => {
    it.each(['active', 'inactive', 'blocked'])('takes %s', async (status) => {
      expect((await create({ status }))['status']).toBe(status);
    });

    it.each([['Active'], [''], ['active '], ['deleted'], [0], [true], [[]], [['active']], [{}]])(
      'refuses %j with enum',
      async (status) => {
        expect(await refusal('status', status)).toStrictEqual(statusEnum);
      },
    );
  });

  it('answers with one entry for each wrong field, in the order of the schema', async () => {
    const request = {
      invoice_footer: 1,
      status: 'x',
      notes: 'n'.repeat(10_001),
      credit_limit_cents: -1,
      email: 'x',
      category: 1,
    };
    const { status, body } = await api.post('/customers', request);
    expect(status).toBe(422);
    const reason = 'An email address must have an @-sign.';
    expect(body).toStrictEqual({
      detail: [
        { type: 'missing', loc: ['body', 'name'], msg: 'Field required', input: request },
        {
          type: 'value_error',
          loc: ['body', 'email'],
          msg: `value is not a valid email address: ${reason}`,
          input: 'x',
          ctx: { reason },
        },
        { ...tooLong(10_000), loc: ['body', 'notes'], input: request.notes },
        {
          type: 'greater_than_equal',
          loc: ['body', 'credit_limit_cents'],
          msg: 'Input should be greater than or equal to 0',
          input: -1,
          ctx: { ge: 0 },
        },
        { ...statusEnum, loc: ['body', 'status'], input: 'x' },
        { ...stringType, loc: ['body', 'category'], input: 1 },
        { ...stringType, loc: ['body', 'invoice_footer'], input: 1 },
      ],
    });
  });

  it('answers with missing for both required fields, each with the whole object', async () => {
    const { status, body } = await api.post('/customers', { phone: '1' });
    expect(status).toBe(422);
    expect(body).toStrictEqual({
      detail: ['name', 'email'].map((field) => ({
        type: 'missing',
        loc: ['body', field],
        msg: 'Field required',
        input: { phone: '1' },
      })),
    });
  });
});
