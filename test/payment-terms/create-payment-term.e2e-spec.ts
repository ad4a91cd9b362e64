import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

describe('POST /payment-terms', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  const stored = (id: unknown) =>
    service.database.sql<object>('select * from payment_terms where id = $1', [id]);

  it('answers 201 with all ten fields, the Location and an ETag, and stores the row', async () => {
    const created = await api.post('/payment-terms', {
      name: '  2/10 Net 30 ',
      days_until_due: '30',
      discount_percent: '2.50',
      discount_days: 10.0,
    });
    expect(created.status).toBe(201);
    const { id, created_at } = created.body;
    expect(created.headers.get('location')).toBe(`/api/v1/payment-terms/${String(id)}`);
    expect(created.text).toBe(
      JSON.stringify({
        id,
        business_id: api.businessId,
        name: '2/10 Net 30',
        days_until_due: 30,
        discount_percent: 2.5,
        discount_days: 10,
        is_default: false,
        is_active: true,
        created_at,
        updated_at: created_at,
      }),
    );
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(await stored(id)).toEqual([created.body]);
    const read = await api.get(`/payment-terms/${String(id)}`);
    expect(read.text).toBe(created.text);
    expect(read.headers.get('etag')).toBe(created.headers.get('etag'));
  });

  it('takes the bounds of every number', async () => {
    const low = await api.post('/payment-terms', {
      name: 'x',
      days_until_due: 0,
      discount_percent: 0,
      discount_days: 0,
    });
    expect(low).toMatchObject({ status: 201, body: { discount_percent: 0, discount_days: 0 } });
    const high = await api.post('/payment-terms', {
      name: 'x'.repeat(255),
      days_until_due: 3650,
      discount_percent: 100,
      discount_days: 3650,
    });
    expect(high).toMatchObject({ status: 201, body: { discount_percent: 100, discount_days: 3650 } });
  });

  it('makes a deactivated one, and takes null for what can be null', async () => {
    const request = {
      name: 'Old',
      days_until_due: 1,
      discount_percent: null,
      discount_days: null,
      is_active: false,
    };
    const { status, body } = await api.post('/payment-terms', request);
    expect({ status, body }).toMatchObject({ status: 201, body: request });
  });

  const count = () =>
    service.database.sql<object>('select count(*) from payment_terms where business_id = $1', [
      api.businessId,
    ]);

  const errorsOf = async (request: unknown) => {
    const before = await count();
    const { status, body } = await api.post('/payment-terms', request);
    expect(await count()).toEqual(before);
    expect(status).toBe(422);
    return body['detail'];
  };

  it('names every field that is wrong, in order', async () => {
    const request = {
      name: '   ',
      days_until_due: 3651,
      discount_percent: 2.675,
      discount_days: -1,
      is_default: null,
      is_active: 'maybe',
    };
    expect(await errorsOf(request)).toEqual([
      {
        type: 'string_too_short',
        loc: ['body', 'name'],
        msg: 'String should have at least 1 character',
        input: '   ',
        ctx: { min_length: 1 },
      },
      {
        type: 'less_than_equal',
        loc: ['body', 'days_until_due'],
        msg: 'Input should be less than or equal to 3650',
        input: 3651,
        ctx: { le: 3650 },
      },
      {
        type: 'decimal_max_places',
        loc: ['body', 'discount_percent'],
        msg: 'Decimal input should have no more than 2 decimal places',
        input: 2.675,
        ctx: { decimal_places: 2 },
      },
      {
        type: 'greater_than_equal',
        loc: ['body', 'discount_days'],
        msg: 'Input should be greater than or equal to 0',
        input: -1,
        ctx: { ge: 0 },
      },
      {
        type: 'bool_type',
        loc: ['body', 'is_default'],
        msg: 'Input should be a valid boolean',
        input: null,
      },
      {
        type: 'bool_parsing',
        loc: ['body', 'is_active'],
        msg: 'Input should be a valid boolean, unable to interpret input',
        input: 'maybe',
      },
    ]);
  });

  it('asks for a name and for the days until an invoice is due', async () => {
    expect(await errorsOf({})).toEqual([
      { type: 'missing', loc: ['body', 'name'], msg: 'Field required', input: {} },
      { type: 'missing', loc: ['body', 'days_until_due'], msg: 'Field required', input: {} },
    ]);
  });

  it.each([
    ['1e400', 'finite_number', 'Input should be a finite number'],
    ['"NaN"', 'finite_number', 'Input should be a finite number'],
    ['true', 'decimal_type', 'Decimal input should be an integer, float, string or Decimal object'],
    ['"two"', 'decimal_parsing', 'Input should be a valid decimal'],
    ['100.01', 'less_than_equal', 'Input should be less than or equal to 100'],
    ['-0.01', 'greater_than_equal', 'Input should be greater than or equal to 0'],
  ])('refuses a discount_percent of %s with %s', async (json, type, msg) => {
    const { status, body } = await api.request('POST', '/api/v1/payment-terms', {
      raw: `{"name": "x", "days_until_due": 1, "discount_percent": ${json}}`,
    });
    expect(status).toBe(422);
    expect(body['detail']).toMatchObject([{ type, loc: ['body', 'discount_percent'], msg }]);
  });

  it('refuses discount_days that are more than days_until_due', async () => {
    const request = { name: 'x', days_until_due: 9, discount_days: 10, is_default: false, is_active: true };
    expect(await errorsOf(request)).toEqual([
      {
        type: 'value_error',
        loc: ['body'],
        msg: 'Value error, discount_days should be less than or equal to days_until_due',
        input: request,
        ctx: { error: {} },
      },
    ]);
  });

  it('refuses a default that cannot be chosen', async () => {
    expect(
      await errorsOf({ name: 'x', days_until_due: 9, is_default: true, is_active: false }),
    ).toMatchObject([
      { type: 'value_error', loc: ['body'], msg: 'Value error, the default payment term should be active' },
    ]);
  });

  it('refuses unknown fields under Prefer: handling=strict only', async () => {
    const request = { name: 'x', days_until_due: 9, colour: 'red' };
    const strict = { headers: { prefer: 'handling=strict' } };
    expect(await api.post('/payment-terms', request, strict)).toMatchObject({
      status: 422,
      body: { detail: [{ type: 'extra_forbidden', loc: ['body', 'colour'] }] },
    });
    expect((await api.post('/payment-terms', request)).status).toBe(201);
  });
});
