import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ApiClient, ApiResponse, Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { anyCharacter } from '../support/any-character.js';

/** Whole characters that text may hold: of all planes, right-to-left, combining, controls; no U+0000. */
const character = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 1 }).filter((text) => text !== '\0'),
  fc.constantFrom(
    '🏢',
    '👩‍👩‍👧',
    'א',
    '\u202e',
    'e\u0301',
    '\ufeff',
    '\u200b',
    "'",
    '"',
    '\\',
    '\u001f',
    '\u0085',
    '\u00a0',
    ' ',
  ),
);
const textOf = (maxLength: number) =>
  fc.array(character, { maxLength }).map((parts) => Array.from(parts.join('')).slice(0, maxLength).join(''));

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

/** Not with the domains that e-mail does not go to: reserved names, and labels like those of Punycode. */
const emailAddress = fc
  .emailAddress({ size: 'small' })
  .map((email) => email.toLowerCase())
  .filter((email) => !/[@.](?:[^.]{2}--|(?:arpa|invalid|local|localhost|onion|test)$)/.test(email));

const validRequest = fc.record(
  {
    name: textOf(200).map((name) => `A${name}Z`),
    email: emailAddress,
    address: optional(textOf(300)),
    phone: optional(textOf(50)),
    tax_id: optional(textOf(64)),
    website: optional(textOf(300)),
    notes: optional(textOf(1_000)),
    credit_limit_cents: optional(fc.maxSafeNat()),
    status: fc.constantFrom('active', 'inactive', 'blocked'),
    category: optional(textOf(100)),
    invoice_footer: optional(textOf(500)),
  },
  { requiredKeys: ['name', 'email'] },
);

const keys = [
  'name',
  'email',
  'notes',
  'credit_limit_cents',
  'status',
  '__proto__',
  'constructor',
  'toString',
  'id',
  '',
];
/** JSON texts of every kind, among them those that no program would write. */
const anyJson = fc.oneof(
  fc.json({ stringUnit: anyCharacter }),
  fc
    .array(fc.tuple(fc.constantFrom(...keys), fc.json({ stringUnit: anyCharacter, maxDepth: 2 })), {
      maxLength: 8,
    })
    .map((entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
  fc.constantFrom(
    `{"name":"\\ud800","email":"a@example.com"}`,
    `{"name":"a\\u0000b","email":"a@example.com"}`,
    `{"name":"${'x'.repeat(1_000_000)}","email":"a@example.com"}`,
    `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    '['.repeat(500_000),
    `{"name":"A","email":"a@example.com","x":${'9'.repeat(100_000)}}`,
    `{"name":"A","email":"${'a'.repeat(500_000)}@example.com"}`,
    `{"name":"A","email":"${'a@'.repeat(100_000)}"}`,
    `{"name":"${' '.repeat(1_000_000)}","email":"a@example.com"}`,
    `{"name":"A","email":"a@example.com","default_payment_term_id":"${'-'.repeat(500_000)}"}`,
  ),
);

describe('POST /customers, for any request', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = await service.business();
  });
  afterAll(() => service.stop());

  const rowOf = async (id: unknown) => {
    const [row] = await service.database.sql<Json>('select * from customers where id = $1', [id]);
    return row;
  };

  /**
   * The fault of a response: none, if it is an error of the contract, or if what was created reads back as
   * it was answered, and is in the row.
   */
  const faultOf = async (response: ApiResponse): Promise<unknown> => {
    const { status, body, text } = response;
    if (!response.headers.has('x-request-id')) return 'no x-request-id';
    if (status !== 201) {
      const isOfContract = [400, 413, 415, 422].includes(status) && Object.keys(body).join() === 'detail';
      return isOfContract ? undefined : { status, text };
    }
    const read = await api.get(`/customers/${String(body['id'])}`);
    if (read.text !== text) return { read: read.text, answered: text };
    const row = await rowOf(body['id']);
    return Object.entries(body).find(([field, value]) => field !== 'contacts' && row?.[field] !== value);
  };

  it('stores whatever is valid exactly as it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(validRequest, async (request) => {
        const response = await api.post('/customers', request);
        expect(await faultOf(response)).toBeUndefined();
        expect({ status: response.status, body: response.body }).toMatchObject({
          status: 201,
          body: request,
        });
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('answers any JSON with a 201 or an error of the contract', async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (raw) => {
        expect(await faultOf(await api.post('/customers', undefined, { raw }))).toBeUndefined();
      }),
      { numRuns: 80 },
    );
  }, 60_000);

  it('never takes a value that is not valid text or not its field’s', async () => {
    const spoilt = fc.tuple(
      validRequest,
      fc.constantFrom('name', 'address', 'phone', 'notes', 'invoice_footer'),
      fc.constantFrom('\0', '\ud800', '\udc00', 1, true, [], {}),
    );
    await fc.assert(
      fc.asyncProperty(spoilt, async ([request, field, value]) => {
        const { status, body } = await api.post('/customers', { ...request, [field]: value });
        expect({ status, body }).toMatchObject({
          status: 422,
          body: { detail: [{ loc: ['body', field], input: value }] },
        });
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('takes the last of several values under one name, as JSON.parse does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(textOf(20), { minLength: 1, maxLength: 4 }), async (notes) => {
        const members = notes.map((note) => `"notes":${JSON.stringify(note)}`).join(',');
        const raw = `{"name":"A","email":"a@example.com",${members}}`;
        const response = await api.post('/customers', undefined, { raw });
        expect(await faultOf(response)).toBeUndefined();
        expect(response.body['notes']).toBe(notes.at(-1));
      }),
      { numRuns: 20 },
    );
  });

  it('answers bytes of every kind, types of every kind and bodies cut off anywhere with an error of the contract', async () => {
    const body = Buffer.from('{"name": "Ünïcode 🏢", "email": "a@example.com", "credit_limit_cents": 1e2}');
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(body.length - 1).map((end) => new Uint8Array(body.subarray(0, end))),
    );
    const types = fc.constantFrom(
      'application/json',
      'application/json',
      'text/plain',
      'application/json; charset=utf-16',
      'x',
      '/',
    );
    await fc.assert(
      fc.asyncProperty(bytes, types, async (raw, type) => {
        const response = await api.post('/customers', undefined, {
          raw: Uint8Array.from(raw),
          headers: { 'content-type': type },
        });
        expect(await faultOf(response)).toBeUndefined();
        expect(response.status).not.toBe(201);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('has not failed once', () => {
    const failures = service.logs.filter((line) => (JSON.parse(line) as { level: number }).level >= 50);
    expect(failures).toEqual([]);
  });
});
