import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const integerParsing = {
  type: 'int_parsing',
  msg: 'Input should be a valid integer, unable to parse string as an integer',
};
const integerType = { type: 'int_type', msg: 'Input should be a valid integer' };
const integerFromFloat = {
  type: 'int_from_float',
  msg: 'Input should be a valid integer, got a number with a fractional part',
};
const tooSmall = {
  type: 'greater_than_equal',
  msg: 'Input should be greater than or equal to 0',
  ctx: { ge: 0 },
};
const tooLarge = {
  type: 'less_than_equal',
  msg: 'Input should be less than or equal to 9007199254740991',
  ctx: { le: 9007199254740991 },
};

describe('credit_limit_cents', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  /** Sends the digits as they are: JavaScript would round them, or write them in another way. */
  const send = (literal: string) =>
    api.post('/customers', undefined, {
      raw: `{"name": "Acme", "email": "billing@acme.example.com", "credit_limit_cents": ${literal}}`,
    });

  it.each([
    ['0', 0],
    ['-0', 0],
    ['-0.0', 0],
    ['100', 100],
    ['100.0', 100],
    ['1e3', 1_000],
    ['1.5E1', 15],
    ['9007199254740991', 9007199254740991],
    ['9007199254740991.0', 9007199254740991],
    ['"100"', 100],
    ['"0"', 0],
    ['"-0"', 0],
    ['" 100 "', 100],
    ['"+100"', 100],
    ['"100.0"', 100],
    ['"0100"', 100],
    ['"1_000"', 1_000],
    ['"9007199254740991"', 9007199254740991],
  ])('takes %s as %i', async (literal, value) => {
    const { status, body, text } = await send(literal);
    expect({ status, value: body['credit_limit_cents'] }).toEqual({ status: 201, value });
    // Not -0, which JSON.parse would tell from 0 and `toEqual` too, nor 1e15.
    expect(text).toContain(`"credit_limit_cents":${value},`);
    const [row] = await service.database.sql<{ credit: string }>(
      'select credit_limit_cents::text as credit from customers where id = $1',
      [body['id']],
    );
    expect(row).toEqual({ credit: String(value) });
  });

  it.each([
    ['100.5', integerFromFloat],
    ['0.1', integerFromFloat],
    ['1e-3', integerFromFloat],
    ['-0.5', integerFromFloat],
    ['true', integerType],
    ['false', integerType],
    ['[]', integerType],
    ['[1]', integerType],
    ['{}', integerType],
    ['{"value": 12345678901234567890}', integerType],
    ['""', integerParsing],
    ['" "', integerParsing],
    ['"1e3"', integerParsing],
    ['"100.5"', integerParsing],
    ['"100."', integerParsing],
    ['"1,000"', integerParsing],
    ['"0x10"', integerParsing],
    ['"true"', integerParsing],
    ['"NaN"', integerParsing],
    ['"１００"', integerParsing],
    ['"1\\u0000"', integerParsing],
    ['"\\ud800"', integerParsing],
    ['-1', tooSmall],
    ['-1e400', tooSmall],
    ['-9007199254740993', tooSmall],
    ['"-1"', tooSmall],
    ['9007199254740992', tooLarge],
    ['9007199254740993', tooLarge],
    ['9223372036854775807', tooLarge],
    ['9223372036854775808', tooLarge],
    ['123456789012345678901234567890123456789012345678901234567890', tooLarge],
    ['1e400', tooLarge],
    ['"9007199254740993"', tooLarge],
    [`"${'9'.repeat(4_300)}"`, tooLarge],
    [`"${'9'.repeat(4_301)}"`, integerParsing],
  ])('refuses %s, and echoes it digit by digit', async (literal, issue) => {
    const { status, body, text } = await send(literal);
    expect(body).toMatchObject({ detail: [{ ...issue, loc: ['body', 'credit_limit_cents'] }] });
    expect(body['detail']).toHaveLength(1);
    expect(status).toBe(422);
    expect(text).toContain(`"input":${literal.replaceAll(': ', ':')}`);
  });

  it('echoes every digit of a number elsewhere in an object from which a field is missing', async () => {
    const { status, text } = await api.post('/customers', undefined, {
      raw: '{"email": "a@example.com", "credit_limit_cents": 100, "extra": [12345678901234567890.123456789, -0]}',
    });
    expect(status).toBe(422);
    expect(text).toBe(
      '{"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":' +
        '{"email":"a@example.com","credit_limit_cents":100,"extra":[12345678901234567890.123456789,-0]}}]}',
    );
  });
});
