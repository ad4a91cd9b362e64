import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { head, RawConnection, sendRaw } from '../support/raw-connection.js';

const limitBytes = 1024 * 1024;
const valid = '{"name": "Acme", "email": "billing@acme.example.com"}';
const tooLarge = { status: 413, body: '{"detail":"The body is larger than 1048576 bytes"}' };

const unreadable = { status: 400, body: { detail: 'There was an error parsing the body' } };

const invalidJson = (offset: number, error: string) => ({
  status: 422,
  body: {
    detail: [
      { type: 'json_invalid', loc: ['body', offset], msg: 'JSON decode error', input: {}, ctx: { error } },
    ],
  },
});

describe('a request body', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const post = async (raw: string | Uint8Array<ArrayBuffer>, contentType = 'application/json') => {
    const { status, body } = await api.post('/customers', undefined, {
      raw,
      headers: { 'content-type': contentType },
    });
    return { status, body };
  };

  const credentials = () => [
    `authorization: Bearer ${api.token}`,
    `x-business-id: ${api.businessId}`,
    'content-type: application/json',
  ];

  it('may have 1 MiB', async () => {
    const body = valid + ' '.repeat(limitBytes - valid.length);
    expect((await post(body)).status).toBe(201);
  });

  it('is a 413 by its Content-Length, before any of it was sent', async () => {
    const request = head('POST', '/api/v1/customers', [
      ...credentials(),
      `content-length: ${limitBytes + 1}`,
    ]);
    const { status, body } = await sendRaw(service.url, request);
    expect({ status, body }).toStrictEqual(tooLarge);
  });

  it('is a 413 without a Content-Length, before it has ended', async () => {
    const request = head('POST', '/api/v1/customers', [...credentials(), 'transfer-encoding: chunked']);
    const size = limitBytes + 1;
    const { status, body } = await sendRaw(
      service.url,
      `${request}${size.toString(16)}\r\n${'x'.repeat(size)}`,
    );
    expect({ status, body }).toStrictEqual(tooLarge);
  });

  it.each(['with', 'without'])(
    'is a 413 that a client can read which is still sending, %s a length',
    async (how) => {
      const size = 8 * limitBytes;
      const isChunked = how === 'without';
      const framing = isChunked ? 'transfer-encoding: chunked' : `content-length: ${size}`;
      const connection = new RawConnection(service.url);
      const { socket } = connection;
      connection.send(head('POST', '/api/v1/customers', [...credentials(), framing]));
      if (isChunked) connection.send(`${size.toString(16)}\r\n`);
      const sent = new Promise<void>((resolve, reject) => {
        socket.write('x'.repeat(size), (error) => (error ? reject(error) : resolve()));
      });
      await sent;
      const { status, body } = await connection.answer;
      socket.destroy();
      expect({ status, body }).toStrictEqual(tooLarge);
    },
  );

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON',
    'application/merge-patch+json',
    'application/+json',
    'application/json;odata.metadata=minimal;odata.streaming=true',
    'application/json; a!#$%&*+^_`|~-=1',
    "application/json; title*=utf-8''x",
    'application/vnd.api+json; ext="https://example.com/a;charset=b"',
    'application/json;charset=',
    'application/json; charset=""',
    'application/json ;;',
    'application/json;x',
  ])('may be %s', async (contentType) => {
    expect((await post(valid, contentType)).status).toBe(201);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=latin1',
    'application/json; v=1; charset=utf-16',
    'application/json, text/plain',
    'application/x+json+xml',
    'application/jsonp',
    'text/json',
    '',
  ])('is a 415 when it is %j', async (contentType) => {
    expect(await post(valid, contentType)).toStrictEqual({
      status: 415,
      body: { detail: 'The body must be application/json in UTF-8' },
    });
  });

  it.each([
    ['{', 1, 'Expecting property name enclosed in double quotes'],
    ['{"name"', 7, "Expecting ':' delimiter"],
    ['{"name": "Acme', 9, 'Unterminated string starting at'],
    ['{"name": }', 9, 'Expecting value'],
    ['{"name": "Acme",}', 15, 'Illegal trailing comma before end of object'],
    ['[1, ]', 2, 'Illegal trailing comma before end of array'],
    [`${valid} x`, valid.length + 1, 'Extra data'],
    ["{'name': 1}", 1, 'Expecting property name enclosed in double quotes'],
    ['{"🏢": tru}', 6, 'Expecting value'],
    ['{"name": NaN}', 9, 'Expecting value'],
    [' ', 1, 'Expecting value'],
    ['{"name": "a\nb"}', 11, 'Invalid control character at'],
    ['"\\x"', 1, 'Invalid \\escape'],
    ['[1 2]', 3, "Expecting ',' delimiter"],
  ])('is json_invalid for %j, with the offset in characters', async (raw, offset, error) => {
    expect(await post(raw)).toStrictEqual(invalidJson(offset, error));
  });

  it('is json_invalid wherever it is cut off', async () => {
    const cuts = Array.from({ length: valid.length - 1 }, (_, index) => valid.slice(0, index + 1));
    const responses = await Promise.all(cuts.map((cut) => post(cut)));
    for (const { status, body } of responses) {
      expect({ status, body }).toMatchObject({ status: 422, body: { detail: [{ type: 'json_invalid' }] } });
    }
  });

  it.each([
    ['{"name": "caf', [0xe9], '", "email": "a@example.com"}'],
    ['{"a": "\ufffd🏢', [0xff], '"}'],
    ['', [0xc3, 0x28], ''],
    ['"', [0xed, 0xa0, 0x80], '"'],
    ['\ufeff"', [0x80], '"'],
    ['{', [0xff], ''],
  ])('is a 400 where it is not UTF-8, after %j', async (before, bytes, after) => {
    const raw = Uint8Array.from([...Buffer.from(before), ...bytes, ...Buffer.from(after)]);
    expect(await post(raw)).toStrictEqual(unreadable);
  });

  it.each([
    ['UTF-16', '\ufeff', 'utf16le'],
    ['UTF-16 without a mark', '', 'utf16le'],
  ] as const)('is a 400 in %s', async (_, mark, encoding) => {
    expect(await post(Uint8Array.from(Buffer.from(mark + valid, encoding)))).toStrictEqual(unreadable);
  });

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('is a 400 where %s stands too often in itself, and a 422 up to there', async (opening, closing) => {
    const nested = (depth: number) => `${opening.repeat(depth)}1${closing.repeat(depth)}`;
    expect((await post(nested(9_999))).status).toBe(422);
    expect(await post(nested(10_000))).toStrictEqual(unreadable);
    expect(await post(opening.repeat(100_000))).toStrictEqual(unreadable);
  });

  it.each([
    [
      'in a field',
      (digits: string) => `{"name":"Acme","email":"a@example.com","credit_limit_cents":${digits}}`,
    ],
    ['in a field that is not known', (digits: string) => `{"name":"Acme","x":[{"y":-${digits}}]}`],
    ['as the body', (digits: string) => digits],
  ])('is a 400 with an integer of more than 4,300 digits %s, and a 422 up to there', async (_, write) => {
    expect((await post(write('1'.repeat(4_300)))).status).toBe(422);
    expect(await post(write('1'.repeat(4_301)))).toStrictEqual(unreadable);
    expect((await post(write(`${'1'.repeat(4_301)}.0`))).status).toBe(422);
    expect(await post(write(`${'1'.repeat(4_301)},`))).toStrictEqual(unreadable);
    expect((await post(`[1 ${write('1'.repeat(4_301))}`)).status).toBe(422);
  });

  it('may start with a byte order mark', async () => {
    expect((await post(`\ufeff${valid}`)).status).toBe(201);
  });

  it('is missing at ["body"] when it is absent, whatever its type', async () => {
    const missing = {
      status: 422,
      body: { detail: [{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }] },
    };
    for (const contentType of [undefined, 'application/json', 'text/plain']) {
      const { status, body } = await api.post('/customers', undefined, {
        headers: { 'content-type': contentType },
      });
      expect({ status, body }).toStrictEqual(missing);
    }
    expect(await post('')).toStrictEqual(missing);
    expect(await post('null')).toStrictEqual(missing);
    expect(await post(' null\n')).toStrictEqual(missing);
  });

  it.each([['[]'], ['[{}]'], ['"text"'], ['12345678901234567890'], ['0.5'], ['true']])(
    'is model_attributes_type at ["body"] when it is %s, which is not an object',
    async (raw) => {
      const { status, text } = await api.post('/customers', undefined, { raw });
      expect({ status, text }).toStrictEqual({
        status: 422,
        text:
          '{"detail":[{"type":"model_attributes_type","loc":["body"],' +
          `"msg":"Input should be a valid dictionary or object to extract fields from","input":${raw}}]}`,
      });
    },
  );
});
