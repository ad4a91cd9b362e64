import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { customerSorts } from '../../src/modules/customers/customer-list.dto.js';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { anyCharacter } from '../support/any-character.js';

interface Issue {
  readonly type: string;
  readonly loc: readonly unknown[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: unknown;
}

const issue = (name: string, input: unknown, type: string, msg: string, ctx?: unknown): Issue => ({
  type,
  loc: ['query', name],
  msg,
  input,
  ...(ctx === undefined ? {} : { ctx }),
});

describe('what GET /customers refuses', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    const rows = Array.from({ length: 5 }, (_, n) => customerRow(Date.UTC(2026, 0, 1) + n, { name: `${n}` }));
    await insertCustomerRows(service.database, api.businessId, rows);
  });
  afterAll(() => service.release());

  const oneOf = (name: string, input: string, expected: string) =>
    issue(name, input, 'enum', `Input should be ${expected}`, { expected });

  const sorts = "'created_at', 'updated_at', 'name', 'email', 'credit_limit_cents' or 'status'";
  const notDateTime = (name: string, input: string, error: string) =>
    issue(name, input, 'datetime_from_date_parsing', `Input should be a valid datetime or date, ${error}`, {
      error,
    });

  const cases: readonly [string, readonly Issue[]][] = [
    [
      'limit=0',
      [issue('limit', '0', 'greater_than_equal', 'Input should be greater than or equal to 1', { ge: 1 })],
    ],
    [
      'limit=-1',
      [issue('limit', '-1', 'greater_than_equal', 'Input should be greater than or equal to 1', { ge: 1 })],
    ],
    [
      'limit=1001',
      [issue('limit', '1001', 'less_than_equal', 'Input should be less than or equal to 1000', { le: 1000 })],
    ],
    [
      'limit=99999999999999999999',
      [
        issue(
          'limit',
          '99999999999999999999',
          'less_than_equal',
          'Input should be less than or equal to 1000',
          { le: 1000 },
        ),
      ],
    ],
    [
      'limit=abc',
      [
        issue(
          'limit',
          'abc',
          'int_parsing',
          'Input should be a valid integer, unable to parse string as an integer',
        ),
      ],
    ],
    [
      'limit=',
      [
        issue(
          'limit',
          '',
          'int_parsing',
          'Input should be a valid integer, unable to parse string as an integer',
        ),
      ],
    ],
    [
      'limit=1.5',
      [
        issue(
          'limit',
          '1.5',
          'int_parsing',
          'Input should be a valid integer, unable to parse string as an integer',
        ),
      ],
    ],
    ['sort_by=address', [oneOf('sort_by', 'address', sorts)]],
    ['sort_by=NAME', [oneOf('sort_by', 'NAME', sorts)]],
    ['sort_by=', [oneOf('sort_by', '', sorts)]],
    ['direction=back', [oneOf('direction', 'back', "'next' or 'prev'")]],
    ['direction=', [oneOf('direction', '', "'next' or 'prev'")]],
    ['status=Active', [oneOf('status', 'Active', "'active', 'inactive' or 'blocked'")]],
    [
      'descending=down',
      [
        issue(
          'descending',
          'down',
          'bool_parsing',
          'Input should be a valid boolean, unable to interpret input',
        ),
      ],
    ],
    [
      'include_deleted=2',
      [
        issue(
          'include_deleted',
          '2',
          'bool_parsing',
          'Input should be a valid boolean, unable to interpret input',
        ),
      ],
    ],
    [
      'include_total_count=',
      [
        issue(
          'include_total_count',
          '',
          'bool_parsing',
          'Input should be a valid boolean, unable to interpret input',
        ),
      ],
    ],
    [
      'id=123',
      [
        issue(
          'id',
          '123',
          'uuid_parsing',
          'Input should be a valid UUID, invalid length: expected length 32 for simple format, found 3',
          { error: 'invalid length: expected length 32 for simple format, found 3' },
        ),
      ],
    ],
    ['created_after=yesterday', [notDateTime('created_after', 'yesterday', 'input is too short')]],
    [
      'created_before=2026-02-30',
      [notDateTime('created_before', '2026-02-30', 'day value is outside expected range')],
    ],
    [
      'updated_after=2026-13-01T00:00:00Z',
      [notDateTime('updated_after', '2026-13-01T00:00:00Z', 'month value is outside expected range of 1-12')],
    ],
    [
      'updated_before=2026-01-01T25:00:00Z',
      [
        notDateTime(
          'updated_before',
          '2026-01-01T25:00:00Z',
          'unexpected extra characters at the end of the input',
        ),
      ],
    ],
    [
      `email=${'a'.repeat(255)}`,
      [
        issue('email', 'a'.repeat(255), 'string_too_long', 'String should have at most 254 characters', {
          max_length: 254,
        }),
      ],
    ],
    [
      `category=${'a'.repeat(101)}`,
      [
        issue('category', 'a'.repeat(101), 'string_too_long', 'String should have at most 100 characters', {
          max_length: 100,
        }),
      ],
    ],
    [
      'category=%00',
      [
        issue(
          'category',
          '\0',
          'string_unicode',
          'Input should be a valid string, unable to parse raw data as a unicode string',
        ),
      ],
    ],
  ];

  it.each(cases)('answers %s with a 422 in its place', async (query, detail) => {
    const { status, body } = await api.get(`/customers?${query}`);
    expect({ status, body }).toEqual({ status: 422, body: { detail } });
  });

  it('names everything that is wrong at once, each once', async () => {
    const query = 'limit=0&status=x&id=y&created_after=z&sort_by=w&direction=v&descending=u';
    const { status, body } = await api.get(`/customers?${query}`);
    expect(status).toBe(422);
    const names = (body['detail'] as Issue[]).map(({ loc }) => loc[1]);
    expect(names).toHaveLength(7);
    expect(new Set(names)).toEqual(
      new Set(['created_after', 'descending', 'direction', 'id', 'limit', 'sort_by', 'status']),
    );
  });

  it('takes the last of a parameter that is given several times', async () => {
    const { status, body } = await api.get('/customers?limit=abc&limit=1&status=x&status=active');
    expect({ status, limit: body['limit'] }).toEqual({ status: 200, limit: 1 });
    const refused = await api.get('/customers?limit=1&limit=abc');
    expect(refused.status).toBe(422);
  });

  it('ignores parameters that it does not know, and refuses them under strict handling', async () => {
    const relaxed = await api.get('/customers?offset=10&limit[]=0');
    expect({ status: relaxed.status, limit: relaxed.body['limit'] }).toEqual({ status: 200, limit: 50 });
    const question = await api.get('/customers??limit=0');
    expect({ status: question.status, limit: question.body['limit'] }).toEqual({ status: 200, limit: 50 });
    const strict = await api.get('/customers?offset=10&status=active', {
      headers: { prefer: 'handling=strict' },
    });
    expect({ status: strict.status, body: strict.body }).toEqual({
      status: 422,
      body: { detail: [issue('offset', '10', 'extra_forbidden', 'Extra inputs are not permitted')] },
    });
  });

  it('takes every parameter under strict handling', async () => {
    const query = new URLSearchParams({
      id: crypto.randomUUID(),
      email: 'a@example.com',
      search: 'acme',
      status: 'active',
      category: 'Retail',
      created_after: '2026-01-01',
      created_before: '2026-01-02',
      updated_after: '2026-01-01',
      updated_before: '2026-01-02',
      include_deleted: 'yes',
      limit: '10',
      direction: 'prev',
      include_total_count: '1',
      sort_by: 'name',
      descending: 'off',
    });
    const { status, body } = await api.get(`/customers?${query.toString()}`, {
      headers: { prefer: 'handling=strict' },
    });
    expect({ status, items: body['items'] }).toEqual({ status: 200, items: [] });
  });

  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 40 }),
    fc.string({ maxLength: 300 }),
    fc.constantFrom(
      '',
      '\0',
      '\u2028',
      "'; drop table customers; --",
      '%',
      '{}',
      '[object Object]',
      'null',
      '🏢',
    ),
  );
  const number = fc.oneof(fc.integer(), fc.double(), fc.bigInt()).map(String);
  const time = fc.oneof(
    fc
      .date({ noInvalidDate: false })
      .map((date) => (Number.isNaN(date.getTime()) ? 'NaN' : date.toISOString())),
    number,
    text,
  );
  const parameter = fc.oneof(
    fc.tuple(
      fc.constantFrom('limit', 'cursor', 'email', 'category', 'search', 'status', 'id'),
      fc.oneof(text, number),
    ),
    fc.tuple(fc.constantFrom('created_after', 'created_before', 'updated_after', 'updated_before'), time),
    fc.tuple(
      fc.constant('sort_by'),
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...customerSorts) }, text),
    ),
    fc.tuple(fc.constant('direction'), fc.constantFrom('next', 'prev', 'x')),
    fc.tuple(
      fc.constantFrom('descending', 'include_deleted', 'include_total_count'),
      fc.constantFrom('0', '1', 'x'),
    ),
    fc.tuple(fc.constant('id'), fc.uuid()),
    fc.tuple(fc.constantFrom('__proto__', 'constructor', 'toString', 'limit[]', 'a.b', ''), text),
  );

  it('answers any parameters with 200 or 422', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(parameter, { maxLength: 8 }), async (parameters) => {
        const query = new URLSearchParams(parameters).toString();
        const { status, body } = await api.get(`/customers?${query}`);
        expect([200, 422]).toContain(status);
        expect(Object.keys(body)).toEqual(
          status === 422
            ? ['detail']
            : ['items', 'total', 'limit', 'next_cursor', 'prev_cursor', 'has_next', 'has_prev'],
        );
      }),
      { numRuns: 100 },
    );
  });

  it('answers any query string with 200 or 422', async () => {
    const raw = fc.string({
      unit: fc.constantFrom(...'abc=&?%+;[]()/.,:_-0123456789%ff%00%C3limitcursor'),
      maxLength: 80,
    });
    await fc.assert(
      fc.asyncProperty(raw, async (query) => {
        const { status } = await api.get(`/customers?${query}`);
        expect([200, 422]).toContain(status);
      }),
      { numRuns: 100 },
    );
  });
});
